"""Cells that a sheet shows as one: every row of such a merge means its value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from cashstage.connectors.base import CellFormat, ColumnFormat, Merge, RawCell

_NAMES = frozenset({CellFormat.DATE, CellFormat.DATETIME, CellFormat.TEXT})


class MergedCells:
    """Fills the rows below the first one of each merge, as they come by.

    Names and dates are repeated. An amount is not: it would be counted once for every row.
    """

    def __init__(self, merges: Sequence[Merge], formats: Sequence[ColumnFormat | None]) -> None:
        self._starting: dict[int, list[Merge]] = defaultdict(list)
        for merge in merges:
            if merge.rows > 1:
                self._starting[merge.row].append(merge)
        self._formats = formats
        self._open: list[tuple[Merge, RawCell]] = []
        self._amounts = self._filled = 0

    def fill(self, rows: list[Sequence[RawCell]], first: int) -> list[Sequence[RawCell]]:
        """The rows, of which the first is the 0-based row `first` of the delivered range."""
        if not self._starting:
            return rows
        return [self._row(row, first + place) for place, row in enumerate(rows)]

    def notes(self) -> Iterator[str]:
        """What was done, once all rows have come by."""
        if self._filled:
            cells = "cell holds" if self._filled == 1 else "cells hold"
            yield f"{self._filled} merged {cells} for every row of the merge."
        if self._amounts:
            amounts = "amount counts" if self._amounts == 1 else "amounts count"
            yield f"{self._amounts} merged {amounts} once, in the first row of the merge."

    def _row(self, row: Sequence[RawCell], number: int) -> Sequence[RawCell]:
        self._open = [held for held in self._open if number < held[0].row + held[0].rows]
        if self._open:
            row = _with(row, self._open)
        for merge in self._starting.get(number, ()):
            value = row[merge.column] if merge.column < len(row) else None
            if value is None or value == "":
                continue
            if self._names(merge.column, value):
                self._filled += 1
                self._open.append((merge, value))
            else:
                self._amounts += 1
        return row

    def _names(self, column: int, value: RawCell) -> bool:
        shown = self._formats[column] if column < len(self._formats) else None
        return isinstance(value, str | bool) or (shown is not None and shown.kind in _NAMES)


def _with(row: Sequence[RawCell], held: Sequence[tuple[Merge, RawCell]]) -> Sequence[RawCell]:
    cells = list(row)
    for merge, value in held:
        cells.extend([None] * (merge.column + 1 - len(cells)))
        cells[merge.column] = value
    return cells
