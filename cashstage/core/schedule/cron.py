"""Cron expressions of five fields: checked, told in words, and as a rule of wall times."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

from cronsim import CronSim, CronSimError

from cashstage.core.schedule.wall_time import Rule

MINUTES_OF_AN_HOUR = 60
FIELDS = {
    "minute": "0 to 59",
    "hour": "0 to 23",
    "day-of-month": "1 to 31",
    "month": "1 to 12, or JAN to DEC",
    "day-of-week": "0 to 7, where 0 and 7 are Sunday, or MON to SUN",
}
"""The fields in their order and what may stand in them."""
_SOME_DAY = datetime(2024, 1, 1)  # noqa: DTZ001 - a wall time


def checked(expression: str) -> str:
    """The expression with single spaces; a ValueError names the field that can't be read."""
    parts = expression.split()
    if len(parts) != len(FIELDS):
        count = f"{len(parts)} field" + ("" if len(parts) == 1 else "s")
        raise ValueError(
            f"A cron expression has 5 fields: minute, hour, day of month, month and day of week; "
            f"this one has {count}"
        )
    for position, (name, allowed) in enumerate(FIELDS.items()):
        alone = ["*"] * len(FIELDS)
        alone[position] = parts[position]
        if not _readable(" ".join(alone)):
            spoken = name.replace("-", " ")
            raise ValueError(
                f"The {spoken} “{parts[position]}” can't be read; use {allowed}, "
                "with lists such as 1,3, ranges such as 1-5 and steps such as */2"
            )
    expression = " ".join(parts)
    if not _readable(expression):
        raise ValueError(f"The day of month “{parts[2]}” never comes in the month “{parts[3]}”")
    return expression


def rule_of(expression: str) -> Rule:
    """The next wall time after one that a checked expression means."""
    return lambda wall: next(CronSim(expression, wall))


def explain(expression: str) -> str:
    """A checked expression in English, such as "At 06:00 on Monday through Friday"."""
    return CronSim(expression, _SOME_DAY).explain()


def is_hourly(expression: str) -> bool:
    """Whether every hour is meant, so that the expression names no time of day."""
    return len(CronSim(expression, _SOME_DAY).hours) == len(range(24))


def shortest_gap(expression: str) -> int:
    """Minutes that lie at least between two moments of a checked expression, at most 60."""
    minutes = sorted(CronSim(expression, _SOME_DAY).minutes)
    again = [*minutes, minutes[0] + MINUTES_OF_AN_HOUR]
    return min(after - before for before, after in pairwise(again))


def _readable(expression: str) -> bool:
    try:
        next(CronSim(expression, _SOME_DAY))
    except (CronSimError, StopIteration):
        return False
    return True
