"""Reading a range: exact values, formats, few requests, chunks, tabs that moved."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from cashstage.connectors.base import CellFormat, RawTable
from cashstage.connectors.google_sheets import fetch as fetching
from cashstage.connectors.google_sheets.client import GoogleSheets
from cashstage.connectors.google_sheets.fetch import fetch
from cashstage.connectors.google_sheets.reference import parse_range
from cashstage.core.errors import ConsentLost, SourceUnavailable
from cashstage.emulator.number_format import DAY, MONEY, PERCENT, Cell
from cashstage.emulator.server import EmulatorServer
from cashstage.emulator.workbook import Tab
from tests.factories import google

ROWS: list[list[Cell]] = [
    ["Day", "Campaign", "Cost", "CTR"],
    [45657, "Brand", 12.5, 0.0312],
    [],
    [45658, "007", 1234.5, "#N/A"],
]
FORMATS = [DAY, None, MONEY, PERCENT]


def rows_of(table: RawTable) -> list[list[Any]]:
    return [list(row) for chunk in table.chunks for row in chunk]


def count_requests(sheets: GoogleSheets) -> list[str]:
    seen: list[str] = []

    def note(response: requests.Response, *_: Any, **__: Any) -> None:
        seen.append(str(response.request.url))

    sheets.transport.session.hooks["response"].append(note)
    return seen


def test_a_small_sheet_takes_two_requests(server: EmulatorServer, sheets: GoogleSheets) -> None:
    made = google.spreadsheet(
        server.state,
        ROWS,
        tab="Paid / social's",
        formats=FORMATS,
        locale_name="de_DE",
        time_zone="Europe/Berlin",
    )
    file = sheets.file(made.id)
    requested = count_requests(sheets)

    table = fetch(sheets, made.id, "Paid / social's", file=file, header_row=1)

    assert rows_of(table) == [
        ["Day", "Campaign", "Cost", "CTR"],
        [45657, "Brand", 12.5, 0.0312],
        [],
        [45658, "007", 1234.5, "#N/A"],
    ]
    assert len(requested) == 2
    kinds = [found and found.kind for found in table.column_formats]
    assert kinds == [CellFormat.DATE, None, CellFormat.CURRENCY, CellFormat.PERCENT]
    assert (table.typed, table.locale, table.time_zone) == (True, "de_DE", "Europe/Berlin")
    assert (table.header_row, table.first_row, table.first_column) == (1, 1, 1)
    assert table.origin["revision"] == "1"
    assert (table.origin["title"], table.origin["tab"]) == ("Figures", "Paid / social's")


@pytest.mark.parametrize(
    ("cells", "rows", "place", "total"),
    [
        ("B2:C", [["Brand", 12.5], [], ["007", 1234.5]], (2, 2), 23),
        ("B:B", [["Campaign"], ["Brand"], [], ["007"]], (1, 2), 24),
        ("4:400", [[45658, "007", 1234.5, "#N/A"]], (4, 1), 21),
        ("C1:C2", [["Cost"], [12.5]], (1, 3), 2),
        ("A10:D20", [], (10, 1), 11),
    ],
)
def test_a_range_is_read_and_nothing_else(
    server: EmulatorServer,
    sheets: GoogleSheets,
    cells: str,
    rows: list[list[Cell]],
    place: tuple[int, int],
    total: int,
) -> None:
    made = google.spreadsheet(server.state, ROWS, formats=FORMATS)

    table = fetch(sheets, made.id, "Sheet1", cells=parse_range(cells))

    assert rows_of(table) == rows
    assert (table.first_row, table.first_column) == place
    assert table.total_rows == total


def test_formats_belong_to_the_columns_of_the_range(
    server: EmulatorServer, sheets: GoogleSheets
) -> None:
    made = google.spreadsheet(server.state, ROWS, formats=FORMATS)

    table = fetch(sheets, made.id, "Sheet1", cells=parse_range("C:D"))

    assert [found and found.kind for found in table.column_formats] == [
        CellFormat.CURRENCY,
        CellFormat.PERCENT,
    ]
    assert table.column_formats[0] is not None
    assert table.column_formats[0].currency == "$"


def test_a_big_sheet_comes_in_chunks_that_keep_blank_rows(
    server: EmulatorServer, sheets: GoogleSheets, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "CHUNK_CELLS", 6)
    rows: list[list[Cell]] = [["n", "square"], [1, 1], [2, 4], [], [], [], [], [7, 49], [8, 64]]
    made = google.spreadsheet(server.state, rows)
    counted: list[tuple[int, int | None]] = []

    table = fetch(
        sheets, made.id, "Sheet1", progress=lambda done, total: counted.append((done, total))
    )
    chunks = list(table.chunks)

    assert [list(row) for chunk in chunks for row in chunk] == rows
    assert [len(chunk) for chunk in chunks] == [3, 6]
    assert counted[:3] == [(3, 29), (6, 29), (9, 29)]
    assert counted[-1] == (29, 29)


def test_progress_may_stop_the_reading(
    server: EmulatorServer, sheets: GoogleSheets, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "CHUNK_CELLS", 4)
    made = google.spreadsheet(server.state, [[n] for n in range(50)])
    requested = count_requests(sheets)

    def cancel(done: int, total: int | None) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        rows_of(fetch(sheets, made.id, "Sheet1", progress=cancel))

    assert len(requested) == 2


def test_a_preview_reads_only_its_rows(server: EmulatorServer, sheets: GoogleSheets) -> None:
    made = google.spreadsheet(server.state, ROWS)

    assert rows_of(fetch(sheets, made.id, "Sheet1", max_rows=2)) == ROWS[:2]


def test_a_renamed_tab_is_found_by_its_id(server: EmulatorServer, sheets: GoogleSheets) -> None:
    made = google.spreadsheet(server.state, [["right"]], tab="Before")
    with server.state.drive.editing(made.id) as edited:
        edited.tabs[0].title = "After"

    table = fetch(sheets, made.id, "Before", sheet_id=7)

    assert (rows_of(table), table.origin["tab"]) == ([["right"]], "After")
    with pytest.raises(SourceUnavailable, match="no tab named 'Before'"):
        fetch(sheets, made.id, "Before")


def test_a_tab_that_took_the_name_does_not_take_the_place(
    server: EmulatorServer, sheets: GoogleSheets
) -> None:
    made = google.spreadsheet(server.state, [["right"]], tab="Ads")
    with server.state.drive.editing(made.id) as edited:
        edited.tabs[0].title = "Ads (old)"
        edited.tabs.append(Tab(sheet_id=8, title="Ads", rows=[["wrong"]]))

    assert rows_of(fetch(sheets, made.id, "Ads", sheet_id=7)) == [["right"]]


def test_a_recreated_tab_replaces_the_deleted_one(
    server: EmulatorServer, sheets: GoogleSheets
) -> None:
    made = google.spreadsheet(server.state, [["old"]], tab="Export")
    with server.state.drive.editing(made.id) as edited:
        edited.tabs[0] = Tab(sheet_id=8, title="Export", rows=[["new"]])

    table = fetch(sheets, made.id, "Export", sheet_id=7)

    assert (rows_of(table), table.origin["sheet_id"]) == ([["new"]], "8")


@pytest.mark.parametrize("cells", ["A500:B900", "AA:AB"])
def test_a_range_outside_the_tab_is_told_apart(
    server: EmulatorServer, sheets: GoogleSheets, cells: str
) -> None:
    made = google.spreadsheet(server.state, ROWS)

    with pytest.raises(SourceUnavailable, match="begins outside the tab"):
        fetch(sheets, made.id, "Sheet1", cells=parse_range(cells))


def test_an_empty_tab_has_no_rows(server: EmulatorServer, sheets: GoogleSheets) -> None:
    made = google.spreadsheet(server.state, [])

    assert rows_of(fetch(sheets, made.id, "Sheet1")) == []


def test_consent_lost_between_chunks_ends_the_reading(
    server: EmulatorServer, sheets: GoogleSheets, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "CHUNK_CELLS", 4)
    made = google.spreadsheet(server.state, [[n] for n in range(50)])
    chunks = fetch(sheets, made.id, "Sheet1").chunks
    next(chunks)

    server.state.grants.revoke_person("ada@demo.example")

    with pytest.raises(ConsentLost):
        next(chunks)
