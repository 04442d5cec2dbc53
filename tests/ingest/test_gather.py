"""What is a row of a table, and what only stands around it; nothing is left out in silence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashstage.connectors.base import CellFormat, ColumnFormat, Merge, RawCell, RawTable
from cashstage.core.errors import UnreadableData
from cashstage.ingest.gather import MAX_COLUMNS, Gathered, gather

Row = Sequence[RawCell]

NAMES: Row = ["Day", "Campaign", "Clicks", "Cost"]
BODY: list[Row] = [
    ["2024-01-01", "Brand", 10, 1.5],
    ["2024-01-02", "Generic", 20, 2.25],
    ["2024-01-03", "Brand", 30, 3.0],
]


def read(*rows: Row, chunk: int = 1000, **options: Any) -> Gathered:
    parts: Iterator[list[Row]] = (
        list(rows[start : start + chunk]) for start in range(0, len(rows), chunk)
    )
    return gather(RawTable(chunks=parts, typed=True, **options))


def rows_of(table: Gathered) -> list[list[RawCell]]:
    return [[column.cell(place) for column in table.columns] for place in range(table.row_count)]


@pytest.mark.parametrize(
    "total",
    [
        ["Total", None, 60, 6.75],
        [None, "Grand total:", 60, 6.75],
        ["Total: Campaigns", "--", "60", "$6.75"],
        ["Gesamtsumme", " -- ", 60, None],
        ["", "Total général", 60, 6.75],
        ["Insgesamt", None, 61, 6.8],
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_a_total_is_no_row(total: Row, *, first: bool) -> None:
    table = read(NAMES, *([total, *BODY] if first else [*BODY, total]))

    assert rows_of(table) == [list(row) for row in BODY]
    assert (table.rows_read, table.rows_dropped) == (4, {"total": 1})
    assert table.notes[-1].endswith(f"(row {2 if first else 5}).")


def test_a_total_that_adds_up_needs_no_date() -> None:
    rows: list[Row] = [["Google", 10, "1.234,50 €"], ["Meta", 20, "1.000,00 €"]]

    table = read(["Channel", "Clicks", "Cost"], *rows, ["Total", 31, "2.234,50 €"])

    assert rows_of(table) == [list(row) for row in rows]


def test_totals_of_parts_go_with_the_one_that_adds_up() -> None:
    rows: list[Row] = [["Brand", 10], ["Generic", 20]]
    totals: list[Row] = [["Total: Search", 25], ["Total: Display", 5], ["Total: Account", 30]]

    table = read(["Campaign", "Clicks"], *rows, *totals)

    assert rows_of(table) == [list(row) for row in rows]
    assert "“Total: Search”" in table.notes[-1]


def test_a_name_like_a_total_that_is_no_sum_stays_and_is_told() -> None:
    rows: list[Row] = [["Shell", 10], ["BP", 20], ["Total", 7]]

    table = read(["Brand", "Clicks"], *rows)

    assert rows_of(table) == [list(row) for row in rows]
    assert table.notes == [
        "Row 4 is named like a total but is not the sum of the others, so it stays."
    ]


def test_a_total_of_serial_days_has_no_day() -> None:
    formats = [ColumnFormat(CellFormat.DATE), None]
    rows: list[Row] = [[45292, 3.5], [45293, 4.5]]

    table = read(["Day", "CTR"], *rows, ["Total", 4.1], column_formats=formats)

    assert rows_of(table) == [list(row) for row in rows]


def test_a_total_in_the_middle_is_a_row() -> None:
    rows = [BODY[0], ["Total", None, 10, 1.5], BODY[1], BODY[2], BODY[0], BODY[1], BODY[2]]

    assert read(NAMES, *rows).row_count == 7


def test_lines_below_the_table_are_left_out() -> None:
    table = read(NAMES, *BODY, [], ["Generated on May 1"], ["* preliminary"])

    assert rows_of(table) == [list(row) for row in BODY]
    assert table.rows_dropped == {"footer": 2, "blank": 1}
    assert table.notes == [
        "2 footer rows were left out: “Generated on May 1”, “* preliminary” (row 6)."
    ]


def test_a_line_right_below_that_is_no_day_is_left_out() -> None:
    assert read(NAMES, *BODY, ["All times are UTC"]).row_count == 3


def test_a_campaign_without_figures_stays() -> None:
    table = read(["Campaign", "Clicks", "Cost"], ["Brand", 1, 2.0], ["Generic"])

    assert rows_of(table) == [["Brand", 1, 2.0], ["Generic", None, None]]
    assert table.notes == []


def test_the_end_of_a_part_is_not_the_end_of_the_table() -> None:
    table = read(NAMES, *BODY, ["Total", None, 60, 6.75], partial=True)

    assert table.row_count == 4


def test_another_table_below_is_left_out_with_everything_after_it() -> None:
    table = read(
        NAMES,
        *BODY,
        [],
        ["Budget"],
        ["Channel", "Owner", "Team", "Office"],
        ["Google", "Ana", "Paid", "Oslo"],
        first_row=3,
    )

    assert rows_of(table)[:3] == [list(row) for row in BODY]
    assert table.rows_dropped["blank"] == 1


def test_a_second_header_after_a_gap_begins_another_table() -> None:
    table = read(NAMES, *BODY, [], ["Channel", "Goal", "Owner", "Since"], ["Meta", "x", "Bo", "y"])

    assert rows_of(table) == [list(row) for row in BODY]
    assert table.rows_dropped == {"second table": 2, "blank": 1}
    assert "Another table begins in row 6" in table.notes[0]


def test_a_repeated_header_is_no_row() -> None:
    table = read(NAMES, *BODY, NAMES, *BODY)

    assert rows_of(table) == [list(row) for row in BODY * 2]
    assert table.rows_dropped == {"repeated header": 1}


def test_cells_beside_the_table_are_left_out() -> None:
    rows = [[*BODY[0], None, "ask Ana"], BODY[1], BODY[2], [None] * 5 + ["by Friday"]]

    table = read(NAMES, *rows)

    assert table.names == list(NAMES)
    assert rows_of(table) == [list(row) for row in BODY]
    assert table.rows_dropped == {"beside the table": 1}
    assert table.notes == ["2 cells beside the table were left out (F2, F5)."]


def test_a_column_without_a_name_that_is_full_stays() -> None:
    table = read(NAMES, *([*row, None, "x"] for row in BODY * 3))

    assert table.names == [*NAMES, "Column F"]


def test_hidden_rows_and_columns_are_left_out() -> None:
    table = read(
        ["Old names", "", "", ""],
        NAMES,
        *BODY,
        hidden_rows=frozenset({0, 3}),
        hidden_columns=frozenset({1}),
    )

    assert table.names == ["Day", "Clicks", "Cost"]
    assert rows_of(table) == [["2024-01-01", 10, 1.5], ["2024-01-03", 30, 3.0]]
    assert table.rows_dropped == {"hidden": 1}
    assert table.positions == [0, 2, 3]
    assert "1 hidden column left out." in table.notes


@pytest.mark.parametrize("chunk", [1, 2, 100])
def test_every_row_of_a_merge_means_its_name_but_not_its_amount(chunk: int) -> None:
    rows: list[Row] = [["Brand", "a", 1, 300], [None, "b", 2], ["", "c", 3], ["Generic", "d", 4, 5]]

    table = read(
        ["Campaign", "Ad", "Clicks", "Budget"],
        *rows,
        merges=[Merge(row=1, column=0, rows=3, columns=1), Merge(1, 3, 3, 1), Merge(0, 0, 1, 2)],
        chunk=chunk,
    )

    assert rows_of(table) == [
        ["Brand", "a", 1, 300],
        ["Brand", "b", 2, None],
        ["Brand", "c", 3, None],
        ["Generic", "d", 4, 5],
    ]
    assert table.notes == [
        "1 merged cell holds for every row of the merge.",
        "1 merged amount counts once, in the first row of the merge.",
    ]


def test_a_merged_day_holds_for_every_row() -> None:
    table = read(
        ["Day", "Clicks"],
        [45292, 1],
        [None, 2],
        column_formats=[ColumnFormat(CellFormat.DATE)],
        merges=[Merge(row=1, column=0, rows=2, columns=1)],
    )

    assert rows_of(table) == [[45292, 1], [45292, 2]]


def test_too_many_columns_are_refused() -> None:
    wide = [f"c{number}" for number in range(MAX_COLUMNS + 1)]

    with pytest.raises(UnreadableData, match="2,001 columns; 2,000 can be read"):
        read(wide, wide)
    assert len(read(["Day", *[None] * 3_000], ["2024-01-01", *[""] * 3_000]).columns) == 1


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Total", "Brand", "", "Sum", "Channel", "n/a", "2024-01-01"]),
            st.sampled_from(["", "x", "Total", "note"]),
            st.one_of(st.none(), st.integers(-5, 50)),
            st.one_of(st.none(), st.floats(-5, 50, width=16), st.just("Cost")),
        ),
        max_size=40,
    ),
    st.sets(st.integers(1, 40)),
    st.integers(1, 50),
)
def test_every_row_is_kept_or_accounted_for(
    rows: list[tuple[str, str, int | None, float | str | None]], hidden: set[int], chunk: int
) -> None:
    table = read(NAMES, *rows, header_row=1, hidden_rows=frozenset(hidden), chunk=chunk)

    assert table.rows_read == len(rows)
    assert table.row_count == len(table.columns[0])
    assert all(count > 0 for count in table.rows_dropped.values())
