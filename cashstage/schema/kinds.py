"""What values are, whatever type they are stored as."""

from __future__ import annotations

from enum import StrEnum


class ValueKind(StrEnum):
    """What the values of a meaning are, whatever type they are stored as."""

    DATE = "date"
    TEXT = "text"
    IDENTIFIER = "identifier"
    PERIOD = "period"
    COUNT = "count"
    MONEY = "money"
    SHARE = "share"
    RATIO = "ratio"
    DURATION = "duration"

    @property
    def measured(self) -> bool:
        """Whether values are numbers to aggregate."""
        return self in _MEASURED


_MEASURED = frozenset(
    {ValueKind.COUNT, ValueKind.MONEY, ValueKind.SHARE, ValueKind.RATIO, ValueKind.DURATION}
)
