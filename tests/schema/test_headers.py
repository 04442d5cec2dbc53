from __future__ import annotations

import pytest

from cashstage.core.errors import UnreadableData
from cashstage.schema.headers import (
    Cell,
    Row,
    clean_name,
    column_letters,
    find_header,
    repair_names,
)

BODY: list[Row] = [["2024-01-01", "Spring", 10, 1.5], ["2024-01-02", "Summer", 20, 2.5]]
NAMES: Row = ["Day", "Campaign", "Clicks", "Cost"]


def test_the_first_row_is_the_header() -> None:
    header = find_header([NAMES, *BODY], None)

    assert (header.row, header.names) == (1, list(NAMES))
    assert header.repairs == []


@pytest.mark.parametrize(
    "preamble",
    [
        [["Campaign report"]],
        [["Campaign report"], ["January 1, 2024 - January 31, 2024"]],
        [["Campaign Performance Report (in UTC)"], [], ["Report Start:", "1/1/2024"], []],
        [[], [""], ["  "]],
    ],
)
def test_a_preamble_is_skipped(preamble: list[Row]) -> None:
    header = find_header([*preamble, NAMES, *BODY], None)

    assert header.row == len(preamble) + 1
    assert header.names == list(NAMES)


def test_a_wide_table_with_some_unnamed_columns_keeps_its_header() -> None:
    header = find_header([["Day", None, "Clicks"], ["2024-01-01", "x", 1]], None)

    assert header.row == 1
    assert header.names == ["Day", "Column B", "Clicks"]


@pytest.mark.parametrize(
    "rows",
    [
        BODY,
        [["Spring", 10], ["Summer", 20]],
        [["1", "2"], ["3", "4"]],
        [[45292, "Spring", 3], [45293, "Summer", 4]],
        [["Spring", "--", "1.234,50 €", "12%"], ["Summer", "5", "10,00 €", "3%"]],
        [[1, 2, 3]],
    ],
)
def test_data_without_names_is_refused_with_advice(rows: list[Row]) -> None:
    with pytest.raises(UnreadableData, match="looks like data") as caught:
        find_header(rows, None)

    assert "header row" in caught.value.sentence


def test_a_table_of_texts_has_its_names_first() -> None:
    assert find_header([["Campaign", "Owner"], ["Spring", "Ana"]], None).row == 1


def test_a_header_row_set_by_hand_is_obeyed() -> None:
    header = find_header([["2023", "2024"], ["1", "2"]], 1)

    assert header.names == ["2023", "2024"]


def test_zero_means_no_header() -> None:
    header = find_header(BODY, 0, first_column=27)

    assert header.row == 0
    assert header.names == ["Column AA", "Column AB", "Column AC", "Column AD"]


@pytest.mark.parametrize("header_row", [2, 9, -1])
def test_a_header_row_without_names_is_refused(header_row: int) -> None:
    with pytest.raises(UnreadableData, match=f"Row {header_row}"):
        find_header([NAMES, []], header_row)


@pytest.mark.parametrize("rows", [[], [[]], [["", None, " "]]])
def test_nothing_is_no_table(rows: list[Row]) -> None:
    with pytest.raises(UnreadableData, match="no cells"):
        find_header(rows, None)


def test_names_become_unique_ignoring_case() -> None:
    names, repairs = repair_names(["Cost", "cost", "Cost 2", None, "Column D"])

    assert names == ["Cost", "cost 3", "Cost 2", "Column D 2", "Column D"]
    assert len(repairs) == 2


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("Amount\n spent\u00a0(USD) ", "Amount spent (USD)"),
        ("\ufeffDay", "Day"),
        (2024.0, "2024"),
        (True, "True"),
        (None, ""),
    ],
)
def test_names_are_cleaned(cell: Cell, name: str) -> None:
    assert clean_name(cell) == name


@pytest.mark.parametrize(("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (703, "AAA")])
def test_columns_are_lettered_as_in_a_sheet(number: int, letters: str) -> None:
    assert column_letters(number) == letters
