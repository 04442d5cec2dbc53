"""Reading raw rows once: header found, rows that are no data dropped, cells sorted into columns."""

from __future__ import annotations

import gc
import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from cashstage.connectors.base import CellFormat, ColumnFormat, RawCell, RawTable
from cashstage.core.errors import UnreadableData
from cashstage.core.words import counted
from cashstage.ingest.edges import Body, trim
from cashstage.ingest.merged import MergedCells
from cashstage.schema.cells import Cells, blank_cells, cells_of, joined
from cashstage.schema.header_rows import Span
from cashstage.schema.headers import SEARCH_ROWS, Header, blank, find_header, repair_names

Rows = list[Sequence[RawCell]]

MAX_COLUMNS = 2_000
"""Columns of a table; Google Sheets ends at 18,278, and nobody reads so many."""
_DAYS = frozenset({CellFormat.DATE, CellFormat.DATETIME})
BLANK = "blank"
HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Gathered:
    """The body of a table: named columns of cells, without rows and columns that hold no data.

    `positions` are the 0-based places of the columns in the delivered range; `rows_read` counts
    the rows below the header, `rows_dropped` those of them that were left out, by reason.
    """

    names: list[str]
    positions: list[int]
    columns: list[Cells]
    rows_read: int
    rows_dropped: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def row_count(self) -> int:
        """Rows that are kept."""
        return self.rows_read - sum(self.rows_dropped.values())


def gather(raw: RawTable, *, max_rows: int | None = None) -> Gathered:
    """The table in `raw`; reading stops at the end of the chunk that holds row `max_rows`.

    Raises UnreadableData when there is no cell or no header row, or too many columns.
    """
    searched = max(SEARCH_ROWS, (raw.header_row or 0) + raw.header_rows)
    head, rest = _split(raw.chunks, searched)
    header = find_header(
        _visible(head[:searched], raw),
        raw.header_row,
        raw.header_rows,
        [Span(merge.row, merge.column, merge.columns) for merge in raw.merges],
    )
    reader = _BodyReader(raw, header.row)
    ended = True
    with _few_collections():
        for rows in itertools.chain([head[header.row :]], rest):
            reader.take(rows)
            gc.collect(0)
            if max_rows is not None and reader.rows_read >= max_rows:
                ended = False
                break
    if raw.partial:
        # Blank rows at the end are not delivered: where some are missing, the table is over.
        ended = ended and header.row + reader.rows_read < (raw.total_rows or 0)
    return _finished(raw, header, reader, whole=ended)


@contextmanager
def _few_collections() -> Iterator[None]:
    """Only collections that are asked for.

    Rows are a list each, and so many new lists have Python look for cycles among them again and
    again, in vain and for a third of the time.
    """
    usual = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if usual:
            gc.enable()


class _BodyReader:
    """Sorts the rows below the header into columns, chunk by chunk."""

    def __init__(self, raw: RawTable, header_row: int) -> None:
        self._raw = raw
        self._next = header_row
        self._seen = 0
        self._merged = MergedCells(raw.merges, raw.column_formats)
        self._chunks: list[list[Cells]] = []
        self._numbers: list[pa.Array] = []
        self._ordinals: list[pa.Array] = []
        self.rows_read = self.hidden = 0

    def take(self, rows: Rows) -> None:
        """One more chunk."""
        first, self._next = self._next, self._next + len(rows)
        rows = self._merged.fill(rows, first)
        self.rows_read += len(rows)
        numbers = pa.array(range(first, first + len(rows)), pa.int64())
        if self._raw.hidden_rows or self._raw.hidden_columns:
            rows, numbers = self._shown(rows, first)
        columns = [cells_of(values) for values in itertools.zip_longest(*rows)]
        while columns and not columns[-1].blanks.false_count:
            del columns[-1]
        if len(columns) > MAX_COLUMNS:
            raise UnreadableData(
                f"The table has {len(columns):,} columns; {MAX_COLUMNS:,} can be read.",
                next_step="Choose a range with fewer columns, or export only those you need.",
            )
        filled = _filled(columns, len(rows))
        if not pc.all(filled).as_py():
            columns = [column.filter(filled) for column in columns]
        places = pc.indices_nonzero(filled)
        self._numbers.append(numbers.take(places))
        self._ordinals.append(pc.add(places.cast(pa.int64()), self._seen))
        self._seen += len(rows)
        self._chunks.append(columns if columns else [blank_cells(len(places))])

    def body(self, width: int) -> Body:
        """All rows that hold anything, as columns; at least `width` of them."""
        width = max(width, *(len(columns) for columns in self._chunks))
        ordinals = pa.concat_arrays(self._ordinals)
        gaps = pc.fill_null(pc.greater(pc.pairwise_diff(ordinals), 1), False)
        return Body(
            columns=list(_joined(self._chunks, width)),
            numbers=pa.concat_arrays(self._numbers),
            gaps=gaps,
        )

    def notes(self) -> Iterator[str]:
        """What was filled in and what the sheet does not show."""
        yield from self._merged.notes()
        if self._raw.hidden_columns:
            yield f"{counted(len(self._raw.hidden_columns), 'hidden column')} left out."

    def _shown(self, rows: Rows, first: int) -> tuple[Rows, pa.Array]:
        """What the sheet shows of the rows, and where they stand."""
        numbers = [
            number
            for number in range(first, first + len(rows))
            if number not in self._raw.hidden_rows
        ]
        self.hidden += len(rows) - len(numbers)
        shown = [_without(rows[number - first], self._raw.hidden_columns) for number in numbers]
        return shown, pa.array(numbers, pa.int64())


def _finished(raw: RawTable, header: Header, reader: _BodyReader, *, whole: bool) -> Gathered:
    written = list(_without(header.cells, raw.hidden_columns))
    body = reader.body(len(written))
    written += [None] * (len(body.columns) - len(written))
    names, repairs = repair_names(written, raw.first_column)
    named = [not blank(cell) for cell in written]
    trimmed = trim(
        body,
        names,
        named,
        first_row=raw.first_row,
        first_column=raw.first_column,
        dated=_dated(raw.column_formats),
        whole=whole,
    )
    used = [
        place
        for place, column in enumerate(trimmed.columns)
        if named[place] or column.blanks.false_count
    ]
    dropped = {HIDDEN: reader.hidden, **trimmed.rows_dropped}
    kept = len(trimmed.columns[0]) if trimmed.columns else 0
    dropped[BLANK] = reader.rows_read - kept - sum(dropped.values())
    return Gathered(
        names=[names[place] for place in used],
        positions=used,
        columns=[trimmed.columns[place] for place in used],
        rows_read=reader.rows_read,
        rows_dropped={reason: count for reason, count in dropped.items() if count},
        notes=[*_preamble(header), *repairs, *reader.notes(), *trimmed.notes],
    )


def _split(chunks: Iterator[Rows], enough: int) -> tuple[Rows, Iterator[Rows]]:
    """The rows in which the header is looked for, and the chunks after them."""
    head: Rows = []
    while len(head) < enough:
        chunk = next(chunks, None)
        if chunk is None:
            break
        head.extend(chunk)
    return head, chunks


def _visible(rows: Rows, raw: RawTable) -> Rows:
    """The rows with nothing in what is hidden, so that names are not looked for there."""
    if not raw.hidden_rows and not raw.hidden_columns:
        return rows
    return [
        [] if number in raw.hidden_rows else _without(row, raw.hidden_columns)
        for number, row in enumerate(rows)
    ]


def _without(row: Sequence[RawCell], columns: frozenset[int]) -> Sequence[RawCell]:
    if not columns:
        return row
    return [None if place in columns else cell for place, cell in enumerate(row)]


def _filled(columns: Sequence[Cells], rows: int) -> pa.BooleanArray:
    """Which rows hold anything."""
    filled = pa.repeat(False, rows)
    for column in columns:
        filled = pc.or_(filled, pc.invert(column.blanks))
    return filled


def _joined(chunks: list[list[Cells]], width: int) -> Iterator[Cells]:
    """Each column over all chunks; a chunk that is narrower is blank there."""
    for place in range(width):
        yield joined(
            [
                columns[place] if place < len(columns) else blank_cells(len(columns[0]))
                for columns in chunks
            ]
        )


def _dated(formats: Sequence[ColumnFormat | None]) -> set[int]:
    return {place for place, shown in enumerate(formats) if shown and shown.kind in _DAYS}


def _preamble(header: Header) -> Iterator[str]:
    first = header.row - header.height + 1
    if header.height > 1:
        yield f"The names take the rows {first} to {header.row}."
    if first > 1:
        above = first - 1
        left_out = "the row above it was" if above == 1 else f"{above} rows above it were"
        yield f"The header is row {first}; {left_out} left out."
