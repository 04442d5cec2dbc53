"""Which days a column of dates has, which it misses, and its histogram over time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from cashstage.snapshots.bins import Bin, whole_steps

MOST_GAPS = 60
_MOST_DAY_BINS = 31
_MOST_BINS = 36
_WEEKDAYS = 5
_WEEK = 7
_TWO_WEEKS = 14
_QUARTER = 3
_YEAR = 12
_USUAL = 0.6
_FEW_DATES = 3


class Step(StrEnum):
    """How far apart the dates of a column usually are."""

    DAY = "day"
    WEEKDAY = "weekday"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_RANKS = {Step.DAY: 0, Step.WEEKDAY: 0, Step.WEEK: 1, Step.MONTH: 2, Step.QUARTER: 3, Step.YEAR: 4}
_MONTHS = {Step.MONTH: 1, Step.QUARTER: _QUARTER, Step.YEAR: _YEAR}


@dataclass(frozen=True, slots=True)
class Gap:
    """Days without a row, first and last included; `missing` counts steps of the column."""

    first: date
    last: date
    missing: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """From the `first` day to the `last`: on how many `days` there is a row.

    `step` is None where no rhythm can be told; then nothing is missing for certain. `missing`
    counts the steps without a row, `gap_count` the ranges of them; `gaps` are the 60 largest of
    these in their order.
    """

    first: date
    last: date
    days: int
    step: Step | None = None
    missing: int = 0
    gap_count: int = 0
    gaps: list[Gap] = field(default_factory=list)


def coverage_of(days: Iterable[date]) -> Coverage:
    """What is there and what is missing, given the days that have a row; at least one."""
    held = sorted(days)
    step = _step_of(held)
    gaps = [gap for gap in (_gap(*pair, step) for pair in pairwise(held)) if gap.missing > 0]
    largest = sorted(gaps, key=lambda gap: gap.missing, reverse=True)[:MOST_GAPS]
    return Coverage(
        first=held[0],
        last=held[-1],
        days=len(held),
        step=step,
        missing=sum(gap.missing for gap in gaps),
        gap_count=len(gaps),
        gaps=sorted(largest, key=lambda gap: gap.first),
    )


def date_bins(
    days: Mapping[date, int], years: Mapping[int, int], step: Step | None = None
) -> list[Bin]:
    """Rows by day, week, month, quarter, year or several years, whichever gives a fitting number.

    A unit is not shorter than the `step` between the dates, or most bins would be empty. `years`
    is used instead of `days` where that is empty; weeks begin on Monday.
    """
    if not days:
        return _year_bins(years)
    first, last = min(days), max(days)
    span = (last - first).days
    least = _RANKS[step or Step.DAY]
    if span < _MOST_DAY_BINS and least <= _RANKS[Step.DAY]:
        return _stepped(days, lambda day: day.toordinal(), date.fromordinal)
    if span < _MOST_DAY_BINS * _WEEK and least <= _RANKS[Step.WEEK]:
        # Day 1 of the calendar is a Monday.
        return _stepped(
            days,
            lambda day: (day.toordinal() - 1) // _WEEK,
            lambda week: date.fromordinal(week * _WEEK + 1),
        )
    for unit in (Step.MONTH, Step.QUARTER):
        months = _MONTHS[unit]
        fits = (_month(last) // months) - (_month(first) // months) < _MOST_BINS
        if fits and least <= _RANKS[unit]:
            return _stepped(days, _in_months(months), _month_start(months))
    counts: Counter[int] = Counter()
    for day, count in days.items():
        counts[day.year] += count
    return _year_bins(counts)


def _year_bins(years: Mapping[int, int]) -> list[Bin]:
    if not years:
        return []
    first, last = min(years), max(years)
    step = next(
        each for each in whole_steps(last - first) if last // each - first // each < _MOST_BINS
    )
    counts: Counter[int] = Counter()
    for year, count in years.items():
        counts[year // step] += count
    return [
        Bin(
            date(max(place * step, date.min.year), 1, 1),
            date(min(place * step + step - 1, date.max.year), 12, 31),
            counts[place],
        )
        for place in range(first // step, last // step + 1)
    ]


def _stepped(
    days: Mapping[date, int], place_of: Callable[[date], int], start_of: Callable[[int], date]
) -> list[Bin]:
    counts: Counter[int] = Counter()
    for day, count in days.items():
        counts[place_of(day)] += count
    return [
        Bin(start_of(place), _day_before(start_of, place + 1), counts[place])
        for place in range(min(counts), max(counts) + 1)
    ]


def _day_before(start_of: Callable[[int], date], place: int) -> date:
    try:
        return start_of(place) - timedelta(days=1)
    except (ValueError, OverflowError):
        return date.max


def _in_months(months: int) -> Callable[[date], int]:
    return lambda day: _month(day) // months


def _month_start(months: int) -> Callable[[int], date]:
    return lambda place: date(place * months // _YEAR, place * months % _YEAR + 1, 1)


def _month(day: date) -> int:
    return day.year * _YEAR + day.month - 1


def _step_of(held: Sequence[date]) -> Step | None:
    """The distance that most neighbours have."""
    if len(held) < _FEW_DATES:
        return None
    distances = [(later - earlier).days for earlier, later in pairwise(held)]
    usual, times = Counter(distances).most_common(1)[0]
    if usual == 1 and times >= _USUAL * len(distances):
        workdays = all(day.weekday() < _WEEKDAYS for day in held)
        enough = (held[-1] - held[0]).days >= _TWO_WEEKS
        return Step.WEEKDAY if workdays and enough else Step.DAY
    if usual == _WEEK and times >= _USUAL * len(distances):
        return Step.WEEK
    months = [_month(later) - _month(earlier) for earlier, later in pairwise(held)]
    usual, times = Counter(months).most_common(1)[0]
    if 0 in months or times < _USUAL * len(months):
        return None
    return next((step for step, apart in _MONTHS.items() if apart == usual), None)


def _gap(earlier: date, later: date, step: Step | None) -> Gap:
    """What lies between two neighbours; nothing is missing where they follow each other."""
    first, last = earlier + timedelta(days=1), later - timedelta(days=1)
    between = (last - first).days + 1
    if step is None:
        return Gap(first, last, 0)
    if step in _MONTHS:
        return Gap(first, last, (_month(later) - _month(earlier)) // _MONTHS[step] - 1)
    if step is Step.WEEK:
        return Gap(first, last, (later - earlier).days // _WEEK - 1)
    if step is Step.DAY:
        return Gap(first, last, between)
    return Gap(first, last, _weekdays(first, between))


def _weekdays(first: date, days: int) -> int:
    """How many of so many days from `first` on are from Monday to Friday."""
    weeks, rest = divmod(max(days, 0), _WEEK)
    started = sum((first.weekday() + day) % _WEEK < _WEEKDAYS for day in range(rest))
    return weeks * _WEEKDAYS + started
