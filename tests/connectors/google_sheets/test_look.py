"""The look before reading: named ranges that move, merges, what the sheet hides; few requests."""

from __future__ import annotations

import pytest

from cashstage.connectors.base import CellFormat, Merge
from cashstage.connectors.google_sheets.client import GoogleSheets
from cashstage.connectors.google_sheets.fetch import fetch
from cashstage.connectors.google_sheets.reference import RangeName, parse_range
from cashstage.core.errors import InvalidInput, SourceUnavailable
from cashstage.emulator.number_format import DAY, MONEY, PERCENT, Cell
from cashstage.emulator.server import EmulatorServer
from cashstage.emulator.workbook import Block, Spreadsheet, Tab
from tests.connectors.google_sheets.test_fetch import count_requests, rows_of
from tests.factories import google

ROWS: list[list[Cell]] = [
    ["Notes", None, None, None, None],
    [None, "Day", "Campaign", "Cost", "CTR"],
    [None, 45657, "Brand", 12.5, 0.0312],
    [None, 45658, "", 7.25, 0.04],
    [None, 45659, "Generic", 1.0, 0.05],
]
FORMATS = [None, DAY, None, MONEY, PERCENT]
TABLE = Block(top=1, left=1, bottom=5, right=5)


@pytest.fixture
def made(server: EmulatorServer) -> Spreadsheet:
    """A table that begins at B2 and is called Spend."""
    return google.spreadsheet(
        server.state, ROWS, formats=FORMATS, named_ranges={"Spend": (7, TABLE)}
    )


def test_a_named_range_takes_two_requests(sheets: GoogleSheets, made: Spreadsheet) -> None:
    requested = count_requests(sheets)

    table = fetch(sheets, made.id, "Sheet1", cells=RangeName("spend"))

    assert rows_of(table) == [row[1:] for row in ROWS[1:]]
    assert len(requested) == 2
    assert (table.first_row, table.first_column, table.origin["cells"]) == (2, 2, "B2:E5")
    kinds = [found and found.kind for found in table.column_formats]
    assert kinds == [CellFormat.DATE, None, CellFormat.CURRENCY, CellFormat.PERCENT]


def test_a_named_range_is_followed_to_where_it_moves(
    server: EmulatorServer, sheets: GoogleSheets, made: Spreadsheet
) -> None:
    with server.state.drive.editing(made.id) as edited:
        below: list[list[Cell]] = [[None]] * 90
        edited.tabs.append(Tab(sheet_id=9, title="New", rows=[*below, ["n"], [1]]))
        edited.named_ranges["Spend"] = (9, Block(90, 0, 92, 1))

    table = fetch(sheets, made.id, "Sheet1", sheet_id=7, cells=RangeName("Spend"))

    assert rows_of(table) == [["n"], [1]]
    assert (table.origin["tab"], table.first_row) == ("New", 91)


@pytest.mark.parametrize(
    ("names", "advice"), [({}, "Choose the cells"), ({"Other": (7, TABLE)}, "Other")]
)
def test_a_name_that_is_gone_is_told(
    server: EmulatorServer,
    sheets: GoogleSheets,
    made: Spreadsheet,
    names: dict[str, tuple[int, Block]],
    advice: str,
) -> None:
    with server.state.drive.editing(made.id) as edited:
        edited.named_ranges = names

    with pytest.raises(SourceUnavailable, match="no range named 'Spend'") as caught:
        fetch(sheets, made.id, "Sheet1", cells=RangeName("Spend"))

    assert advice in caught.value.sentence


def test_merges_come_with_the_range(
    server: EmulatorServer, sheets: GoogleSheets, made: Spreadsheet
) -> None:
    with server.state.drive.editing(made.id) as edited:
        edited.tabs[0].merges = [Block(0, 0, 1, 5), Block(2, 2, 4, 3), Block(4, 3, 9, 9)]

    table = fetch(sheets, made.id, "Sheet1", cells=parse_range("B2:E5"))

    assert table.merges == [
        Merge(row=1, column=1, rows=2, columns=1),
        Merge(row=3, column=2, rows=1, columns=2),
    ]


@pytest.mark.parametrize("cells", ["B2:E5", "Spend"])
def test_what_the_sheet_hides_is_known_on_demand(
    server: EmulatorServer, sheets: GoogleSheets, made: Spreadsheet, cells: str
) -> None:
    with server.state.drive.editing(made.id) as edited:
        edited.tabs[0].hidden_rows = {0, 3, 12}
        edited.tabs[0].filtered_rows = {4}
        edited.tabs[0].hidden_columns = {0, 2}
    requested = count_requests(sheets)

    table = fetch(sheets, made.id, "Sheet1", cells=parse_range(cells), without_hidden=True)
    rows_of(table)

    assert (table.hidden_rows, table.hidden_columns) == (frozenset({2, 3}), frozenset({1}))
    assert len(requested) == 2
    shown = fetch(sheets, made.id, "Sheet1", cells=parse_range(cells))
    assert (shown.hidden_rows, shown.hidden_columns) == (frozenset(), frozenset())


def test_a_preview_says_that_more_follows(sheets: GoogleSheets, made: Spreadsheet) -> None:
    assert fetch(sheets, made.id, "Sheet1", max_rows=3).partial
    assert not fetch(sheets, made.id, "Sheet1", max_rows=300).partial


@pytest.mark.parametrize("text", ["Spend", "q1_2026", "Kosten_für_März", "_x"])
def test_a_range_may_have_a_name(text: str) -> None:
    assert parse_range(f" {text} ") == RangeName(text)


@pytest.mark.parametrize("text", ["A1", "R1C1", "true", "1st", "Sheet1!A1:B2", "two words"])
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="is not a range"):
        parse_range(text)
