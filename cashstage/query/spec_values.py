"""What a value in a question may be, and how large."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

MAX_FILTER_VALUES = 5_000
MAX_TEXT = 10_000
MAX_NUMBER = 1e300
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)


class Part(BaseModel):
    """A part of a question: frozen, and nothing unknown in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _day(value: object) -> date:
    """Refuses numbers, which would silently be read as seconds since 1970."""
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        day = None
    if not isinstance(day, date) or isinstance(day, datetime):
        raise ValueError("a date is written as 2026-01-31")
    return _in_calendar(day)


def _day_or_moment(value: object) -> date:
    if isinstance(value, str):
        day_only = len(value) == len("2026-01-31")
        try:
            value = date.fromisoformat(value) if day_only else datetime.fromisoformat(value)
        except ValueError:
            value = None
    if not isinstance(value, date):
        raise ValueError("a moment is written as 2026-01-31 or 2026-01-31T09:30:00Z")
    return _in_calendar(value)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("this must be a number")
    if not abs(value) < MAX_NUMBER:
        raise ValueError("this number is too large")
    return float(value)


def _in_calendar(day: date) -> date:
    if not EARLIEST.year <= day.year <= LATEST.year:
        raise ValueError(f"a date lies between {EARLIEST} and {LATEST}")
    return day


def scalar_of(value: object) -> object:
    """Refuses what no column can hold; whole numbers beyond 64 bits become floats."""
    if isinstance(value, str) and len(value) > MAX_TEXT:
        raise ValueError(f"a text has at most {MAX_TEXT} characters")
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int | float) and abs(value) < MAX_NUMBER:
        return float(value) if abs(value) >= 2**63 else value
    raise ValueError("a filter's value is a text, a number, true or false, or a list of these")


def value_of(value: object) -> object:
    """A scalar, a list of scalars and nulls, or nothing."""
    if not isinstance(value, list | tuple):
        return None if value is None else scalar_of(value)
    if len(value) > MAX_FILTER_VALUES:
        raise ValueError(f"a filter has at most {MAX_FILTER_VALUES} values")
    return tuple(None if item is None else scalar_of(item) for item in value)


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Day = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[datetime | date, BeforeValidator(_day_or_moment)]
Number = Annotated[float, BeforeValidator(_number)]
Scalar = bool | int | float | str
