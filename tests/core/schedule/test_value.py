"""Schedules as values: the next moment is later, fits, and nothing that fits is left out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from cashstage.core.schedule.value import (
    WEEKDAYS,
    Cron,
    Daily,
    Hourly,
    Interval,
    Recurring,
    Schedule,
    Weekday,
)
from tests.factories.schedules import dailies, hourlies, intervals, moments, schedules

SCHEDULE: TypeAdapter[Schedule] = TypeAdapter(Schedule)
MINUTE = timedelta(minutes=1)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def daily(*at: str, zone: str = "Europe/Berlin", days: tuple[Weekday, ...] = WEEKDAYS) -> Daily:
    return Daily(kind="daily", times=at, weekdays=days, time_zone=zone)


def just_after_a_jump(found: datetime, schedule: Recurring) -> bool:
    before = (found - MINUTE).astimezone(schedule.zone)
    return found.astimezone(schedule.zone).utcoffset() != before.utcoffset()


def runs(schedule: Recurring, after: str, count: int = 3) -> list[str]:
    """What the clock of the schedule's zone shows at its next moments, with the offset."""
    found, shown = moment(after), []
    for _ in range(count):
        found = schedule.next_after(found)
        shown.append(found.astimezone(schedule.zone).isoformat(timespec="minutes"))
    return shown


@given(schedules, moments)
def test_the_next_moment_is_later_and_to_the_minute(schedule: Schedule, after: datetime) -> None:
    found = schedule.next_after(after)

    assert found > after
    assert (found.second, found.microsecond, found.tzinfo) == (0, 0, UTC)
    assert schedule.next_after(found) > found


@given(schedules, moments, st.integers(0, 10_000_000))
def test_every_moment_before_the_next_has_the_same_next(
    schedule: Schedule, after: datetime, fraction: int
) -> None:
    found = schedule.next_after(after)
    between = after + (found - after) * (fraction / 10_000_001)

    assert schedule.next_after(between) == found


@given(intervals, moments)
def test_an_interval_keeps_its_step(schedule: Interval, after: datetime) -> None:
    every = timedelta(minutes=schedule.every_minutes)
    found = schedule.next_after(after)

    assert found - after <= every
    assert schedule.next_after(found) - found == every


@given(hourlies, moments)
def test_hourly_is_at_its_minute_and_misses_none(schedule: Hourly, after: datetime) -> None:
    found = schedule.next_after(after)
    candidate = after.replace(second=0, microsecond=0) + MINUTE
    while candidate.astimezone(schedule.zone).minute != schedule.minute:
        candidate += MINUTE

    assert found == candidate


@given(dailies, moments)
def test_daily_is_at_one_of_its_times_or_just_after_a_jump(
    schedule: Daily, after: datetime
) -> None:
    found = schedule.next_after(after)
    local = found.astimezone(schedule.zone)
    jumped = just_after_a_jump(found, schedule)

    assert f"{local:%H:%M}" in schedule.times or jumped
    assert WEEKDAYS[local.weekday()] in schedule.weekdays
    assert local.fold == 0 or jumped


@given(dailies, moments)
def test_each_time_of_each_day_happens_once(schedule: Daily, after: datetime) -> None:
    """Over a week there are as many runs as times on chosen days, less those that fall together."""
    start = after.astimezone(schedule.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    end = start + timedelta(days=7)
    found, seen = start.astimezone(UTC) - MINUTE, []
    while (found := schedule.next_after(found)) < end.astimezone(UTC):
        seen.append(found)
    wanted = len(schedule.times) * len(schedule.weekdays)

    assert len(set(seen)) == len(seen)
    assert len(seen) == wanted or (
        len(seen) < wanted and any(_jump(found, schedule) for found in seen)
    )


def _jump(found: datetime, schedule: Recurring) -> bool:
    return (
        found.astimezone(schedule.zone).utcoffset()
        != (found - MINUTE).astimezone(schedule.zone).utcoffset()
    )


@pytest.mark.parametrize(
    ("schedule", "after", "expected"),
    [
        (
            daily("02:30"),
            "2026-03-28T12:00Z",
            ["2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00", "2026-03-31T02:30+02:00"],
        ),
        (
            daily("02:30"),
            "2026-10-24T12:00Z",
            ["2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00", "2026-10-27T02:30+01:00"],
        ),
        (
            daily("02:15", "02:45"),
            "2026-03-28T12:00Z",
            ["2026-03-29T03:00+02:00", "2026-03-30T02:15+02:00", "2026-03-30T02:45+02:00"],
        ),
        (
            daily("06:00", zone="America/New_York"),
            "2026-03-07T12:00Z",
            ["2026-03-08T06:00-04:00", "2026-03-09T06:00-04:00", "2026-03-10T06:00-04:00"],
        ),
        (
            daily("01:45", zone="Australia/Lord_Howe"),
            "2026-04-03T20:00Z",
            ["2026-04-05T01:45+11:00", "2026-04-06T01:45+10:30", "2026-04-07T01:45+10:30"],
        ),
        (
            daily("02:10", zone="Australia/Lord_Howe"),
            "2026-10-02T20:00Z",
            ["2026-10-04T02:30+11:00", "2026-10-05T02:10+11:00", "2026-10-06T02:10+11:00"],
        ),
        (
            daily("05:30", zone="Asia/Kolkata", days=(Weekday.MONDAY,)),
            "2026-03-01T00:00Z",
            ["2026-03-02T05:30+05:30", "2026-03-09T05:30+05:30", "2026-03-16T05:30+05:30"],
        ),
        (
            Hourly(kind="hourly", minute=15, time_zone="Europe/Berlin"),
            "2026-10-24T23:30Z",
            ["2026-10-25T02:15+02:00", "2026-10-25T02:15+01:00", "2026-10-25T03:15+01:00"],
        ),
        (
            Hourly(kind="hourly", minute=15, time_zone="Europe/Berlin"),
            "2026-03-29T00:00Z",
            ["2026-03-29T01:15+01:00", "2026-03-29T03:15+02:00", "2026-03-29T04:15+02:00"],
        ),
        (
            Cron(kind="cron", expression="30 2 * * *", time_zone="Europe/Berlin"),
            "2026-03-28T12:00Z",
            ["2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00", "2026-03-31T02:30+02:00"],
        ),
        (
            Cron(kind="cron", expression="30 2 * * *", time_zone="Europe/Berlin"),
            "2026-10-25T00:45Z",
            ["2026-10-26T02:30+01:00", "2026-10-27T02:30+01:00", "2026-10-28T02:30+01:00"],
        ),
        (
            Cron(kind="cron", expression="*/30 * * * *", time_zone="Australia/Lord_Howe"),
            "2026-04-04T14:30Z",
            ["2026-04-05T01:30+10:30", "2026-04-05T02:00+10:30", "2026-04-05T02:30+10:30"],
        ),
        (
            Cron(kind="cron", expression="0 0 29 2 *", time_zone="Asia/Kolkata"),
            "2026-03-01T00:00Z",
            ["2028-02-29T00:00+05:30", "2032-02-29T00:00+05:30", "2036-02-29T00:00+05:30"],
        ),
    ],
)
def test_nights_in_which_clocks_change(
    schedule: Recurring, after: str, expected: list[str]
) -> None:
    assert runs(schedule, after) == expected


@given(schedules, st.uuids(), moments)
def test_a_delay_is_always_the_same_and_bounded(
    schedule: Schedule, identifier: UUID, after: datetime
) -> None:
    delay = schedule.delay(identifier)
    found = schedule.next_run(identifier, after)

    assert timedelta() <= delay <= timedelta(minutes=schedule.jitter_minutes)
    assert delay * 2 <= timedelta(minutes=schedule.shortest_gap)
    assert found > after
    assert found == schedule.next_after(found - delay - timedelta(seconds=1)) + delay


def test_a_thousand_sources_at_six_are_spread() -> None:
    at_six = daily("06:00")
    starts = {at_six.delay(uuid4()) for _ in range(1000)}

    assert len(starts) > 200
    assert max(starts) - min(starts) > timedelta(minutes=4)
    assert max(starts) < timedelta(minutes=5)


def test_without_jitter_it_is_the_second_itself() -> None:
    schedule = Daily(kind="daily", times=("06:00",), time_zone="Asia/Kolkata", jitter_minutes=0)

    assert schedule.next_runs(uuid4(), moment("2026-03-01T00:00Z"), 2) == [
        moment("2026-03-01T00:30Z"),
        moment("2026-03-02T00:30Z"),
    ]


@pytest.mark.parametrize(
    ("schedule", "gap"),
    [
        (Interval(every_minutes=7), 7),
        (Hourly(kind="hourly"), 60),
        (daily("06:00"), 1440),
        (daily("23:50", "00:10"), 20),
        (Cron(kind="cron", expression="5,20,55 * * * *"), 10),
        (Cron(kind="cron", expression="0 6 * * *"), 60),
    ],
)
def test_how_close_moments_lie(schedule: Recurring, gap: int) -> None:
    assert schedule.shortest_gap == gap


@given(schedules)
def test_json_and_back_is_the_same(schedule: Schedule) -> None:
    assert SCHEDULE.validate_python(schedule.model_dump(mode="json")) == schedule


def test_a_body_from_before_is_an_interval() -> None:
    assert SCHEDULE.validate_python({"every_minutes": 60}) == Interval(every_minutes=60)


def test_times_and_days_are_put_in_order() -> None:
    made = daily("18:00", "06:00", "18:00", days=(Weekday.FRIDAY, Weekday.MONDAY, Weekday.FRIDAY))

    assert made.times == ("06:00", "18:00")
    assert made.weekdays == (Weekday.MONDAY, Weekday.FRIDAY)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "every_minutes"),
        ({"every_minutes": 0}, "greater than or equal to 1"),
        ({"every_minutes": 99999}, "less than or equal to 44640"),
        ({"kind": "hourly", "minute": 60}, "less than or equal to 59"),
        ({"kind": "daily", "times": []}, "at least 1"),
        ({"kind": "daily", "times": ["24:00"]}, "pattern"),
        ({"kind": "daily", "times": ["6:00"]}, "pattern"),
        ({"kind": "daily", "times": ["06:00"], "weekdays": []}, "at least 1"),
        ({"kind": "daily", "times": ["06:00"], "weekdays": ["someday"]}, "weekdays"),
        ({"kind": "cron", "expression": "61 * * * *"}, "The minute “61” can't be read"),
        ({"kind": "yearly"}, "interval"),
        ({"every_minutes": 5, "time_zone": "Mars/Olympus"}, "is not a time zone"),
        ({"every_minutes": 5, "jitter_minutes": 61}, "less than or equal to 60"),
        ({"every_minutes": 5, "minute": 3}, "Extra inputs"),
    ],
)
def test_what_is_no_schedule_is_refused(body: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        SCHEDULE.validate_python(body)


def test_a_zone_is_where_the_clock_hangs() -> None:
    assert daily("06:00", zone="Asia/Kolkata").zone == ZoneInfo("Asia/Kolkata")
    assert Interval(every_minutes=5).zone == ZoneInfo("UTC")
