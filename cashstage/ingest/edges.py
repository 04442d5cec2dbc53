"""What stands around a table and is no row of it: totals, footers, notes beside it, more tables.

Looked for where people put them: after the last row or before the first one, beyond a blank row or
a blank column. Whatever is left out is told, with its place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc

from cashstage.core.words import counted
from cashstage.ingest.totals import find_totals
from cashstage.schema.cells import Cell, Cells, blank_cells
from cashstage.schema.headers import blank, clean_name, column_letters, value_like

TOTAL = "total"
FOOTER = "footer"
REPEATED_HEADER = "repeated header"
SECOND_TABLE = "second table"
BESIDE = "beside the table"

_LOOKED_AT = 200
"""Rows from which a column's kind is told."""
_HEAD = 3
_TAIL = 100
_MOST_GAPS = 2_000
_MOST_STRAY = 3
_SHOWN = 3
_SHORT = 60


@dataclass(frozen=True, slots=True)
class Body:
    """Rows that hold anything: `numbers` are their 0-based places in the delivered range.

    `gaps` tells before which of them a blank row stands.
    """

    columns: list[Cells]
    numbers: pa.Int64Array
    gaps: pa.BooleanArray

    def __len__(self) -> int:
        return len(self.numbers)

    def row(self, place: int) -> list[Cell]:
        """The cells of the row at that place."""
        return [column.cell(place) for column in self.columns]

    def filter(self, kept: pa.BooleanArray) -> Body:
        """The rows that are kept."""
        columns = [column.filter(kept) for column in self.columns]
        return Body(columns, self.numbers.filter(kept), self.gaps.filter(kept))


@dataclass(frozen=True, slots=True)
class Trimmed:
    """The rows of the table alone; `rows_dropped` counts the others by reason."""

    columns: list[Cells]
    rows_dropped: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def trim(
    body: Body,
    names: Sequence[str],
    named: Sequence[bool],
    *,
    first_row: int,
    first_column: int,
    dated: Collection[int] = (),
    whole: bool,
) -> Trimmed:
    """Takes away what is no row of the table; `named` tells which columns have a header.

    `dated` are the columns whose numbers are days, as their formats say. `first_row` and
    `first_column` (1-based) place the range in its sheet. Without `whole` the end of the table was
    not delivered, so that nothing is looked for there.
    """
    trimmer = _Trimmer(body, names, named, first_row, first_column)
    trimmer.drop_beside()
    trimmer.drop_repeated_headers()
    trimmer.drop_second_table()
    if whole:
        trimmer.drop_footer()
    trimmer.drop_totals(dated, whole=whole)
    return Trimmed(trimmer.body.columns, trimmer.rows_dropped, trimmer.notes)


class _Trimmer:
    def __init__(
        self,
        body: Body,
        names: Sequence[str],
        named: Sequence[bool],
        first_row: int,
        first_column: int,
    ) -> None:
        self.body = body
        self.rows_dropped: dict[str, int] = {}
        self.notes: list[str] = []
        self._names = names
        self._named = named
        self._first_row = first_row
        self._first_column = first_column

    def drop_beside(self) -> None:
        """Some cells without a header, beyond a column without anything."""
        stray = list(self._stray_columns())
        if not stray:
            return
        columns = list(self.body.columns)
        for place in stray:
            columns[place] = blank_cells(len(self.body))
        told = [self._address(place) for place in stray]
        cells = sum(self.body.columns[place].blanks.false_count for place in stray)
        verb = "was" if cells == 1 else "were"
        self.notes.append(
            f"{counted(cells, 'cell')} beside the table {verb} left out ({', '.join(told)})."
        )
        self.body = Body(columns, self.body.numbers, self.body.gaps)
        self._drop(self._empty_rows(), BESIDE, told=False)

    def drop_repeated_headers(self) -> None:
        """Rows that say the names again, as exports do that were pasted below each other."""
        texts = [(place, name) for place, name in enumerate(self._names) if self._named[place]]
        if len(texts) < 2:
            return
        place, name = texts[0]
        likely = pc.indices_nonzero(self.body.columns[place].equal_to(name)).to_pylist()
        repeated = [
            row
            for row in likely
            if all(
                clean_name(self.body.columns[other].cell(row)) == written
                for other, written in texts
            )
        ]
        self._drop(repeated, REPEATED_HEADER, told=False)
        if repeated:
            rows = "row that repeats" if len(repeated) == 1 else "rows that repeat"
            self.notes.append(f"{len(repeated):,} {rows} the header left out.")

    def drop_second_table(self) -> None:
        """All rows from a header on that follows a blank row."""
        valued = self._valued
        if not valued:
            return
        for row in pc.indices_nonzero(self.body.gaps).to_pylist()[:_MOST_GAPS]:
            if self._is_header(row, valued):
                rows = range(row, len(self.body))
                number = self._number(row)
                self._drop(rows, SECOND_TABLE, told=False)
                self.notes.append(
                    f"Another table begins in row {number}; {counted(len(rows), 'row')} from there"
                    " on left out. Connect it as a data source of its own, with its range."
                )
                return

    def drop_footer(self) -> None:
        """Lines of text after the last row, such as "Report generated on May 1"."""
        width = sum(self._named)
        if width < 3:
            return
        valued = set(self._valued)
        rows: list[int] = []
        footer = 0
        for row in range(len(self.body) - 1, max(-1, len(self.body) - 1 - _TAIL), -1):
            cells = [
                (place, cell) for place, cell in enumerate(self.body.row(row)) if not blank(cell)
            ]
            if len(cells) > max(1, width // 3) or not all(_is_line(cell) for _, cell in cells):
                break
            rows.append(row)
            misplaced = all(place in valued for place, _ in cells)
            if self.body.gaps[row].as_py() or misplaced or _reads_as_note(cells[0][1]):
                footer = len(rows)
        self._drop(rows[:footer][::-1], FOOTER, told=True)

    def drop_totals(self, dated: Collection[int], *, whole: bool) -> None:
        """Rows that add up the others."""
        edges = self._edges(whole=whole)
        found = find_totals(self.body.columns, self._valued, dated, edges)
        if found.doubtful:
            rows = ", ".join(str(self._number(row)) for row in found.doubtful)
            self.notes.append(
                f"Row {rows} is named like a total but is not the sum of the others, so it stays."
            )
        self._drop(found.totals, TOTAL, told=True)

    def _edges(self, *, whole: bool) -> list[range]:
        count = len(self.body)
        head = range(min(_HEAD, count))
        tail = range(count - 1, max(0, count - _TAIL) - 1, -1)
        return [head, tail] if whole else [head]

    def _drop(self, rows: Sequence[int], reason: str, *, told: bool) -> None:
        if not rows:
            return
        if told:
            self.notes.append(self._told(rows, reason))
        kept = pc.invert(pc.is_in(pa.array(range(len(self.body))), pa.array(list(rows))))
        self.body = self.body.filter(kept)
        self.rows_dropped[reason] = self.rows_dropped.get(reason, 0) + len(rows)

    def _told(self, rows: Sequence[int], reason: str) -> str:
        examples = [
            f"“{str(next(cell for cell in self.body.row(row) if not blank(cell)))[:_SHORT]}”"
            for row in rows[:_SHOWN]
        ]
        more = "" if len(rows) <= _SHOWN else f" and {len(rows) - _SHOWN} more"
        verb = "was" if len(rows) == 1 else "were"
        return (
            f"{counted(len(rows), f'{reason} row')} {verb} left out:"
            f" {', '.join(examples)}{more} (row {self._number(rows[0])})."
        )

    def _number(self, row: int) -> int:
        """A row's number in its sheet."""
        return int(self.body.numbers[row].as_py()) + self._first_row

    def _address(self, column: int) -> str:
        places = pc.indices_nonzero(pc.invert(self.body.columns[column].blanks)).to_pylist()
        letters = column_letters(self._first_column + column)
        return ", ".join(f"{letters}{self._number(row)}" for row in places)

    def _stray_columns(self) -> Iterator[int]:
        last = max((place for place, is_named in enumerate(self._named) if is_named), default=-1)
        apart = False
        for place in range(last + 1, len(self.body.columns)):
            cells = self.body.columns[place].blanks.false_count
            if not cells:
                apart = True
            elif apart and cells <= _MOST_STRAY and last >= 0:
                yield place

    def _empty_rows(self) -> list[int]:
        empty = pa.repeat(True, len(self.body))
        for column in self.body.columns:
            empty = pc.and_(empty, column.blanks)
        return list(pc.indices_nonzero(empty).to_pylist())

    @cached_property
    def _valued(self) -> list[int]:
        """The columns that mostly hold numbers, dates and the like."""
        return [
            place
            for place, column in enumerate(self.body.columns)
            if self._named[place] and column.mostly(value_like, _LOOKED_AT)
        ]

    def _is_header(self, row: int, valued: Sequence[int]) -> bool:
        cells = [(place, cell) for place, cell in enumerate(self.body.row(row)) if not blank(cell)]
        names = [place for place, cell in cells if isinstance(cell, str) and not value_like(cell)]
        if len(cells) < 2 or len(names) < len(cells):
            return False
        misplaced = sum(place in valued for place in names)
        return misplaced * 2 >= len(names) and row + 1 < len(self.body)


def _is_line(cell: Cell) -> bool:
    return isinstance(cell, str) and not value_like(cell)


def _reads_as_note(cell: Cell) -> bool:
    text = str(cell).strip()
    return len(text) > _SHORT or text.startswith(("*", "©", "†", "¹"))
