"""What a source itself says about its cells: number formats, apart from values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class CellFormat(StrEnum):
    """What a spreadsheet's number format says about a numeric cell."""

    NUMBER = "number"
    PERCENT = "percent"
    CURRENCY = "currency"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    DURATION = "duration"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class ColumnFormat:
    """The number format that most non-empty body cells of a column carry.

    `pattern` is the source's own pattern; `currency` an ISO 4217 code or symbol found in it.
    """

    kind: CellFormat
    pattern: str | None = None
    currency: str | None = None
