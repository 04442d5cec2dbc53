"""Scheduled refreshes, by one scheduler or by several, through nights and pauses."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cashstage.core.ids import new_id
from cashstage.core.schedule.value import Cron, Daily, Interval, Schedule
from cashstage.models import DataSource
from cashstage.models.platform import Platform
from cashstage.sources import schedule
from tests.factories import people, sources

pytestmark = pytest.mark.integration

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)


def at(platform: Platform, moment: datetime) -> Platform:
    """The platform of a scheduler whose clock shows `moment`."""
    return replace(platform, clock=lambda: moment)


def scheduled(platform: Platform, wanted: Schedule, due: datetime) -> DataSource:
    """A source with this schedule that is due then."""
    return sources.data_source(
        platform,
        people.organization(platform).id,
        next_refresh_at=due,
        **schedule.as_columns(wanted, "Europe/Berlin"),
    )


def hourly(platform: Platform, due: datetime) -> DataSource:
    """A source on an hourly rhythm, to the second."""
    return scheduled(platform, Interval(every_minutes=60, jitter_minutes=0), due)


def next_of(platform: Platform, source: DataSource) -> datetime | None:
    return sources.source_row(platform, source.id).next_refresh_at


def test_a_due_source_gets_one_job(platform: Platform) -> None:
    source = hourly(platform, NOON)

    assert schedule.enqueue_due(at(platform, NOON - timedelta(seconds=1))) == 0
    assert schedule.enqueue_due(at(platform, NOON)) == 1
    assert schedule.enqueue_due(at(platform, NOON + timedelta(seconds=15))) == 0
    assert [job.trigger for job in sources.jobs_of(platform, source)] == ["schedule"]
    assert next_of(platform, source) == NOON + timedelta(hours=1)


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
    assert next_of(platform, source) == morning + timedelta(hours=1)


def test_a_source_whose_job_still_waits_gets_no_second_one(platform: Platform) -> None:
    source = hourly(platform, NOON)
    for hour in range(4):
        schedule.enqueue_due(at(platform, NOON + timedelta(hours=hour)))

    assert len(sources.jobs_of(platform, source)) == 1
    assert next_of(platform, source) == NOON + timedelta(hours=4)


def test_a_source_without_a_rhythm_is_left_alone(platform: Platform) -> None:
    sources.data_source(platform, people.organization(platform).id, next_refresh_at=NOON)

    assert schedule.enqueue_due(at(platform, NOON)) == 0


def test_a_day_of_ticks_by_two_schedulers_runs_each_slot_once(platform: Platform) -> None:
    """The night in which Berlin's clocks go forward, every ten minutes, both at once."""
    night = datetime(2026, 3, 28, 20, tzinfo=UTC)
    twice = Daily(kind="daily", times=("02:30", "06:00"), jitter_minutes=0)
    source = scheduled(platform, twice, night)
    with platform.database.system() as session:
        row = sources.source_row(platform, source.id)
        row.next_refresh_at = schedule.next_refresh(row, night)
        session.add(row)

    with ThreadPoolExecutor(2) as schedulers:
        for minutes in range(0, 24 * 60, 10):
            moment = at(platform, night + timedelta(minutes=minutes))
            list(schedulers.map(schedule.enqueue_due, [moment, moment]))
            for job in sources.jobs_of(platform, source):
                sources.end(platform, job.id)

    slots = [job.slot for job in sources.jobs_of(platform, source)]
    assert slots == ["schedule:2026-03-29T01:00:00", "schedule:2026-03-29T04:00:00"]
    assert next_of(platform, source) == datetime(2026, 3, 30, 0, 30, tzinfo=UTC)


def test_each_source_runs_late_by_its_own_delay(platform: Platform) -> None:
    wanted = Cron(kind="cron", expression="0 6 * * *", jitter_minutes=30)
    source = scheduled(platform, wanted, NOON)
    delay = wanted.delay(source.id)

    assert schedule.enqueue_due(at(platform, NOON)) == 1
    due = datetime(2026, 3, 10, 5, tzinfo=UTC) + delay
    assert next_of(platform, source) == due
    assert schedule.enqueue_due(at(platform, due - timedelta(seconds=1))) == 0
    assert schedule.enqueue_due(at(platform, due)) == 1
    assert next_of(platform, source) == datetime(2026, 3, 11, 5, tzinfo=UTC) + delay


def test_a_paused_source_is_left_alone_even_when_it_is_due(platform: Platform) -> None:
    """A process of the version before may give it a next moment."""
    source = hourly(platform, NOON)
    with platform.database.system() as session:
        row = sources.source_row(platform, source.id)
        row.paused_at = NOON
        session.add(row)

    assert schedule.enqueue_due(at(platform, NOON)) == 0
    assert sources.jobs_of(platform, source) == []
    assert schedule.next_refresh(row, NOON) is None


@pytest.mark.parametrize(
    ("stored", "minutes", "expected"),
    [
        (None, None, None),
        (None, 60, Interval(every_minutes=60)),
        (Interval(every_minutes=60), 60, Interval(every_minutes=60)),
        (Interval(every_minutes=60), 15, Interval(every_minutes=15)),
        (Interval(every_minutes=60), None, None),
        (Daily(kind="daily", times=("06:00",)), None, Daily(kind="daily", times=("06:00",))),
        (Daily(kind="daily", times=("06:00",)), 15, Interval(every_minutes=15)),
    ],
)
def test_what_the_version_before_wrote_counts(
    stored: Schedule | None, minutes: int | None, expected: Schedule | None
) -> None:
    row = DataSource(
        organization_id=new_id(),
        name="Ads",
        kind="google_sheets",
        schedule=stored.model_dump(mode="json") if stored else None,
        refresh_minutes=minutes,
    )

    assert schedule.schedule_of(row) == expected


def test_a_row_of_the_version_before_goes_on(platform: Platform) -> None:
    place = people.organization(platform)
    source = sources.data_source(platform, place.id, refresh_minutes=60, next_refresh_at=NOON)

    assert schedule.enqueue_due(at(platform, NOON)) == 1
    coming = next_of(platform, source)
    assert coming is not None
    assert NOON < coming <= NOON + timedelta(hours=1)


def test_only_an_interval_is_repeated_for_the_version_before() -> None:
    daily = schedule.as_columns(Daily(kind="daily", times=("06:00",)), "Europe/Berlin")

    assert daily["refresh_minutes"] is None
    assert daily["schedule"]["time_zone"] == "Europe/Berlin"
    assert schedule.as_columns(Interval(every_minutes=15), "UTC")["refresh_minutes"] == 15
    assert schedule.as_columns(None, "UTC") == {"schedule": None, "refresh_minutes": None}
