"""The grid of a spreadsheet as `spreadsheets.get` shows it: tabs, cells, merges, named ranges."""

from __future__ import annotations

from typing import Any

from cashstage.emulator.a1 import Area
from cashstage.emulator.number_format import ERROR_TYPES, Cell, NumberFormat
from cashstage.emulator.workbook import Block, Spreadsheet, Tab


def bounds(tab: Tab, area: Area) -> tuple[int, int, int, int]:
    """Top, left, bottom and right of an area whose open ends are those of the grid."""
    return area.top, area.left, area.bottom or tab.row_count, area.right or tab.column_count


def named_ranges_json(spreadsheet: Spreadsheet) -> dict[str, Any]:
    """The member `namedRanges`, which is left out when there is none."""
    if not spreadsheet.named_ranges:
        return {}
    shown = [
        {"namedRangeId": f"range{number}", "name": name, "range": _grid_range(sheet_id, block)}
        for number, (name, (sheet_id, block)) in enumerate(spreadsheet.named_ranges.items())
    ]
    return {"namedRanges": shown}


def sheets_json(
    spreadsheet: Spreadsheet, places: list[tuple[Tab, Area]], *, with_cells: bool
) -> list[dict[str, Any]]:
    """The tabs (those of the places, if any), with the cells of these places when wanted."""
    shown = []
    for index, tab in enumerate(spreadsheet.tabs):
        areas = [area for found, area in places if found is tab]
        if places and not areas:
            continue
        properties: dict[str, Any] = {
            "sheetId": tab.sheet_id,
            "title": tab.title,
            "index": index,
            "sheetType": "GRID",
            "gridProperties": {"rowCount": tab.row_count, "columnCount": tab.column_count},
        }
        if tab.frozen_rows:
            properties["gridProperties"]["frozenRowCount"] = tab.frozen_rows
        if tab.hidden:
            properties["hidden"] = True
        sheet: dict[str, Any] = {"properties": properties}
        if tab.merges:
            sheet["merges"] = [_grid_range(tab.sheet_id, block) for block in tab.merges]
        if with_cells:
            sheet["data"] = [_grid_data(spreadsheet, tab, area) for area in areas or [Area()]]
        shown.append(sheet)
    return shown


def _grid_data(spreadsheet: Spreadsheet, tab: Tab, area: Area) -> dict[str, Any]:
    top, left, bottom, right = bounds(tab, area)
    data: dict[str, Any] = {}
    if top:
        data["startRow"] = top
    if left:
        data["startColumn"] = left
    data["rowData"] = [
        {"values": [_cell_data(spreadsheet, tab, row, column) for column in range(left, right)]}
        for row in range(top, min(bottom, len(tab.rows)))
    ]
    data["rowMetadata"] = [_row_json(tab, row) for row in range(top, bottom)]
    data["columnMetadata"] = [_column_json(tab, column) for column in range(left, right)]
    return data


def _row_json(tab: Tab, row: int) -> dict[str, Any]:
    shown: dict[str, Any] = {"pixelSize": 21}
    if row in tab.hidden_rows:
        shown["hiddenByUser"] = True
    if row in tab.filtered_rows:
        shown["hiddenByFilter"] = True
    return shown


def _column_json(tab: Tab, column: int) -> dict[str, Any]:
    shown: dict[str, Any] = {"pixelSize": 100}
    if column in tab.hidden_columns:
        shown["hiddenByUser"] = True
    return shown


def _grid_range(sheet_id: int, block: Block) -> dict[str, int]:
    return {
        "sheetId": sheet_id,
        "startRowIndex": block.top,
        "endRowIndex": block.bottom,
        "startColumnIndex": block.left,
        "endColumnIndex": block.right,
    }


def _cell_data(spreadsheet: Spreadsheet, tab: Tab, row: int, column: int) -> dict[str, Any]:
    value = tab.value(row, column)
    number_format = tab.number_format(row, column)
    data: dict[str, Any] = {}
    if value is not None:
        extended = _extended_value(value)
        entered = {"formulaValue": f"={value}"} if "errorValue" in extended else extended
        data |= {"userEnteredValue": entered, "effectiveValue": extended}
        data["formattedValue"] = spreadsheet.shown(tab, row, column)
    if number_format is not None:
        data["userEnteredFormat"] = {"numberFormat": _format_json(number_format)}
        data["effectiveFormat"] = {"numberFormat": _format_json(number_format)}
    return data


def _extended_value(value: Cell) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, str):
        error = ERROR_TYPES.get(value)
        return {"errorValue": {"type": error}} if error else {"stringValue": value}
    return {"numberValue": value}


def _format_json(number_format: NumberFormat) -> dict[str, str]:
    return {"type": number_format.type, "pattern": number_format.pattern}
