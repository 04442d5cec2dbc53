"""The first snapshots of a month make its partition, also when they come at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import psycopg
import pytest
from sqlmodel import select

from cashstage.models import DataSnapshot
from cashstage.models.platform import Platform
from tests.factories import people, sources
from tests.factories.workers import until

pytestmark = pytest.mark.integration

FIRST_OF_MONTH = datetime(2031, 5, 1, tzinfo=UTC)


def test_the_first_two_snapshots_of_a_month_both_land(platform: Platform) -> None:
    place = people.organization(platform)
    slow, fast = (sources.data_source(platform, place.id) for _ in range(2))
    with (
        psycopg.connect(platform.settings.require("database_url")) as first,
        ThreadPoolExecutor(1) as other,
    ):
        first.execute("CALL create_snapshot_partition(%s)", [FIRST_OF_MONTH.date()])
        second = other.submit(sources.snapshot, platform, slow, FIRST_OF_MONTH)
        until(lambda: waits_for_a_lock(platform))
        first.commit()
        second.result(20)
    sources.snapshot(platform, fast, FIRST_OF_MONTH)

    with platform.database.system() as session:
        assert len(session.exec(select(DataSnapshot)).all()) == 2


def waits_for_a_lock(platform: Platform) -> bool:
    with psycopg.connect(platform.settings.require("database_url")) as connection:
        found = connection.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event = 'advisory'"
        ).fetchone()
    return found == (1,)
