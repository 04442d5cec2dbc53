"""What people paste: addresses, ids, ranges."""

from __future__ import annotations

import pytest

from cashstage.connectors.google_sheets.reference import (
    CellRange,
    SpreadsheetReference,
    in_tab,
    parse_range,
    parse_reference,
)
from cashstage.core.errors import InvalidInput

KEY = "1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms"


@pytest.mark.parametrize(
    ("text", "sheet_id"),
    [
        (KEY, None),
        (f"  {KEY}\n", None),
        (f"https://docs.google.com/spreadsheets/d/{KEY}", None),
        (f"https://docs.google.com/spreadsheets/d/{KEY}/edit#gid=0", 0),
        (f"https://docs.google.com/spreadsheets/d/{KEY}/edit?gid=1842#gid=1842", 1842),
        (f"https://docs.google.com/spreadsheets/u/1/d/{KEY}/htmlview", None),
        (f"docs.google.com/spreadsheets/d/{KEY}/edit?usp=sharing", None),
        (f"http://localhost:3001/spreadsheets/d/{KEY}/edit?gid=7", 7),
        (f"https://docs.google.com/open?id={KEY}", None),
        (f"https://docs.google.com/spreadsheets/d/{KEY}/edit#gid=nonsense", None),
    ],
)
def test_addresses_and_ids_name_a_spreadsheet(text: str, sheet_id: int | None) -> None:
    assert parse_reference(text) == SpreadsheetReference(KEY, sheet_id)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Google Ads",
        "https://example.com/report",
        "https://docs.google.com/document/d/short/edit",
        "https://docs.google.com/spreadsheets/d/../../etc/passwd",
        f"https://docs.google.com/spreadsheets/d/e/2PACX-{KEY}/pubhtml",
        "http://[",
    ],
)
def test_other_text_is_refused_with_a_way_out(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_reference(text)

    assert caught.value.next_step
    assert caught.value.context == {"field": "spreadsheet_url"}


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        (None, CellRange()),
        (" ", CellRange()),
        ("A1:H200", CellRange(1, 1, 200, 8)),
        ("b3:h", CellRange(3, 2, None, 8)),
        ("A:AA", CellRange(1, 1, None, 27)),
        ("2:500", CellRange(2, 1, 500, None)),
        ("$C$5:$D$9", CellRange(5, 3, 9, 4)),
        ("A:D20", CellRange(1, 1, 20, 4)),
    ],
)
def test_ranges_are_read(text: str | None, cells: CellRange) -> None:
    assert parse_range(text) == cells


@pytest.mark.parametrize(
    "text",
    ["A1", "Sheet1!A1:B2", "A0:B2", "A1:5", "5:A", ":", "H1:A9", "A9:H1", "1:1:1", "R1C1:R2C2"],
)
def test_other_ranges_are_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="is not a range"):
        parse_range(text)


def test_a_tab_title_is_quoted_whatever_it_is() -> None:
    assert in_tab("It's 50% / DF1", "A1:B2") == "'It''s 50% / DF1'!A1:B2"
    assert in_tab("Ads") == "'Ads'"
