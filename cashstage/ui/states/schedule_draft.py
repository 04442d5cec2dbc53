"""A schedule while it is being edited: texts of fields, which may not make a schedule yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError

from cashstage.core.errors import InvalidInput
from cashstage.core.schedule.value import (
    DEFAULT_JITTER_MINUTES,
    MAX_INTERVAL_MINUTES,
    MAX_JITTER_MINUTES,
    WEEKDAYS,
    Cron,
    Daily,
    Hourly,
    Interval,
    Schedule,
)

NONE, INTERVAL, HOURLY, DAILY, CRON = "none", "interval", "hourly", "daily", "cron"
KINDS = (NONE, INTERVAL, HOURLY, DAILY, CRON)
UNITS = (("1", "minutes"), ("60", "hours"), ("1440", "days"))
"""Minutes of a unit, as a field has them, and its name."""
CHOICES: tuple[tuple[str, str], ...] = (
    ("", "Only when the sheet changes"),
    ("15", "Every 15 minutes"),
    ("60", "Every hour"),
    ("360", "Every 6 hours"),
    ("daily", "Every day at a time"),
    ("workdays", "Monday to Friday at a time"),
)
"""The simple schedules that a new source is offered; numbers are minutes."""
AT_A_TIME = ("daily", "workdays")
FIRST_TIME = "06:00"
_SCHEDULE: TypeAdapter[Schedule] = TypeAdapter(Schedule)
_SENTENCES = {
    "every_minutes": f"Give an interval from a minute to {MAX_INTERVAL_MINUTES // 1440} days.",
    "minute": "Give a minute from 0 to 59.",
    "times": "Fill in each time, or remove it.",
    "weekdays": "Choose at least one day.",
    "jitter_minutes": f"Give a number of minutes from 0 to {MAX_JITTER_MINUTES}.",
}
"""What to do about a field that is not filled in right, instead of the validator's own words."""


@dataclass(frozen=True)
class Draft:
    """What the fields hold; `every` counts `unit`s of so many minutes."""

    kind: str = NONE
    every: str = "15"
    unit: str = "1"
    minute: str = "0"
    times: tuple[str, ...] = (FIRST_TIME,)
    weekdays: tuple[str, ...] = tuple(map(str, WEEKDAYS))
    expression: str = "0 6 * * 1-5"
    time_zone: str = "UTC"
    jitter: str = str(DEFAULT_JITTER_MINUTES)


def draft_of(schedule: Schedule | None, time_zone: str) -> Draft:
    """The fields of a stored schedule; those of other kinds hold a proposal."""
    if schedule is None:
        return Draft(time_zone=time_zone)
    shared = {
        "kind": schedule.kind,
        "time_zone": schedule.time_zone or time_zone,
        "jitter": str(schedule.jitter_minutes),
    }
    return Draft(**shared | _own_fields(schedule))


def schedule_of(draft: Draft) -> Schedule | None:
    """The schedule that the fields make; InvalidInput says which field does not."""
    if draft.kind == NONE:
        return None
    body = {
        "kind": draft.kind,
        "time_zone": draft.time_zone,
        "jitter_minutes": draft.jitter,
        **_own_values(draft),
    }
    try:
        return _SCHEDULE.validate_python(body)
    except ValidationError as error:
        raise InvalidInput(_sentence(error)) from error


def chosen(choice: str, at: str) -> Schedule | None:
    """The schedule of one of the simple choices, its time in the organization's zone."""
    if choice not in AT_A_TIME:
        return Interval(every_minutes=int(choice)) if choice else None
    days = WEEKDAYS if choice == "daily" else WEEKDAYS[:5]
    return Daily(kind="daily", times=(at,), weekdays=days)


def run_words(run: datetime, schedule: Schedule, now: datetime) -> str:
    """A moment as the schedule's clock shows it, such as "Fri 27 Nov, 06:03"."""
    local = run.astimezone(schedule.zone)
    year = f" {local.year}" if local.year != now.astimezone(schedule.zone).year else ""
    return f"{local:%a} {local.day} {local:%b}{year}, {local:%H:%M}"


def _own_fields(schedule: Schedule) -> dict[str, Any]:
    if isinstance(schedule, Interval):
        minutes = schedule.every_minutes
        unit = max(int(size) for size, _ in UNITS if minutes % int(size) == 0)
        return {"every": str(minutes // unit), "unit": str(unit)}
    if isinstance(schedule, Hourly):
        return {"minute": str(schedule.minute)}
    if isinstance(schedule, Cron):
        return {"expression": schedule.expression}
    return {"times": schedule.times, "weekdays": tuple(map(str, schedule.weekdays))}


def _own_values(draft: Draft) -> dict[str, Any]:
    if draft.kind == INTERVAL:
        whole = draft.every.isdecimal() and len(draft.every) <= len(str(MAX_INTERVAL_MINUTES))
        return {"every_minutes": int(draft.every) * int(draft.unit) if whole else None}
    if draft.kind == HOURLY:
        return {"minute": draft.minute}
    if draft.kind == DAILY:
        return {"times": draft.times, "weekdays": draft.weekdays}
    return {"expression": draft.expression}


def _sentence(error: ValidationError) -> str:
    problem = error.errors(include_url=False, include_input=False)[0]
    field = next((part for part in problem["loc"] if part in _SENTENCES), None)
    return _SENTENCES[str(field)] if field else f"{problem['msg'].removeprefix('Value error, ')}."
