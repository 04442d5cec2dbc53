"""Time as a port: tests hold it still, the product reads the system clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]
"""Returns the present moment as an aware datetime in UTC."""


def utc_now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


def today_in(time_zone: str, now: datetime) -> date:
    """The calendar day of `now` in an IANA time zone."""
    return now.astimezone(ZoneInfo(time_zone)).date()


def iso_z(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds and a trailing Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
