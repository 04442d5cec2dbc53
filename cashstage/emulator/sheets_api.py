"""The Sheets API, version 4, as far as reading goes."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cashstage.emulator.a1 import Area, area_text, parse_area, split_range
from cashstage.emulator.field_mask import apply_mask, parse_mask, wants
from cashstage.emulator.google_error import GoogleError, invalid_value, unknown_parameter
from cashstage.emulator.grid_json import bounds, named_ranges_json, sheets_json
from cashstage.emulator.state import Caller, EmulatorState, caller_of
from cashstage.emulator.workbook import Spreadsheet, Tab

_SCOPES = ("spreadsheets.readonly", "spreadsheets", "drive.readonly", "drive", "drive.file")
_SYSTEM_PARAMETERS = frozenset(
    {"$.xgafv", "alt", "callback", "fields", "key", "prettyPrint", "quotaUser", "upload_protocol"}
)
_VALUE_ENUMS = {
    "majorDimension": ("DIMENSION_UNSPECIFIED", "ROWS", "COLUMNS"),
    "valueRenderOption": ("FORMATTED_VALUE", "UNFORMATTED_VALUE", "FORMULA"),
    "dateTimeRenderOption": ("SERIAL_NUMBER", "FORMATTED_STRING"),
}
_API_TYPE = "type.googleapis.com/google.apps.sheets.v4."


class SheetsApi:
    """The methods `spreadsheets.get`, `values.get` and `values.batchGet`."""

    def __init__(self, state: EmulatorState) -> None:
        self._state = state

    def routes(self) -> list[Route]:
        """Where the methods live, below the emulator's base URL."""
        below = "/sheets/v4/spreadsheets/{spreadsheet_id}"
        return [
            Route(below + "/values:batchGet", self.batch_get_values),
            Route(below + "/values/{range:path}", self.get_values),
            Route(below, self.get_spreadsheet),
        ]

    def get_spreadsheet(self, request: Request) -> Response:
        """`spreadsheets.get`: properties, tabs, and cells when asked for."""
        spreadsheet = self._spreadsheet(request, "GetSpreadsheet")
        _allow_only(request, {"ranges", "includeGridData", "excludeTablesInBandedRanges"})
        fields = request.query_params.get("fields")
        mask = parse_mask(fields) if fields else None
        with_cells = request.query_params.get("includeGridData", "false") == "true"
        if mask is not None:
            with_cells = wants(mask, "sheets", "data") and "sheets" in mask
        places = [_place(spreadsheet, text) for text in request.query_params.getlist("ranges")]
        answer = {
            "spreadsheetId": spreadsheet.id,
            "properties": {
                "title": spreadsheet.title,
                "locale": spreadsheet.locale_name,
                "autoRecalc": "ON_CHANGE",
                "timeZone": spreadsheet.time_zone,
            },
            "sheets": sheets_json(spreadsheet, places, with_cells=with_cells),
            **named_ranges_json(spreadsheet),
            "spreadsheetUrl": f"{self._state.base_url}/spreadsheets/d/{spreadsheet.id}/edit",
        }
        return JSONResponse(apply_mask(answer, mask))

    def get_values(self, request: Request) -> Response:
        """`spreadsheets.values.get`: the values of one range."""
        spreadsheet = self._spreadsheet(request, "GetValues")
        _allow_only(request, set(_VALUE_ENUMS))
        place = _place(spreadsheet, unquote(request.path_params["range"]))
        return _masked(request, _value_range(spreadsheet, place, _value_options(request)))

    def batch_get_values(self, request: Request) -> Response:
        """`spreadsheets.values.batchGet`: the values of several ranges at one moment."""
        spreadsheet = self._spreadsheet(request, "BatchGetValues")
        _allow_only(request, {"ranges", *_VALUE_ENUMS})
        options = _value_options(request)
        places = [_place(spreadsheet, text) for text in request.query_params.getlist("ranges")]
        ranges = [_value_range(spreadsheet, place, options) for place in places]
        return _masked(request, {"spreadsheetId": spreadsheet.id, "valueRanges": ranges})

    def _spreadsheet(self, request: Request, method: str) -> Spreadsheet:
        caller: Caller = caller_of(
            self._state,
            request,
            scopes=_SCOPES,
            service="sheets.googleapis.com",
            method=f"google.apps.sheets.v4.SpreadsheetsService.{method}",
        )
        spreadsheet = self._state.drive.get(request.path_params["spreadsheet_id"])
        # A file that was not picked for the client is to it as if it did not exist.
        if spreadsheet is None or not caller.was_given(spreadsheet.id):
            raise GoogleError(404, "Requested entity was not found.")
        if not caller.sees(spreadsheet):
            raise GoogleError(403, "The caller does not have permission")
        return spreadsheet


def _masked(request: Request, answer: dict[str, Any]) -> Response:
    fields = request.query_params.get("fields")
    return JSONResponse(apply_mask(answer, parse_mask(fields) if fields else None))


def _allow_only(request: Request, names: set[str]) -> None:
    for name in request.query_params:
        if name not in names and name not in _SYSTEM_PARAMETERS:
            raise unknown_parameter(name)


def _value_options(request: Request) -> dict[str, str]:
    options = {}
    for name, allowed in _VALUE_ENUMS.items():
        value = request.query_params.get(name, allowed[0])
        if value not in allowed:
            snake = "".join(f"_{c.lower()}" if c.isupper() else c for c in name)
            raise invalid_value(snake, _API_TYPE + name[0].upper() + name[1:], value)
        options[name] = value
    return options


def _place(spreadsheet: Spreadsheet, text: str) -> tuple[Tab, Area]:
    title, cells = split_range(text)
    tab = spreadsheet.tab(title) if title is not None else None
    area = Area() if cells is None else parse_area(cells)
    named = spreadsheet.named_range(text) if tab is None else None
    if named is not None:
        tab, area = named[0], Area(*named[1])
    if tab is None and cells is None and title is not None:
        # "A1:B2" without a tab means the first one, unless a tab has that very title.
        tab, area = spreadsheet.tab(None), parse_area(title)
    if tab is None or area is None:
        raise GoogleError(400, f"Unable to parse range: {text}")
    if area.top >= tab.row_count or area.left >= tab.column_count:
        bottom, right = area.bottom or area.top + 1, area.right or area.left + 1
        shown = area_text(tab.title, area.top, area.left, bottom, right)
        raise GoogleError(
            400,
            f"Range ({shown}) exceeds grid limits. "
            f"Max rows: {tab.row_count}, max columns: {tab.column_count}",
        )
    bottom = min(area.bottom or tab.row_count, tab.row_count)
    right = min(area.right or tab.column_count, tab.column_count)
    return tab, Area(area.top, area.left, bottom, right)


def _value_range(
    spreadsheet: Spreadsheet, place: tuple[Tab, Area], options: dict[str, str]
) -> dict[str, Any]:
    tab, area = place
    top, left, bottom, right = bounds(tab, area)
    columns_first = options["majorDimension"] == "COLUMNS"
    answer: dict[str, Any] = {
        "range": area_text(tab.title, top, left, bottom, right),
        "majorDimension": "COLUMNS" if columns_first else "ROWS",
    }
    formatted = options["valueRenderOption"] == "FORMATTED_VALUE"
    dates_as_text = options["dateTimeRenderOption"] == "FORMATTED_STRING"
    rows: list[list[Any]] = []
    for row, cells in tab.window(top, left, bottom, right):
        shown: list[Any] = []
        for column, value in enumerate(cells, start=left):
            number_format = tab.number_format(row, column) if value is not None else None
            as_text = formatted or (dates_as_text and number_format and number_format.temporal)
            text_or_value = spreadsheet.shown(tab, row, column) if as_text else value
            shown.append("" if value is None else text_or_value)
        rows.append(shown)
    if columns_first:
        width = max(map(len, rows), default=0)
        rows = [[row[i] if i < len(row) else "" for row in rows] for i in range(width)]
    trimmed = _trimmed([_trimmed(row, "") for row in rows], [])
    if trimmed:
        answer["values"] = trimmed
    return answer


def _trimmed(items: list[Any], blank: Any) -> list[Any]:
    end = len(items)
    while end and items[end - 1] == blank:
        end -= 1
    return items[:end]
