"""Budget pacing: what should be spent by now, what will be, and what may be each day.

    expected  = budget * elapsed weight ÷ total weight
    pacing    = spend ÷ expected              (1 is on plan)
    projected = spend * total weight ÷ elapsed weight
    needed    = (budget - spend) ÷ days left

A day weighs 1, or what its weekday usually takes of a week's spend.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WEEKDAYS = 7
LEARNED_WEEKS = 8
EVEN_WEIGHTS = (1.0,) * WEEKDAYS
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """From the first to the last day of a budget, and the last day that counts as spent."""

    first: date
    last: date
    through: date

    @property
    def days_left(self) -> int:
        """Days after the last one that counts."""
        begun = max(self.through, self.first - _DAY)
        return max((self.last - begun).days, 0)


@dataclass(frozen=True, slots=True)
class Pace:
    """How a budget is going; None where there is nothing to divide by."""

    budget: float | None
    spend: float
    expected: float | None
    pacing: float | None
    projected: float | None
    needed_per_day: float | None


def weekday_weights(spend: Mapping[date, float], before: date) -> tuple[float, ...]:
    """What each weekday, Monday first, usually takes, learned from the eight weeks before a day.

    Even where nothing was spent in them. A day without a row counts as a day without spend.
    """
    first = before - LEARNED_WEEKS * WEEKDAYS * _DAY
    sums = [0.0] * WEEKDAYS
    for day, amount in spend.items():
        if first <= day < before:
            sums[day.weekday()] += max(amount, 0.0)
    whole = sum(sums)
    if whole <= 0:
        return EVEN_WEIGHTS
    return tuple(each * WEEKDAYS / whole for each in sums)


def pace(budget: float | None, spend: float, period: Period, weights: Sequence[float]) -> Pace:
    """The four figures of one budget over a period; `weights` by weekday, Monday first."""
    total = _weight(period.first, period.last, weights)
    elapsed = _weight(period.first, min(period.through, period.last), weights)
    expected = budget * elapsed / total if budget is not None and total else None
    left = period.days_left
    return Pace(
        budget=budget,
        spend=spend,
        expected=expected,
        pacing=spend / expected if expected else None,
        projected=spend * total / elapsed if elapsed else None,
        needed_per_day=(budget - spend) / left if budget is not None and left else None,
    )


def month_of(day: date) -> tuple[date, date]:
    """The first and the last day of its month."""
    first = day.replace(day=1)
    later = (first + 31 * _DAY).replace(day=1)
    return first, later - _DAY


def _weight(first: date, last: date, weights: Sequence[float]) -> float:
    days = (last - first).days + 1
    if days <= 0:
        return 0.0
    weeks, rest = divmod(days, WEEKDAYS)
    begins = first.weekday()
    return weeks * sum(weights) + sum(weights[(begins + each) % WEEKDAYS] for each in range(rest))
