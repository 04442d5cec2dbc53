"""Time as a port: tests hold it still, the product reads the system clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator

Clock = Callable[[], datetime]
"""Returns the present moment as an aware datetime in UTC."""


@cache
def time_zones() -> frozenset[str]:
    """The names of all time zones that are known here."""
    return frozenset(available_timezones())


def _known_zone(name: str) -> str:
    if name not in time_zones():
        raise ValueError(f"{name} is not a time zone; use a name such as Europe/Berlin")
    return name


TimeZone = Annotated[str, AfterValidator(_known_zone)]
"""An IANA name such as Europe/Berlin."""


def utc_now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


def today_in(time_zone: str, now: datetime) -> date:
    """The calendar day of `now` in an IANA time zone."""
    return now.astimezone(ZoneInfo(time_zone)).date()


def iso_z(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds and a trailing Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
