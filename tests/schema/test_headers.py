from __future__ import annotations

import pytest

from cashstage.core.errors import UnreadableData
from cashstage.schema.header_rows import Cell, Row, Span
from cashstage.schema.headers import (
    clean_name,
    column_letters,
    find_header,
    repair_names,
)

BODY: list[Row] = [["2024-01-01", "Spring", 10, 1.5], ["2024-01-02", "Summer", 20, 2.5]]
NAMES: Row = ["Day", "Campaign", "Clicks", "Cost"]


def test_the_first_row_is_the_header() -> None:
    header = find_header([NAMES, *BODY], None)

    assert (header.row, header.cells) == (1, list(NAMES))


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
    assert header.cells == list(NAMES)


def test_a_wide_table_with_some_unnamed_columns_keeps_its_header() -> None:
    header = find_header([["Day", None, "Clicks"], ["2024-01-01", "x", 1]], None)

    assert header.row == 1
    assert header.cells == ["Day", "", "Clicks"]


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

    assert header.cells == ["2023", "2024"]


def test_zero_means_no_header() -> None:
    header = find_header(BODY, 0)

    assert (header.row, header.cells) == (0, [""] * 4)
    assert repair_names(header.cells, first_column=27)[0] == [
        "Column AA",
        "Column AB",
        "Column AC",
        "Column AD",
    ]


@pytest.mark.parametrize("header_row", [2, 9, -1])
def test_a_header_row_without_names_is_refused(header_row: int) -> None:
    with pytest.raises(UnreadableData, match=f"Row {header_row}"):
        find_header([NAMES, []], header_row)


@pytest.mark.parametrize("rows", [[], [[]], [["", None, " "]]])
def test_nothing_is_no_table(rows: list[Row]) -> None:
    with pytest.raises(UnreadableData, match="no cells"):
        find_header(rows, None)


GROUPS: Row = [None, "", "Google Ads", None, "Meta Ads"]
GROUPED: Row = ["Day", "Campaign", "Clicks", "Cost", "Clicks", "Cost"]
GROUPED_BODY: list[Row] = [["2024-01-01", "Spring", 10, 1.5, 7, 0.5]] * 3
BOTH = ["Day", "Campaign"] + [
    f"{channel} {name}" for channel in ("Google Ads", "Meta Ads") for name in ("Clicks", "Cost")
]


def test_names_of_groups_stand_before_the_names_below_them() -> None:
    header = find_header([["Report"], GROUPS, GROUPED, *GROUPED_BODY], None)

    assert (header.row, header.height, header.cells) == (3, 2, BOTH)


def test_names_may_go_on_below_the_ones_that_stand_alone() -> None:
    upper: Row = ["Day", "Campaign", "Google Ads", None, "Meta Ads", None]
    lower: Row = [None, None, "Clicks", "Cost", "Clicks", "Cost"]

    header = find_header([upper, lower, *GROUPED_BODY], None)

    assert (header.row, header.height, header.cells) == (2, 2, BOTH)


def test_a_merge_says_how_far_a_group_goes() -> None:
    names: Row = ["Day", "Impr.", "Clicks", "Notes", "Owner"]
    body: Row = ["2024-01-01", 10, 1, "fine", "Ana"]

    header = find_header(
        [[None, "Reach"], names, *[body] * 3], None, spans=[Span(row=0, column=1, columns=2)]
    )

    assert header.cells == ["Day", "Reach Impr.", "Reach Clicks", "Notes", "Owner"]


@pytest.mark.parametrize(
    ("above", "spans"),
    [
        (["Account", "Acme"], []),
        (["Weekly report"], [Span(row=0, column=0, columns=3)]),
        (["Weekly report"], [Span(row=0, column=0, columns=6)]),
        (["Report", None, None, "January"], [Span(0, 0, 3), Span(0, 3, 3)]),
        (["From", "2024-01-01", "To", "2024-01-31"], []),
    ],
)
def test_a_title_is_no_group(above: Row, spans: list[Span]) -> None:
    names = [*GROUPED[:4], "Views", "Orders"]

    header = find_header([above, names, *GROUPED_BODY], None, spans=spans)

    assert (header.row, header.height, header.cells) == (2, 1, names)


def test_a_first_row_of_texts_is_no_name() -> None:
    rows: list[Row] = [["Campaign", "Owner", None], ["Spring", "Ana", "late"], ["Summer", "Bo", ""]]

    assert find_header(rows, None).height == 1


def test_names_over_several_rows_can_be_set_by_hand() -> None:
    rows: list[Row] = [["2023", "2024"], ["Q1", "Q1"], ["1", "2"]]

    header = find_header(rows, 1, 2)

    assert (header.row, header.cells) == (2, ["2023 Q1", "2024 Q1"])


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
