"""What stays of a history: nothing that was asked for goes, and thinning often is thinning once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashstage.snapshots.thinning import Calendar, ThinningRule, kept

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
AGES = st.one_of(st.none(), st.integers(1, 900))
CALENDARS = st.builds(
    Calendar,
    st.sampled_from(["UTC", "Europe/Berlin", "America/Los_Angeles", "Pacific/Kiritimati"]),
    st.integers(0, 6),
)
MOMENTS = st.lists(
    st.integers(0, 1000 * 24 * 60).map(lambda minutes: NOW - timedelta(minutes=minutes)),
    unique=True,
    max_size=60,
).map(sorted)


@st.composite
def rules(draw: st.DrawFn) -> ThinningRule:
    """Any rule: the ages that are given grow."""
    given_ages = [draw(AGES) for _ in range(3)]
    ordered = iter(sorted({age for age in given_ages if age is not None}))
    return ThinningRule(*(None if age is None else next(ordered, None) for age in given_ages))


def thinned(
    moments: Sequence[datetime], rule: ThinningRule, calendar: Calendar, now: datetime = NOW
) -> list[datetime]:
    stays = list(kept(moments, rule, calendar, now))
    assert len(stays) == len(moments)
    return [moment for moment, stay in zip(moments, stays, strict=True) if stay]


def days(moments: Iterable[datetime]) -> list[date]:
    return [moment.date() for moment in moments]


@given(MOMENTS, rules(), CALENDARS)
def test_thinning_twice_is_thinning_once(
    moments: list[datetime], rule: ThinningRule, calendar: Calendar
) -> None:
    once = thinned(moments, rule, calendar)

    assert thinned(once, rule, calendar) == once


@given(MOMENTS, rules(), CALENDARS, st.lists(st.integers(0, 800), max_size=6).map(sorted))
def test_thinning_now_and_then_leaves_what_thinning_at_the_end_leaves(
    moments: list[datetime], rule: ThinningRule, calendar: Calendar, pauses: list[int]
) -> None:
    """Moments arrive while older ones are thinned; what was removed once never comes back."""
    runs = [NOW + timedelta(days=pause) for pause in pauses] + [NOW + timedelta(days=900)]
    arriving = [moment + timedelta(days=900) for moment in moments]
    left: list[datetime] = []
    before: datetime | None = None
    for run in runs:
        new = [one for one in arriving if one <= run and (before is None or one > before)]
        left = thinned([*left, *new], rule, calendar, run)
        before = run

    assert left == thinned([one for one in arriving if one <= runs[-1]], rule, calendar, runs[-1])


@given(MOMENTS, rules(), CALENDARS)
def test_the_first_and_the_latest_always_stay(
    moments: list[datetime], rule: ThinningRule, calendar: Calendar
) -> None:
    left = thinned(moments, rule, calendar)

    assert left[:1] == moments[:1]
    assert left[-1:] == moments[-1:]


@given(MOMENTS, rules(), CALENDARS)
def test_every_period_that_is_asked_for_keeps_its_last(
    moments: list[datetime], rule: ThinningRule, calendar: Calendar
) -> None:
    """Also an independent reckoning: groups, instead of neighbours."""
    today = calendar.day(NOW)
    groups: dict[object, list[datetime]] = defaultdict(list)
    wanted = set(moments[:1] + moments[-1:])
    for moment in moments:
        day = calendar.day(moment)
        groups["day", day].append(moment)
        groups["week", calendar.week(day)].append(moment)
        groups["month", day.year, day.month].append(moment)
    for moment in moments:
        day = calendar.day(moment)
        age = (today - day).days
        in_week = groups["week", calendar.week(day)]
        in_month = groups["month", day.year, day.month]
        if rule.monthly_after is not None and age >= rule.monthly_after:
            stays = moment == in_month[-1]
        elif rule.weekly_after is not None and age >= rule.weekly_after:
            stays = moment == in_week[-1] or (
                rule.monthly_after is not None and moment == in_month[-1]
            )
        elif rule.daily_after is not None and age >= rule.daily_after:
            stays = moment == groups["day", day][-1]
        else:
            stays = True
        wanted |= {moment} if stays else set()

    assert set(thinned(moments, rule, calendar)) == wanted


@given(MOMENTS, rules(), CALENDARS, st.integers(0, 900))
def test_time_only_takes_away(
    moments: list[datetime], rule: ThinningRule, calendar: Calendar, later: int
) -> None:
    now = set(thinned(moments, rule, calendar))

    assert set(thinned(moments, rule, calendar, NOW + timedelta(days=later))) <= now


def test_without_a_rule_all_stay() -> None:
    hours = [NOW - timedelta(hours=hour) for hour in range(5000, 0, -1)]

    assert ThinningRule().keeps_all
    assert thinned(hours, ThinningRule(), Calendar()) == hours


def test_one_a_day_then_one_a_week_then_one_a_month() -> None:
    rule = ThinningRule(daily_after=2, weekly_after=14, monthly_after=60)
    hours = [NOW - timedelta(hours=hour) for hour in range(120 * 24, -1, -6)]
    left = thinned(hours, rule, Calendar())

    assert days(left[:3]) == [date(2025, 11, 9), date(2025, 11, 30), date(2025, 12, 31)]
    weekly = [day for day in days(left) if date(2026, 1, 9) < day <= date(2026, 2, 23)]
    assert weekly == [
        date(2026, 1, 11),
        date(2026, 1, 18),
        date(2026, 1, 25),
        date(2026, 1, 31),
        date(2026, 2, 1),
        date(2026, 2, 8),
        date(2026, 2, 15),
        date(2026, 2, 22),
    ]
    assert [moment.hour for moment in left if moment.date() == date(2026, 3, 5)] == [18]
    assert [moment.hour for moment in left if moment.date() == date(2026, 3, 8)] == [0, 6, 12, 18]


def test_days_and_weeks_are_those_of_the_organization() -> None:
    evening = [datetime(2026, 1, 4, hour, tzinfo=UTC) for hour in (20, 22)]
    moments = [
        datetime(2026, 1, 1, tzinfo=UTC),
        *evening,
        datetime(2026, 1, 5, 20, tzinfo=UTC),
        NOW,
    ]
    daily, weekly = ThinningRule(daily_after=1), ThinningRule(weekly_after=1)

    assert evening[0] not in thinned(moments, daily, Calendar("UTC"))
    # At 22:00 in London it is the next day in Moscow.
    assert evening[0] in thinned(moments, daily, Calendar("Europe/Moscow"))
    assert evening[1] in thinned(moments, weekly, Calendar("UTC", week_starts_on=0))
    assert evening[1] not in thinned(moments, weekly, Calendar("UTC", week_starts_on=6))


@pytest.mark.parametrize("start", range(7))
def test_the_first_days_of_all_have_a_week(start: int) -> None:
    assert Calendar(week_starts_on=start).week(date.min) == date.min
