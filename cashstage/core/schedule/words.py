"""Schedules as people say them, such as "Daily at 06:00 and 18:00 (Berlin)"."""

from __future__ import annotations

from collections.abc import Sequence

from cashstage.core.schedule import cron
from cashstage.core.schedule.value import (
    WEEKDAYS,
    Cron,
    Daily,
    Hourly,
    Interval,
    Schedule,
    Weekday,
)

_UNITS = ((7 * 24 * 60, "week"), (24 * 60, "day"), (60, "hour"), (1, "minute"))
_SHORTEST_RANGE = 3


def words_of(schedule: Schedule) -> str:
    """When it happens; times of day say where the clock hangs."""
    if isinstance(schedule, Interval):
        return _every(schedule.every_minutes)
    if isinstance(schedule, Hourly):
        at = f"at {schedule.minute} past" if schedule.minute else "on the hour"
        return f"Every hour, {at}"
    place = place_of(schedule.time_zone or "UTC")
    if isinstance(schedule, Cron):
        return f"{cron.explain(schedule.expression)} ({place})"
    return f"{_days(schedule)} at {joined(schedule.times)} ({place})"


def place_of(time_zone: str) -> str:
    """The city of a time zone, such as "New York" of America/New_York."""
    return time_zone.rpartition("/")[2].replace("_", " ")


def joined(parts: Sequence[str]) -> str:
    """A list in a sentence: "06:00, 12:00 and 18:00"."""
    *others, last = parts
    return f"{', '.join(others)} and {last}" if others else last


def _every(minutes: int) -> str:
    size, unit = next((size, unit) for size, unit in _UNITS if minutes % size == 0)
    count = minutes // size
    return f"Every {unit}" if count == 1 else f"Every {count} {unit}s"


def _days(schedule: Daily) -> str:
    if schedule.weekdays == WEEKDAYS:
        return "Daily"
    if len(schedule.weekdays) == 1:
        return f"Every {schedule.weekdays[0].capitalize()}"
    return ", ".join(_spans(schedule.weekdays))


def _spans(days: Sequence[Weekday]) -> list[str]:
    """Neighbouring days as ranges, if there are three."""
    spans: list[list[Weekday]] = []
    for day in days:
        if spans and WEEKDAYS.index(day) == WEEKDAYS.index(spans[-1][-1]) + 1:
            spans[-1].append(day)
        else:
            spans.append([day])
    words = []
    for span in spans:
        names = [day[:3].capitalize() for day in span]
        words += [f"{names[0]}\N{EN DASH}{names[-1]}"] if len(span) >= _SHORTEST_RANGE else names
    return words
