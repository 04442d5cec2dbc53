"""Fetching one range of one tab: at most two requests for a small sheet, chunks for a big one.

The first request is a look at the range; the others bring unformatted values, with dates as serial
days.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import quote

from gspread.urls import SPREADSHEET_VALUES_BATCH_URL

from cashstage.connectors.base import Progress, RawCell, RawTable
from cashstage.connectors.google_sheets.client import DriveFile, GoogleSheets
from cashstage.connectors.google_sheets.look import Look, look
from cashstage.connectors.google_sheets.reference import WHOLE_TAB, CellRange, Cells, in_tab
from cashstage.core.clock import iso_z
from cashstage.core.errors import UnreadableData

CHUNK_CELLS = 250_000
"""Cells per request: ten million take forty of the sixty reads a minute allows."""
MAX_CELLS = 10_000_000
MAX_COLUMNS = 18_278
"""As much as a Google spreadsheet holds."""


def fetch(
    sheets: GoogleSheets,
    spreadsheet_id: str,
    tab: str,
    *,
    sheet_id: int | None = None,
    cells: Cells = WHOLE_TAB,
    header_row: int | None = None,
    header_rows: int = 1,
    without_hidden: bool = False,
    file: DriveFile | None = None,
    progress: Progress | None = None,
    max_rows: int | None = None,
) -> RawTable:
    """The range as raw rows; its `chunks` make their requests as they are read.

    `sheet_id` finds a tab that was renamed. `without_hidden` leaves out what the sheet does not
    show. `file`, when the caller has asked Drive already, is noted as the origin's revision.
    `max_rows` limits a preview. `progress` counts grid rows. Raises SourceUnavailable for a lost
    tab or name, or a range outside the grid, UnreadableData for one that is too large.
    """
    seen = look(
        sheets, spreadsheet_id, tab, cells, sheet_id=sheet_id, without_hidden=without_hidden
    )
    _refuse_size(seen.cells)
    area = seen.cells
    if max_rows is not None:
        last_row = min(area.last_row or 0, area.first_row + max_rows - 1)
        area = replace(area, last_row=last_row)
    return RawTable(
        chunks=_chunks(sheets, spreadsheet_id, seen.tab.title, area, progress),
        typed=True,
        header_row=header_row,
        header_rows=header_rows,
        locale=seen.info.locale,
        time_zone=seen.info.time_zone,
        column_formats=seen.formats,
        total_rows=(area.last_row or 0) - area.first_row + 1,
        first_row=area.first_row,
        first_column=area.first_column,
        merges=seen.merges,
        hidden_rows=seen.hidden_rows if without_hidden else frozenset(),
        hidden_columns=seen.hidden_columns if without_hidden else frozenset(),
        partial=area != seen.cells,
        origin=_origin(seen, file),
    )


def _refuse_size(cells: CellRange) -> None:
    """No spreadsheet is so large; what claims to be would use the reads of a day up."""
    rows = (cells.last_row or 0) - cells.first_row + 1
    columns = (cells.last_column or 0) - cells.first_column + 1
    if columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        raise UnreadableData(
            f"The range has {rows:,} rows and {columns:,} columns; {MAX_CELLS:,} cells in"
            f" {MAX_COLUMNS:,} columns can be read.",
            next_step="Choose a smaller range, such as A1:H200.",
        )


def _origin(seen: Look, file: DriveFile | None) -> dict[str, str]:
    origin = {
        "spreadsheet_id": seen.info.id,
        "title": seen.info.title,
        "tab": seen.tab.title,
        "sheet_id": str(seen.tab.sheet_id),
        "cells": seen.cells.notation(),
        "computed": "yes" if seen.computed else "no",
    }
    if file is not None:
        origin |= {"revision": str(file.version), "modified_time": iso_z(file.modified_at)}
    return origin


def _chunks(
    sheets: GoogleSheets, spreadsheet_id: str, tab: str, area: CellRange, progress: Progress | None
) -> Iterator[list[Sequence[RawCell]]]:
    last_row, last_column = area.last_row or 0, area.last_column or 0
    step = max(1, CHUNK_CELLS // (last_column - area.first_column + 1))
    total = last_row - area.first_row + 1
    held_back = 0
    for first in range(area.first_row, last_row + 1, step):
        last = min(first + step - 1, last_row)
        window = area.rows(first, last)
        answer = sheets.transport.get(
            SPREADSHEET_VALUES_BATCH_URL % quote(spreadsheet_id, safe=""),
            {
                "ranges": [in_tab(tab, window)],
                "majorDimension": "ROWS",
                "valueRenderOption": "UNFORMATTED_VALUE",
                "dateTimeRenderOption": "SERIAL_NUMBER",
            },
        )
        values: list[Sequence[RawCell]] = answer["valueRanges"][0].get("values", [])
        # Google leaves out the blank rows at the end of each answer; they only matter when more
        # rows follow, so that row numbers stay true.
        if values:
            yield [[] for _ in range(held_back)] + values
            held_back = 0
        held_back += last - first + 1 - len(values)
        if progress is not None:
            progress(last - area.first_row + 1, total)
