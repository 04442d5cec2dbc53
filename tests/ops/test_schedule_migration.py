"""The revision that brought schedules can be taken back, and nothing stands still after it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from alembic.config import Config
from sqlalchemy import text

from alembic import command
from cashstage.core.schedule.value import Daily, Interval
from cashstage.models.platform import Platform
from cashstage.ops.programs import ROOT
from cashstage.sources import schedule
from tests.factories import people, sources

pytestmark = pytest.mark.integration

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)


def due(platform: Platform) -> dict[str, tuple[int | None, bool]]:
    """Of each source by its name: the interval that every version knows, and whether it runs."""
    with platform.database.system() as session:
        rows = session.connection().execute(
            text("SELECT name, refresh_minutes, next_refresh_at IS NOT NULL FROM data_sources")
        )
        return {row[0]: (row[1], row[2]) for row in rows}


def test_back_and_forth(platform: Platform, database_url: str) -> None:
    place = people.organization(platform)
    daily = schedule.as_columns(Daily(kind="daily", times=("06:00",)), "UTC")
    interval = schedule.as_columns(Interval(every_minutes=5), "UTC")
    sources.data_source(platform, place.id, name="Daily", next_refresh_at=NOON, **daily)
    sources.data_source(platform, place.id, name="Paused", paused_at=NOON, **interval)
    sources.data_source(platform, place.id, name="By hand")
    alembic = Config(ROOT / "alembic.ini")
    alembic.attributes["url"] = database_url

    command.downgrade(alembic, "2026_11_26_04-1")
    expected = {"Daily": (None, False), "Paused": (5, True), "By hand": (None, False)}
    assert due(platform) == expected
    command.upgrade(alembic, "head")
    assert due(platform) == expected
    assert schedule.enqueue_due(platform) == 1
