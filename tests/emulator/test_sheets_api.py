"""Sheets answers: judged by the discovery document, and by what Google is known to do."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from cashstage.emulator.number_format import DAY, MONEY, PERCENT, Cell
from cashstage.emulator.people import EDITOR
from cashstage.emulator.state import EmulatorState
from cashstage.emulator.workbook import Block, Spreadsheet
from tests.factories import google
from tests.factories.discovery import answer_problems

ROWS: list[list[Cell]] = [
    ["Day", "Campaign", "Cost", "CTR", "On"],
    [45657, "Brand", 12.5, 0.0312, True],
    [],
    [45658, None, 1234.5, "#N/A"],
    [None, None, None],
]


@pytest.fixture
def sheet(emulator: EmulatorState) -> Spreadsheet:
    return google.spreadsheet(
        emulator, ROWS, tab="Paid / social", formats=[DAY, None, MONEY, PERCENT, None]
    )


def ask(
    browser: httpx.Client, emulator: EmulatorState, path: str, /, status: int = 200, **query: Any
) -> dict[str, Any]:
    answer = browser.get(
        f"/sheets/v4/spreadsheets/{path}", params=query, headers=google.bearer(emulator)
    )
    assert answer.status_code == status, answer.text
    body: dict[str, Any] = answer.json()
    return body


def values(
    browser: httpx.Client, emulator: EmulatorState, sheet: Spreadsheet, cells: str, **query: Any
) -> list[list[Any]]:
    ranges = f"'Paid / social'!{cells}"
    body = ask(browser, emulator, f"{sheet.id}/values:batchGet", ranges=ranges, **query)
    assert answer_problems("sheets.v4", "BatchGetValuesResponse", body) == []
    found: list[list[Any]] = body["valueRanges"][0].get("values", [])
    return found


def test_formatted_values_are_what_a_person_sees(
    browser: httpx.Client, emulator: EmulatorState, sheet: Spreadsheet
) -> None:
    assert values(browser, emulator, sheet, "A1:E9") == [
        ["Day", "Campaign", "Cost", "CTR", "On"],
        ["2024-12-31", "Brand", "$12.50", "3.12%", "TRUE"],
        [],
        ["2025-01-01", "", "$1,234.50", "#N/A"],
    ]


def test_unformatted_values_keep_types_and_serial_days(
    browser: httpx.Client, emulator: EmulatorState, sheet: Spreadsheet
) -> None:
    found = values(browser, emulator, sheet, "A2:E4", valueRenderOption="UNFORMATTED_VALUE")

    assert found == [[45657, "Brand", 12.5, 0.0312, True], [], [45658, "", 1234.5, "#N/A"]]


def test_dates_can_be_text_among_unformatted_values(
    browser: httpx.Client, emulator: EmulatorState, sheet: Spreadsheet
) -> None:
    found = values(
        browser,
        emulator,
        sheet,
        "A2:C2",
        valueRenderOption="UNFORMATTED_VALUE",
        dateTimeRenderOption="FORMATTED_STRING",
    )

    assert found == [["2024-12-31", "Brand", 12.5]]


def test_columns_come_first_on_request(
    browser: httpx.Client, emulator: EmulatorState, sheet: Spreadsheet
) -> None:
    found = values(browser, emulator, sheet, "A1:B4", majorDimension="COLUMNS")

    assert found == [["Day", "2024-12-31", "", "2025-01-01"], ["Campaign", "Brand"]]


def test_a_blank_range_has_no_values(
    browser: httpx.Client, emulator: EmulatorState, sheet: Spreadsheet
) -> None:
    body = ask(browser, emulator, f"{sheet.id}/values/'Paid %2F social'!A5:C9")

    assert body == {"range": "'Paid / social'!A5:C9", "majorDimension": "ROWS"}


def test_an_open_range_is_answered_with_its_ends(
    browser: httpx.Client, emulator: EmulatorState, sheet: Spreadsheet
) -> None:
    body = ask(browser, emulator, f"{sheet.id}/values/A2:C")

    assert body["range"] == "'Paid / social'!A2:C25"
    assert answer_problems("sheets.v4", "ValueRange", body) == []


def test_a_spreadsheet_without_a_mask_has_no_cells(
    browser: httpx.Client, emulator: EmulatorState, sheet: Spreadsheet
) -> None:
    body = ask(browser, emulator, sheet.id)

    assert answer_problems("sheets.v4", "Spreadsheet", body) == []
    assert body["properties"]["timeZone"] == "Etc/UTC"
    properties = body["sheets"][0]["properties"]
    assert properties["gridProperties"] == {"rowCount": 25, "columnCount": 5, "frozenRowCount": 1}
    assert (properties["sheetId"], properties["title"]) == (7, "Paid / social")
    assert "data" not in body["sheets"][0]


def test_cells_carry_values_and_formats(
    browser: httpx.Client, emulator: EmulatorState, sheet: Spreadsheet
) -> None:
    body = ask(browser, emulator, sheet.id, includeGridData="true", ranges="'Paid / social'!C2:D4")

    assert answer_problems("sheets.v4", "Spreadsheet", body) == []
    data = body["sheets"][0]["data"][0]
    assert (data["startRow"], data["startColumn"]) == (1, 2)
    cost, rate = data["rowData"][0]["values"]
    assert cost["effectiveFormat"]["numberFormat"] == {"type": "CURRENCY", "pattern": '"$"#,##0.00'}
    assert (cost["effectiveValue"], cost["formattedValue"]) == ({"numberValue": 12.5}, "$12.50")
    assert rate["formattedValue"] == "3.12%"
    assert data["rowData"][2]["values"][1]["effectiveValue"] == {"errorValue": {"type": "N_A"}}


def test_merges_names_and_hidden_rows_are_shown(
    browser: httpx.Client, emulator: EmulatorState, sheet: Spreadsheet
) -> None:
    with emulator.drive.editing(sheet.id) as edited:
        edited.tabs[0].merges = [Block(1, 1, 3, 2)]
        edited.tabs[0].hidden_rows, edited.tabs[0].filtered_rows = {1}, {3}
        edited.tabs[0].hidden_columns = {4}
        edited.named_ranges = {"Costs": (7, Block(0, 2, 4, 3))}

    body = ask(browser, emulator, sheet.id, includeGridData="true")
    named = ask(browser, emulator, f"{sheet.id}/values/costs")

    assert answer_problems("sheets.v4", "Spreadsheet", body) == []
    grid = body["sheets"][0]["data"][0]
    assert [row.get("hiddenByUser", False) for row in grid["rowMetadata"][:3]] == [
        False,
        True,
        False,
    ]
    assert grid["rowMetadata"][3]["hiddenByFilter"]
    assert grid["columnMetadata"][4]["hiddenByUser"]
    assert body["sheets"][0]["merges"][0]["endRowIndex"] == 3
    assert body["namedRanges"][0]["name"] == "Costs"
    assert named["range"] == "'Paid / social'!C1:C4"


def test_a_mask_decides_about_cells(
    browser: httpx.Client, emulator: EmulatorState, sheet: Spreadsheet
) -> None:
    without = ask(
        browser, emulator, sheet.id, includeGridData="true", fields="sheets.properties.title"
    )
    with_cells = ask(
        browser, emulator, sheet.id, fields="sheets.data.rowData.values.effectiveValue.numberValue"
    )

    assert without == {"sheets": [{"properties": {"title": "Paid / social"}}]}
    row = with_cells["sheets"][0]["data"][0]["rowData"][1]["values"]
    assert row[2] == {"effectiveValue": {"numberValue": 12.5}}


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"ranges": "Missing!A1"}, "Unable to parse range: Missing!A1"),
        ({"ranges": "'Paid / social'!A0"}, "Unable to parse range: 'Paid / social'!A0"),
        (
            {"ranges": "A26:B30"},
            "Range ('Paid / social'!A26:B30) exceeds grid limits. Max rows: 25, max columns: 5",
        ),
        ({"ranges": "A1", "majorDimension": "DIAGONAL"}, "Invalid value at 'major_dimension'"),
        ({"ranges": "A1", "range": "A1"}, 'Unknown name "range"'),
        ({"ranges": "A1", "fields": "valueRanges("}, "Request contains an invalid argument."),
    ],
)
def test_a_bad_request_gets_googles_body(
    browser: httpx.Client,
    emulator: EmulatorState,
    sheet: Spreadsheet,
    query: dict[str, str],
    message: str,
) -> None:
    body = ask(browser, emulator, f"{sheet.id}/values:batchGet", 400, **query)

    assert body["error"]["status"] == "INVALID_ARGUMENT"
    assert body["error"]["message"].startswith(message) or message in body["error"]["message"]


def test_what_is_not_there_or_not_shared_is_refused(
    browser: httpx.Client, emulator: EmulatorState, sheet: Spreadsheet
) -> None:
    path = f"/sheets/v4/spreadsheets/{sheet.id}"
    stranger = google.bearer(emulator, EDITOR.email)
    without_sheets = google.bearer(emulator, scopes=["drive.metadata.readonly"])

    assert ask(browser, emulator, "missing", 404)["error"]["status"] == "NOT_FOUND"
    refused = browser.get(path, headers=stranger).json()["error"]
    assert refused == {
        "code": 403,
        "message": "The caller does not have permission",
        "status": "PERMISSION_DENIED",
    }
    details = browser.get(path, headers=without_sheets).json()["error"]["details"]
    assert details[0]["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
    anonymous = browser.get(path)
    assert anonymous.status_code == 401
    assert anonymous.json()["error"]["status"] == "UNAUTHENTICATED"
    assert anonymous.headers["WWW-Authenticate"].startswith("Bearer")


def test_sharing_decides_what_a_grant_reads(
    browser: httpx.Client, emulator: EmulatorState, sheet: Spreadsheet
) -> None:
    path = f"/sheets/v4/spreadsheets/{sheet.id}"
    assert browser.get(path, headers=google.bearer(emulator, EDITOR.email)).status_code == 403
    with emulator.drive.editing(sheet.id) as edited:
        edited.readers.add(EDITOR.email)

    assert browser.get(path, headers=google.bearer(emulator, EDITOR.email)).status_code == 200
