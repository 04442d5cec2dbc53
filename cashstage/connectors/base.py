"""The port between the outside and ingestion: a connector fetches, and hands over raw rows.

A connector knows nothing of types, names or storage. It delivers cells as its source holds them,
plus the evidence that only the source has: number formats, locale, time zone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from cashstage.schema.cell_format import CellFormat, ColumnFormat

__all__ = ["CellFormat", "ColumnFormat", "Merge", "Pause", "Progress", "RawCell", "RawTable"]

RawCell = str | float | int | bool | None
"""A cell as JSON or CSV holds it; CSV cells are always text."""

Progress = Callable[[int, int | None], None]
"""Called with rows fetched so far and the total when it is known; may raise to cancel."""

Pause = Callable[[float], None]
"""Called with the seconds to wait; may raise before they are over to cancel."""


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells shown as one, of which only the first holds the value.

    `row` and `column` are the 0-based place of that first cell in the delivered range; a merge that
    begins outside the range is not delivered.
    """

    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class RawTable:
    """A fetched range, read once from front to back.

    `chunks` yields lists of rows; a row may be shorter than the widest (trailing blanks are
    omitted by the Sheets API). `typed` is True when numbers arrive as numbers and dates as
    serial days since 1899-12-30 (Sheets, XLSX), False when every cell is text (CSV).
    `header_row` is the 1-based row set by hand, counted from the first delivered row, 0 for "no
    header", or None to find it; the names take `header_rows` rows from there. `first_row` and
    `first_column` (1-based) locate the range in its sheet.
    `column_formats` is indexed by position; shorter than the table means "unknown".
    """

    chunks: Iterator[list[Sequence[RawCell]]]
    typed: bool
    header_row: int | None = None
    header_rows: int = 1
    locale: str | None = None
    time_zone: str | None = None
    column_formats: Sequence[ColumnFormat | None] = ()
    total_rows: int | None = None
    first_row: int = 1
    first_column: int = 1
    notes: Sequence[str] = ()
    """What the connector left out, in sentences."""
    merges: Sequence[Merge] = ()
    hidden_rows: frozenset[int] = frozenset()
    """0-based rows of the range to leave out, because the sheet does not show them."""
    hidden_columns: frozenset[int] = frozenset()
    """0-based columns of the range to leave out."""
    partial: bool = False
    """Whether more rows follow that are not delivered."""
    origin: dict[str, str] = field(default_factory=dict)
    """Where the data came from, for the ingestion report (title, tab, revision, modified time)."""
