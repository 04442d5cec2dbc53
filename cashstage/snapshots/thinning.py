"""Which moments of a history are kept when it is thinned out with age; pure.

A rule names ages in days from which one moment of a day, a week or a month is enough: the last of
each. Nothing else is looked at than the moment that follows, so a history of any length passes
through without being held.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

_DAYS_OF_WEEK = 7


@dataclass(frozen=True, slots=True)
class ThinningRule:
    """Ages in days from which the last of each day, week and month is enough; None for never.

    Those that are given grow: a week is never asked for before a day is.
    """

    daily_after: int | None = None
    weekly_after: int | None = None
    monthly_after: int | None = None

    @property
    def keeps_all(self) -> bool:
        """Whether nothing is ever removed."""
        return self.daily_after is self.weekly_after is self.monthly_after is None


@dataclass(frozen=True, slots=True)
class Calendar:
    """Where days and weeks begin: an IANA time zone, and 0 for Monday to 6 for Sunday."""

    time_zone: str = "UTC"
    week_starts_on: int = 0

    def day(self, moment: datetime) -> date:
        """The day of an aware moment."""
        return moment.astimezone(ZoneInfo(self.time_zone)).date()

    def week(self, day: date) -> date:
        """The first day of its week; of the first weeks of all, the first day there is."""
        since = (day.weekday() - self.week_starts_on) % _DAYS_OF_WEEK
        return day - timedelta(days=min(since, day.toordinal() - 1))


def kept(
    moments: Iterable[datetime], rule: ThinningRule, calendar: Calendar, now: datetime
) -> Iterator[bool]:
    """Whether each of the moments stays; they come oldest first.

    The first and the last one always stay. Thinning again later, with new moments behind, leaves
    what thinning once would have left: what a coarser step will need is never removed by a finer
    one.
    """
    today = calendar.day(now)
    days = map(calendar.day, moments)
    for place, (day, following) in enumerate(itertools.pairwise(itertools.chain(days, [None]))):
        if day is None:
            raise LookupError("only the end follows the last day")
        yield place == 0 or following is None or _ends_period(day, following, rule, calendar, today)


def _ends_period(
    day: date, following: date, rule: ThinningRule, calendar: Calendar, today: date
) -> bool:
    """Whether the moment is the last one of the period that its age asks for."""
    age = (today - day).days
    other_month = (day.year, day.month) != (following.year, following.month)
    if _reached(rule.monthly_after, age):
        return other_month
    if _reached(rule.weekly_after, age):
        # The last one of a month will be wanted when its weeks no longer are.
        wanted = other_month and rule.monthly_after is not None
        return wanted or calendar.week(day) != calendar.week(following)
    if _reached(rule.daily_after, age):
        return day != following
    return True


def _reached(after: int | None, age: int) -> bool:
    return after is not None and age >= after
