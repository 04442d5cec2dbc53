"""Scheduled refreshes, by one scheduler or by two."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cashstage.models import DataSource
from cashstage.models.platform import Platform
from cashstage.sources import schedule
from tests.factories import people, sources

pytestmark = pytest.mark.integration

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)


def at(platform: Platform, moment: datetime) -> Platform:
    """The platform of a scheduler whose clock shows `moment`."""
    return replace(platform, clock=lambda: moment)


def hourly(platform: Platform, due: datetime) -> DataSource:
    """A source on an hourly rhythm."""
    return sources.data_source(
        platform, people.organization(platform).id, refresh_minutes=60, next_refresh_at=due
    )


def test_a_due_source_gets_one_job(platform: Platform) -> None:
    source = hourly(platform, NOON)

    assert schedule.enqueue_due(at(platform, NOON - timedelta(seconds=1))) == 0
    assert schedule.enqueue_due(at(platform, NOON)) == 1
    assert schedule.enqueue_due(at(platform, NOON + timedelta(seconds=15))) == 0
    assert [job.trigger for job in sources.jobs_of(platform, source)] == ["schedule"]
    assert sources.source_row(platform, source.id).next_refresh_at == NOON + timedelta(hours=1)


def test_two_schedulers_at_once_write_one_job(platform: Platform) -> None:
    source = hourly(platform, NOON)
    with ThreadPoolExecutor(6) as schedulers:
        counts = list(schedulers.map(schedule.enqueue_due, [at(platform, NOON)] * 6))

    assert sum(counts) == 1
    assert len(sources.jobs_of(platform, source)) == 1
    assert sources.waiting_messages(platform) == 1


def test_a_slot_that_comes_again_finds_its_job(platform: Platform) -> None:
    source = hourly(platform, NOON)
    schedule.enqueue_due(at(platform, NOON))
    with platform.database.system() as session:
        row = sources.source_row(platform, source.id)
        row.next_refresh_at = NOON
        session.add(row)

    assert schedule.enqueue_due(at(platform, NOON)) == 1
    assert len(sources.jobs_of(platform, source)) == 1


def test_missed_slots_are_skipped(platform: Platform) -> None:
    source = hourly(platform, NOON)
    morning = NOON + timedelta(hours=20)

    assert schedule.enqueue_due(at(platform, morning)) == 1
    assert sources.source_row(platform, source.id).next_refresh_at == morning + timedelta(hours=1)


def test_a_source_whose_job_still_waits_gets_no_second_one(platform: Platform) -> None:
    source = hourly(platform, NOON)
    for hour in range(4):
        schedule.enqueue_due(at(platform, NOON + timedelta(hours=hour)))

    assert len(sources.jobs_of(platform, source)) == 1
    assert sources.source_row(platform, source.id).next_refresh_at == NOON + timedelta(hours=4)


def test_a_source_without_a_rhythm_is_left_alone(platform: Platform) -> None:
    sources.data_source(platform, people.organization(platform).id, next_refresh_at=NOON)

    assert schedule.enqueue_due(at(platform, NOON)) == 0
