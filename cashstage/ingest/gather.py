"""Reading raw rows once: header found, blank rows dropped, cells sorted into columns."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from cashstage.connectors.base import RawCell, RawTable
from cashstage.schema.cells import Cells, blank_cells, cells_of, joined
from cashstage.schema.headers import SEARCH_ROWS, Header, blank, find_header, repair_names

Rows = list[Sequence[RawCell]]


@dataclass(frozen=True, slots=True)
class Gathered:
    """The body of a table: named columns of cells, without rows and columns that hold nothing.

    `positions` are the 0-based places of the columns in the delivered range; `rows_read` counts
    the rows below the header, `blank_rows` those of them that were dropped.
    """

    names: list[str]
    positions: list[int]
    columns: list[Cells]
    rows_read: int
    blank_rows: int
    notes: list[str]

    @property
    def row_count(self) -> int:
        """Rows that are kept."""
        return self.rows_read - self.blank_rows


def gather(raw: RawTable, *, max_rows: int | None = None) -> Gathered:
    """The table in `raw`; reading stops at the end of the chunk that holds row `max_rows`.

    Raises UnreadableData when there is no cell or no header row.
    """
    searched = max(SEARCH_ROWS, raw.header_row or 0)
    head, rest = _split(raw.chunks, searched)
    header = find_header(head[:searched], raw.header_row, raw.first_column)
    written = list(head[header.row - 1]) if header.row else []
    chunks: list[list[Cells]] = []
    rows_read = kept = 0
    for rows in itertools.chain([head[header.row :]], rest):
        columns = [cells_of(values) for values in itertools.zip_longest(*rows)]
        filled = _filled(columns, len(rows))
        count = pc.sum(filled, min_count=0).as_py()
        if count < len(rows):
            columns = [column.filter(filled) for column in columns]
        chunks.append(columns if columns else [blank_cells(count)])
        rows_read, kept = rows_read + len(rows), kept + count
        if max_rows is not None and rows_read >= max_rows:
            break
    width = max(len(written), *(len(columns) for columns in chunks))
    written += [None] * (width - len(written))
    names, repairs = repair_names(written, raw.first_column)
    columns = list(_joined(chunks, width))
    used = [
        place
        for place in range(width)
        if not blank(written[place]) or columns[place].blanks.false_count
    ]
    return Gathered(
        names=[names[place] for place in used],
        positions=used,
        columns=[columns[place] for place in used],
        rows_read=rows_read,
        blank_rows=rows_read - kept,
        notes=[*_preamble(header), *repairs],
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


def _preamble(header: Header) -> list[str]:
    if header.row <= 1:
        return []
    above = header.row - 1
    left_out = "the row above it was" if above == 1 else f"{above} rows above it were"
    return [f"The header is row {header.row}; {left_out} left out."]
