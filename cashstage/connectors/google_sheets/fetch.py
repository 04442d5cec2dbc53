"""Fetching one range of one tab: at most two requests for a small sheet, chunks for a big one.

The first request brings title, locale, time zone, tabs, and number formats of the first rows; the
others bring unformatted values, with dates as serial days.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from gspread.urls import SPREADSHEET_URL, SPREADSHEET_VALUES_BATCH_URL

from cashstage.connectors.base import ColumnFormat, Progress, RawCell, RawTable
from cashstage.connectors.google_sheets.client import (
    DESCRIBE_FIELDS,
    DriveFile,
    GoogleSheets,
    SpreadsheetInfo,
    TabInfo,
    spreadsheet_info,
)
from cashstage.connectors.google_sheets.formats import (
    SAMPLE_FIELDS,
    SAMPLE_ROWS,
    column_formats,
)
from cashstage.connectors.google_sheets.reference import WHOLE_TAB, CellRange, in_tab
from cashstage.core.clock import iso_z
from cashstage.core.errors import SourceUnavailable

CHUNK_CELLS = 250_000
"""Cells per request: ten million take forty of the sixty reads a minute allows."""


def fetch(
    sheets: GoogleSheets,
    spreadsheet_id: str,
    tab: str,
    *,
    sheet_id: int | None = None,
    cells: CellRange = WHOLE_TAB,
    header_row: int | None = None,
    file: DriveFile | None = None,
    progress: Progress | None = None,
    max_rows: int | None = None,
) -> RawTable:
    """The range as raw rows; its `chunks` make their requests as they are read.

    `sheet_id` finds a tab that was renamed. `file`, when the caller has asked Drive already, is
    noted as the origin's revision. `max_rows` limits a preview. `progress` counts grid rows.
    Raises SourceUnavailable for a lost tab or a range outside it.
    """
    look = _look(sheets, spreadsheet_id, tab, sheet_id, cells)
    area = _clipped(cells, look.tab, max_rows)
    origin = {
        "spreadsheet_id": spreadsheet_id,
        "title": look.info.title,
        "tab": look.tab.title,
        "sheet_id": str(look.tab.sheet_id),
    }
    if file is not None:
        origin |= {"revision": str(file.version), "modified_time": iso_z(file.modified_at)}
    return RawTable(
        chunks=_chunks(sheets, spreadsheet_id, look.tab.title, area, progress),
        typed=True,
        header_row=header_row,
        locale=look.info.locale,
        time_zone=look.info.time_zone,
        column_formats=look.formats,
        total_rows=(area.last_row or 0) - area.first_row + 1,
        first_row=area.first_row,
        first_column=area.first_column,
        origin=origin,
    )


@dataclass(frozen=True, slots=True)
class _Look:
    info: SpreadsheetInfo
    tab: TabInfo
    formats: list[ColumnFormat | None]


def _look(
    sheets: GoogleSheets, spreadsheet_id: str, tab: str, sheet_id: int | None, cells: CellRange
) -> _Look:
    try:
        seen = _sample(sheets, spreadsheet_id, tab, cells)
    except SourceUnavailable:
        info = sheets.describe(spreadsheet_id)
        found = info.tab(tab, sheet_id)
        _clipped(cells, found, None)
        if found.title == tab:
            raise
        return _sample(sheets, spreadsheet_id, found.title, cells)
    if sheet_id is None or seen.tab.sheet_id == sheet_id:
        return seen
    # Another tab has the name now. The connected one may live on under a new name; when it is
    # gone, the new one is taken for its replacement, as exports that recreate their tab need.
    found = sheets.describe(spreadsheet_id).tab(tab, sheet_id)
    if found.title == seen.tab.title:
        return seen
    return _sample(sheets, spreadsheet_id, found.title, cells)


def _sample(sheets: GoogleSheets, spreadsheet_id: str, tab: str, cells: CellRange) -> _Look:
    last_row = cells.first_row + SAMPLE_ROWS - 1
    window = cells.rows(cells.first_row, min(last_row, cells.last_row or last_row))
    answer = sheets.transport.get(
        SPREADSHEET_URL % quote(spreadsheet_id, safe=""),
        {"ranges": [in_tab(tab, window)], "fields": f"{DESCRIBE_FIELDS},{SAMPLE_FIELDS}"},
    )
    info = spreadsheet_info(answer)
    if not info.tabs:
        raise SourceUnavailable(
            f"The tab {tab!r} has no cells.", next_step="Choose a tab that holds a table."
        )
    return _Look(info, info.tabs[0], column_formats(_row_data(answer)))


def _row_data(answer: dict[str, Any]) -> list[dict[str, Any]]:
    for sheet in answer.get("sheets", []):
        for data in sheet.get("data", []):
            return list(data.get("rowData", []))
    return []


def _clipped(cells: CellRange, tab: TabInfo, max_rows: int | None) -> CellRange:
    if cells.first_row > tab.row_count or cells.first_column > tab.column_count:
        raise SourceUnavailable(
            f"The range begins outside the tab {tab.title!r}, which has {tab.row_count} rows "
            f"and {tab.column_count} columns.",
            next_step="Choose the range again.",
        )
    last_row = min(cells.last_row or tab.row_count, tab.row_count)
    if max_rows is not None:
        last_row = min(last_row, cells.first_row + max_rows - 1)
    last_column = min(cells.last_column or tab.column_count, tab.column_count)
    return replace(cells, last_row=last_row, last_column=last_column)


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
