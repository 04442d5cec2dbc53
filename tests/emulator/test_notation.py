"""A1 notation, field masks and Drive's search language."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cashstage.emulator.a1 import Area, area_text, column_letters, parse_area, split_range
from cashstage.emulator.drive_query import parse_query
from cashstage.emulator.field_mask import apply_mask, parse_mask, wants
from cashstage.emulator.google_error import GoogleError
from cashstage.emulator.workbook import Spreadsheet


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("B2", Area(1, 1, 2, 2)),
        ("A1:C9", Area(0, 0, 9, 3)),
        ("c9:a1", Area(0, 0, 9, 3)),
        ("$A$1:$B$2", Area(0, 0, 2, 2)),
        ("A:C", Area(0, 0, None, 3)),
        ("2:5", Area(1, 0, 5, None)),
        ("A5:C", Area(4, 0, None, 3)),
        ("AA1:AB", Area(0, 26, None, 28)),
    ],
)
def test_ranges_are_rectangles(text: str, area: Area) -> None:
    assert parse_area(text) == area


@pytest.mark.parametrize("text", ["", "A", "1", "A0", "A1:", "A1:5", "A1:B2:C3", "ABCD1", "-1"])
def test_other_text_is_no_range(text: str) -> None:
    assert parse_area(text) is None


def test_titles_are_quoted_where_needed_and_read_back() -> None:
    assert area_text("Ann's / tab", 0, 0, 2, 27) == "'Ann''s / tab'!A1:AA2"
    assert split_range("'Ann''s / tab'!A1:AA2") == ("Ann's / tab", "A1:AA2")
    assert split_range("Plain!B2") == ("Plain", "B2")
    assert split_range("Plain") == ("Plain", None)
    assert [column_letters(index) for index in (0, 25, 26, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
    ]


def test_a_mask_keeps_what_it_names() -> None:
    answer = {"kind": "k", "files": [{"id": 1, "name": "a", "owners": [{"me": True, "x": 1}]}]}
    mask = parse_mask("files(id, owners/me),nextPageToken")

    assert apply_mask(answer, mask) == {"files": [{"id": 1, "owners": [{"me": True}]}]}
    assert apply_mask(answer, parse_mask("*")) == answer
    assert wants(parse_mask("sheets.properties"), "sheets", "data") is False
    assert wants(parse_mask("sheets"), "sheets", "data") is True


@pytest.mark.parametrize("text", ["files(", "files(id", "a,,b", "a b$", ")", "a."])
def test_a_broken_mask_is_refused(text: str) -> None:
    with pytest.raises(GoogleError, match="invalid argument"):
        parse_mask(text)


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ("mimeType='application/vnd.google-apps.spreadsheet' and trashed = false", True),
        ("mimeType != 'application/vnd.google-apps.spreadsheet'", False),
        ("name contains 'goo'", True),
        ("name contains 'oogle'", False),
        ("name contains 'ads' and name contains 'missing'", False),
        ("name contains 'missing' or name = 'Google Ads: it\\'s daily'", True),
        ("not (trashed = true)", True),
        ("'ada@demo.example' in owners", True),
        ("'emil@demo.example' in writers", False),
        ("sharedWithMe", False),
        ("modifiedTime > '2026-01-01T00:00:00'", True),
        ("modifiedTime <= '2026-01-01T00:00:00Z'", False),
    ],
)
def test_a_query_selects_files(query: str, *, fits: bool) -> None:
    file = Spreadsheet(
        id="1",
        title="Google Ads: it's daily",
        owner="ada@demo.example",
        tabs=[],
        modified=datetime(2026, 11, 1, tzinfo=UTC),
    )

    assert parse_query(query, "ada@demo.example")(file) is fits


@pytest.mark.parametrize(
    "query",
    ["name", "name contains goo", "name ~ 'x'", "(trashed = false", "size > '1'", "trashed = 1"],
)
def test_a_broken_query_is_refused_as_drive_does(query: str) -> None:
    with pytest.raises(GoogleError) as caught:
        parse_query(query, "ada@demo.example")

    assert caught.value.body["error"]["errors"][0]["location"] == "q"
