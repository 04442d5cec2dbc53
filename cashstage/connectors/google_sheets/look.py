"""The first request of a refresh: where the range lies, what it is called, how its cells look.

One request brings title, locale, time zone, tabs, named ranges, merges and the number formats of
the first rows, and on demand what the sheet hides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from gspread.urls import SPREADSHEET_URL

from cashstage.connectors.base import ColumnFormat, Merge
from cashstage.connectors.google_sheets.client import (
    DESCRIBE_FIELDS,
    GoogleSheets,
    SpreadsheetInfo,
    TabInfo,
    spreadsheet_info,
)
from cashstage.connectors.google_sheets.formats import (
    SAMPLE_FIELDS,
    SAMPLE_ROWS,
    column_formats,
    has_formulas,
)
from cashstage.connectors.google_sheets.reference import (
    WHOLE_TAB,
    CellRange,
    Cells,
    RangeName,
    in_tab,
)
from cashstage.core.errors import SourceUnavailable

_MERGES = "sheets.merges"
_HIDDEN = "sheets.data(rowMetadata(hiddenByUser,hiddenByFilter),columnMetadata(hiddenByUser))"
_EVERY_ROW = "A:A"
"""One narrow column brings the metadata of all rows."""


@dataclass(frozen=True, slots=True)
class Look:
    """What is known of a range before its values are read.

    `cells` is clipped to the grid, so that all its ends are known. `formats` and what is hidden or
    merged are counted from 0 within it. `computed` tells of formulas among the first rows.
    """

    info: SpreadsheetInfo
    tab: TabInfo
    cells: CellRange
    formats: list[ColumnFormat | None]
    merges: list[Merge]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    computed: bool


def look(
    sheets: GoogleSheets,
    spreadsheet_id: str,
    tab: str,
    cells: Cells,
    *,
    sheet_id: int | None = None,
    without_hidden: bool = False,
) -> Look:
    """Finds the range and looks at it; `sheet_id` finds a tab that was renamed.

    A named range may have moved, also to another tab. Takes one request as long as everything is
    where it was. Raises SourceUnavailable for a lost tab or name, or a range outside the grid.
    """
    looking = _Looking(sheets, spreadsheet_id, without_hidden=without_hidden)
    if isinstance(cells, RangeName):
        return looking.named(tab, cells)
    return looking.placed(tab, sheet_id, cells)


def clipped(cells: CellRange, tab: TabInfo) -> CellRange:
    """The range as far as the grid goes; raises SourceUnavailable when it begins outside."""
    if cells.first_row > tab.row_count or cells.first_column > tab.column_count:
        raise SourceUnavailable(
            f"The range begins outside the tab {tab.title!r}, which has {tab.row_count} rows "
            f"and {tab.column_count} columns.",
            next_step="Choose the range again, or leave it empty to read the whole tab.",
        )
    last_row = min(cells.last_row or tab.row_count, tab.row_count)
    last_column = min(cells.last_column or tab.column_count, tab.column_count)
    return replace(cells, last_row=last_row, last_column=last_column)


class _Looking:
    def __init__(self, sheets: GoogleSheets, spreadsheet_id: str, *, without_hidden: bool) -> None:
        self._sheets = sheets
        self._id = spreadsheet_id
        self._without_hidden = without_hidden

    def placed(self, tab: str, sheet_id: int | None, cells: CellRange) -> Look:
        try:
            seen = self._sample(tab, cells)
        except SourceUnavailable:
            info = self._sheets.describe(self._id)
            found = info.tab(tab, sheet_id)
            clipped(cells, found)
            if found.title == tab:
                raise
            return self._sample(found.title, cells)
        if sheet_id is None or seen.tab.sheet_id == sheet_id:
            return seen
        # Another tab has the name now. The connected one may live on under a new name; when it is
        # gone, the new one is taken for its replacement, as exports that recreate their tab need.
        found = self._sheets.describe(self._id).tab(tab, sheet_id)
        return seen if found.title == seen.tab.title else self._sample(found.title, cells)

    def named(self, tab: str, name: RangeName) -> Look:
        # Most tables begin near the top, so that a look at the tab's first rows shows them.
        try:
            seen = self._answer(tab, WHOLE_TAB)
        except SourceUnavailable:
            seen = None
        info = spreadsheet_info(seen) if seen else self._sheets.describe(self._id)
        sheet_id, cells = info.named_range(name.name)
        if seen and info.tabs and info.tabs[0].sheet_id == sheet_id:
            if cells.first_row <= SAMPLE_ROWS // 2:
                return self._look(seen, cells, sampled=WHOLE_TAB)
            return self._sample(info.tabs[0].title, cells)
        everything = self._sheets.describe(self._id) if seen else info
        return self._sample(everything.tab(tab, sheet_id).title, cells)

    def _sample(self, tab: str, cells: CellRange) -> Look:
        return self._look(self._answer(tab, cells), cells, sampled=cells)

    def _answer(self, tab: str, cells: CellRange) -> dict[str, Any]:
        last_row = cells.first_row + SAMPLE_ROWS - 1
        window = cells.rows(cells.first_row, min(last_row, cells.last_row or last_row))
        ranges, fields = [in_tab(tab, window)], [DESCRIBE_FIELDS, SAMPLE_FIELDS, _MERGES]
        if self._without_hidden:
            ranges.append(in_tab(tab, _EVERY_ROW))
            fields.append(_HIDDEN)
        answer: dict[str, Any] = self._sheets.transport.get(
            SPREADSHEET_URL % quote(self._id, safe=""),
            {"ranges": ranges, "fields": ",".join(fields)},
        )
        if not spreadsheet_info(answer).tabs:
            raise SourceUnavailable(
                f"The tab {tab!r} has no cells.", next_step="Choose a tab that holds a table."
            )
        return answer

    def _look(self, answer: dict[str, Any], cells: CellRange, sampled: CellRange) -> Look:
        info = spreadsheet_info(answer)
        area = clipped(cells, info.tabs[0])
        sheet = next(iter(answer["sheets"]))
        blocks = sheet.get("data", [])
        down = area.first_row - sampled.first_row
        right = area.first_column - sampled.first_column
        rows = blocks[0].get("rowData", []) if blocks else []
        sample = [{"values": row.get("values", [])[right:]} for row in rows[down:]]
        return Look(
            info=info,
            tab=info.tabs[0],
            cells=area,
            formats=column_formats(sample),
            merges=list(_merges(sheet.get("merges", []), area)),
            hidden_rows=_hidden(blocks, "rowMetadata", area.first_row, area.last_row),
            hidden_columns=_hidden(
                blocks[:1], "columnMetadata", area.first_column, area.last_column
            ),
            computed=has_formulas(sample),
        )


def _merges(found: Sequence[dict[str, int]], area: CellRange) -> Iterator[Merge]:
    """The merges that begin in the area; parts beyond it don't matter."""
    last_row, last_column = area.last_row or 0, area.last_column or 0
    for merge in found:
        top, left = merge.get("startRowIndex", 0) + 1, merge.get("startColumnIndex", 0) + 1
        inside = area.first_row <= top <= last_row and area.first_column <= left <= last_column
        if inside:
            yield Merge(
                row=top - area.first_row,
                column=left - area.first_column,
                rows=min(merge["endRowIndex"], last_row) - top + 1,
                columns=min(merge["endColumnIndex"], last_column) - left + 1,
            )


def _hidden(
    blocks: Sequence[dict[str, Any]], kind: str, first: int, last: int | None
) -> frozenset[int]:
    """What is hidden of the rows or columns `first` to `last`, counted from 0 at the first."""
    start = "startRow" if kind == "rowMetadata" else "startColumn"
    places = {
        block.get(start, 0) + place + 1
        for block in blocks
        for place, shown in enumerate(block.get(kind, []))
        if shown.get("hiddenByUser") or shown.get("hiddenByFilter")
    }
    return frozenset(place - first for place in places if first <= place <= (last or place))
