"""From times on a wall clock to moments, through nights in which clocks are changed.

A rule is a function from one naive wall time to the next one that it means. What such a time is
worth where clocks jump depends on what was meant:

- a time of day happens once: skipped by the clocks, it is the first moment after the jump; shown
  twice, it is the first of the two;
- what comes every hour goes on as time passes: shown twice it happens twice, skipped not at all.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

Rule = Callable[[datetime], datetime]
"""The next wall time strictly after one, both naive, to the minute."""

LONGEST_REPETITION = timedelta(hours=3)
"""More than any clock was ever set back."""
_MINUTE = timedelta(minutes=1)


def next_time_of_day(rule: Rule, zone: ZoneInfo, moment: datetime) -> datetime:
    """The rule's next moment after `moment`, each of its wall times happening once; in UTC."""
    wall = _wall(moment, zone)
    while True:
        wall = rule(wall)
        found = _once(wall, zone)
        if found > moment:
            return found


def next_hourly(rule: Rule, zone: ZoneInfo, moment: datetime) -> datetime:
    """The rule's next moment after `moment`, as often as the clock shows its times; in UTC."""
    wall = _wall(moment, zone)
    found = _first_shown(rule, wall, zone, moment)
    if found.astimezone(zone).utcoffset() == moment.astimezone(zone).utcoffset():
        return found
    # The clocks are changed on the way; what they show again may come first.
    return min(found, _first_shown(rule, wall - LONGEST_REPETITION, zone, moment))


def _wall(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)


def _once(wall: datetime, zone: ZoneInfo) -> datetime:
    while not (shown := _shown(wall, zone)):
        wall += _MINUTE
    return shown[0]


def _first_shown(rule: Rule, wall: datetime, zone: ZoneInfo, moment: datetime) -> datetime:
    while True:
        wall = rule(wall)
        for found in _shown(wall, zone):
            if found > moment:
                return found


def _shown(wall: datetime, zone: ZoneInfo) -> list[datetime]:
    """The moments at which clocks show this, in order: one, two, or none."""
    readings = {wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(found for found in readings if _wall(found, zone) == wall)
