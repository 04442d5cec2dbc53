"""Days behind presets and comparisons, told by a calendar that counts day by day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashstage.core.errors import InvalidInput
from cashstage.query.periods import (
    Calendar,
    Days,
    QueryContext,
    as_of_moment,
    days_before,
    preset_days,
    today_of,
    zone_of,
)
from cashstage.query.spec import DatePreset, QuerySpec, parse_query

DAY = timedelta(days=1)
DATES = st.dates(min_value=date(1999, 1, 1), max_value=date(2101, 12, 31))


def asked(**parts: object) -> QuerySpec:
    return parse_query({"source": "s", "metrics": [{"field": "cost"}], **parts})


def span(first: str, last: str) -> Days:
    return Days(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("preset", "first", "last"),
    [
        ("today", "2026-11-23", "2026-11-23"),
        ("yesterday", "2026-11-22", "2026-11-22"),
        ("last_7_days", "2026-11-17", "2026-11-23"),
        ("last_14_days", "2026-11-10", "2026-11-23"),
        ("last_30_days", "2026-10-25", "2026-11-23"),
        ("last_90_days", "2026-08-26", "2026-11-23"),
        ("this_week", "2026-11-23", "2026-11-23"),
        ("last_week", "2026-11-16", "2026-11-22"),
        ("this_month", "2026-11-01", "2026-11-23"),
        ("last_month", "2026-10-01", "2026-10-31"),
        ("this_quarter", "2026-10-01", "2026-11-23"),
        ("last_quarter", "2026-07-01", "2026-09-30"),
        ("this_year", "2026-01-01", "2026-11-23"),
        ("last_year", "2025-01-01", "2025-12-31"),
    ],
)
def test_every_preset_on_a_monday_in_november(preset: str, first: str, last: str) -> None:
    assert preset_days(DatePreset(preset), date(2026, 11, 23), Calendar()) == span(first, last)


def test_all_time_has_no_days() -> None:
    assert preset_days(DatePreset.ALL_TIME, date(2026, 11, 23), Calendar()) is None


@pytest.mark.parametrize(
    ("today", "preset", "first", "last"),
    [
        ("2026-01-01", "yesterday", "2025-12-31", "2025-12-31"),
        ("2026-01-01", "last_month", "2025-12-01", "2025-12-31"),
        ("2026-01-01", "this_quarter", "2026-01-01", "2026-01-01"),
        ("2026-01-01", "last_quarter", "2025-10-01", "2025-12-31"),
        ("2026-01-01", "last_year", "2025-01-01", "2025-12-31"),
        ("2026-01-01", "last_week", "2025-12-22", "2025-12-28"),
        ("2026-12-31", "this_year", "2026-01-01", "2026-12-31"),
        ("2024-03-01", "last_month", "2024-02-01", "2024-02-29"),
        ("2025-03-31", "last_month", "2025-02-01", "2025-02-28"),
        ("2024-12-31", "last_year", "2023-01-01", "2023-12-31"),
    ],
)
def test_the_ends_of_years_and_months(today: str, preset: str, first: str, last: str) -> None:
    days = preset_days(DatePreset(preset), date.fromisoformat(today), Calendar())

    assert days == span(first, last)


@pytest.mark.parametrize(
    ("week_starts_on", "this_week", "last_week"),
    [
        (0, span("2026-11-23", "2026-11-23"), span("2026-11-16", "2026-11-22")),
        (5, span("2026-11-21", "2026-11-23"), span("2026-11-14", "2026-11-20")),
        (6, span("2026-11-22", "2026-11-23"), span("2026-11-15", "2026-11-21")),
    ],
)
def test_a_week_starts_on_its_day(week_starts_on: int, this_week: Days, last_week: Days) -> None:
    monday = date(2026, 11, 23)

    assert preset_days(DatePreset.THIS_WEEK, monday, Calendar(week_starts_on)) == this_week
    assert preset_days(DatePreset.LAST_WEEK, monday, Calendar(week_starts_on)) == last_week


def unit_of(day: date, unit: str, week_starts_on: int) -> object:
    """Equal for days of one week, month, quarter or year; the first day of year 1 was a Monday."""
    if unit == "week":
        return (day.toordinal() - 1 - week_starts_on) // 7
    month = {"month": day.month, "quarter": (day.month + 2) // 3, "year": 0}[unit]
    return day.year, month


def whole_until(last: date, unit: str, week_starts_on: int) -> Days:
    """The unit's days up to `last`, found by stepping back a day at a time."""
    first = last
    while unit_of(first - DAY, unit, week_starts_on) == unit_of(last, unit, week_starts_on):
        first -= DAY
    return Days(first, last)


@given(DATES, st.integers(0, 6), st.sampled_from(["week", "month", "quarter", "year"]))
def test_units_agree_with_a_calendar_that_counts(today: date, start: int, unit: str) -> None:
    this = whole_until(today, unit, start)

    assert preset_days(DatePreset(f"this_{unit}"), today, Calendar(start)) == this
    assert preset_days(DatePreset(f"last_{unit}"), today, Calendar(start)) == whole_until(
        this.first - DAY, unit, start
    )


@pytest.mark.parametrize(
    ("now", "time_zone", "today"),
    [
        ("2026-11-22T23:30:00+00:00", "UTC", "2026-11-22"),
        ("2026-11-22T23:30:00+00:00", "Europe/Berlin", "2026-11-23"),
        ("2026-11-23T04:30:00+00:00", "America/New_York", "2026-11-22"),
        ("2026-12-31T10:00:00+00:00", "Pacific/Kiritimati", "2027-01-01"),
        # Berlin leaves and enters summer time at 01:00 UTC; midnight moves by an hour.
        ("2026-03-28T22:59:59+00:00", "Europe/Berlin", "2026-03-28"),
        ("2026-03-28T23:00:00+00:00", "Europe/Berlin", "2026-03-29"),
        ("2026-03-29T21:59:59+00:00", "Europe/Berlin", "2026-03-29"),
        ("2026-03-29T22:00:00+00:00", "Europe/Berlin", "2026-03-30"),
        ("2026-10-25T22:59:59+00:00", "Europe/Berlin", "2026-10-25"),
        ("2026-10-25T23:00:00+00:00", "Europe/Berlin", "2026-10-26"),
    ],
)
def test_today_is_the_day_of_the_time_zone(now: str, time_zone: str, today: str) -> None:
    context = QueryContext(datetime.fromisoformat(now), time_zone)

    assert today_of(asked(), context) == date.fromisoformat(today)


def test_the_question_s_time_zone_goes_before_the_context_s() -> None:
    context = QueryContext(datetime(2026, 11, 22, 23, 30, tzinfo=UTC), "Europe/Berlin")

    assert today_of(asked(time_zone="UTC"), context) == date(2026, 11, 22)


@pytest.mark.parametrize("name", ["Mars/Olympus", "../../etc/passwd", "/etc/localtime", "Europe"])
def test_an_unknown_time_zone_is_told(name: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        zone_of(asked(time_zone=name), QueryContext(datetime.now(UTC)))

    assert caught.value.sentence == f"There is no time zone “{name}”. Write it like Europe/Berlin."
    assert caught.value.context["field"] == "time_zone"


@pytest.mark.parametrize(
    ("days", "before"),
    [
        (span("2026-01-01", "2026-01-01"), span("2025-12-31", "2025-12-31")),
        (span("2026-03-01", "2026-03-31"), span("2026-01-29", "2026-02-28")),
        (span("2024-01-01", "2024-12-31"), span("2022-12-31", "2023-12-31")),
    ],
)
def test_the_previous_period_ends_where_the_days_begin(days: Days, before: Days) -> None:
    assert days.before() == before


@given(DATES, st.integers(0, 4000))
def test_the_previous_period_is_as_long_and_touches(first: date, length: int) -> None:
    days = Days(first, first + length * DAY)
    before = days.before()

    assert before.count == days.count == length + 1
    assert before.last + DAY == days.first


@pytest.mark.parametrize(
    ("as_of", "moment"),
    [
        ("2026-01-31", "2026-01-31T22:59:59.999999+00:00"),
        ("2026-07-31", "2026-07-31T21:59:59.999999+00:00"),
        ("2026-01-31T09:30:00", "2026-01-31T08:30:00+00:00"),
        ("2026-07-31T09:30:00", "2026-07-31T07:30:00+00:00"),
        ("2026-01-31T09:30:00Z", "2026-01-31T09:30:00+00:00"),
        ("2026-01-31T09:30:00-05:00", "2026-01-31T14:30:00+00:00"),
        # Half past two came twice; the first is meant.
        ("2026-10-25T02:30:00", "2026-10-25T00:30:00+00:00"),
    ],
)
def test_as_of_is_read_in_the_question_s_time_zone(as_of: str, moment: str) -> None:
    spec = asked(as_of=as_of, time_zone="Europe/Berlin")

    read = as_of_moment(spec, QueryContext(datetime.now(UTC)))

    assert read == datetime.fromisoformat(moment)
    assert read is not None
    assert read.utcoffset() == timedelta(0)


def test_without_as_of_the_newest_is_meant() -> None:
    assert as_of_moment(asked(), QueryContext(datetime.now(UTC))) is None


@pytest.mark.parametrize("as_of", ["1900-01-01T00:00:00+14:00", "2200-12-31T23:59:59-12:00"])
@pytest.mark.parametrize("time_zone", ["Pacific/Kiritimati", "America/New_York"])
def test_the_ends_of_the_calendar_are_moments_too(as_of: str, time_zone: str) -> None:
    spec = asked(as_of=as_of, time_zone=time_zone)

    assert as_of_moment(spec, QueryContext(datetime.now(UTC))) == datetime.fromisoformat(as_of)


@pytest.mark.parametrize(
    ("preset", "compared"),
    [
        ("last_month", span("2026-09-01", "2026-09-30")),
        ("this_month", span("2026-10-01", "2026-10-23")),
        ("this_week", span("2026-11-16", "2026-11-16")),
        ("last_week", span("2026-11-09", "2026-11-15")),
        ("this_quarter", span("2026-07-01", "2026-08-23")),
        ("last_year", span("2024-01-01", "2024-12-31")),
        ("last_7_days", span("2026-11-10", "2026-11-16")),
        ("yesterday", span("2026-11-21", "2026-11-21")),
    ],
)
def test_calendar_units_are_held_against_calendar_units(preset: str, compared: Days) -> None:
    days = preset_days(DatePreset(preset), date(2026, 11, 23), Calendar())

    assert days is not None
    assert days_before(days, DatePreset(preset), Calendar()) == compared


def test_a_month_that_has_grown_longer_than_the_one_before_is_held_against_all_of_it() -> None:
    march = span("2026-03-01", "2026-03-31")

    assert days_before(march, DatePreset.THIS_MONTH, Calendar()) == span("2026-02-01", "2026-02-28")
    assert days_before(march, None, Calendar()) == span("2026-01-29", "2026-02-28")
