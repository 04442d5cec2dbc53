from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import pytest

from cashstage.connectors.base import CellFormat, ColumnFormat, RawCell, RawTable
from cashstage.core.errors import UnreadableData
from cashstage.ingest.preview import preview
from cashstage.schema.column import ColumnType

HEADER: list[RawCell] = ["Day", "Sent at", "Time", "Campaign", "Clicks", "Cost", "Active"]
ROW: list[RawCell] = [45322, 45322.5, 0.25, "Brand", 5, 1.5, True]
FORMATS = [ColumnFormat(kind) for kind in (CellFormat.DATE, CellFormat.DATETIME, CellFormat.TIME)]


def endless(header: list[RawCell], row: list[RawCell]) -> Iterator[list[Sequence[RawCell]]]:
    yield [["A report"], header]
    while True:
        yield [row] * 100


def test_the_first_rows_as_json() -> None:
    table = preview(RawTable(endless(HEADER, ROW), typed=True, column_formats=FORMATS), limit=2)

    row = ["2024-01-31", "2024-01-31T12:00:00", "06:00:00", "Brand", 5, 1.5, True]
    assert table.rows == [row, row]
    assert json.loads(json.dumps(table.rows)) == table.rows
    assert [column.key for column in table.columns] == [f"c{number}" for number in range(1, 8)]
    assert table.columns[0].type is ColumnType.DATE
    assert table.notes == ["The header is row 2; the row above it was left out."]


@pytest.mark.parametrize(("limit", "read"), [(1, 1000), (1001, 1100)])
def test_no_more_is_read_than_it_takes(limit: int, read: int) -> None:
    table = preview(RawTable(endless(HEADER, ROW), typed=True), limit)

    assert len(table.rows) == limit
    assert table.rows_read == read


def test_a_short_table_is_shown_whole() -> None:
    table = preview(RawTable(iter([[["Clicks"], ["7"], [], ["--"]]]), typed=False), limit=100)

    assert table.rows == [[7], [None]]
    assert table.rows_read == 3


def test_an_empty_table_is_refused() -> None:
    with pytest.raises(UnreadableData, match="no cells with content"):
        preview(RawTable(iter(()), typed=True), limit=100)


@pytest.mark.parametrize("partial", [False, True])
def test_a_small_table_is_shown_without_its_total(*, partial: bool) -> None:
    rows: list[Sequence[RawCell]] = [
        ["Clicks", "Day"],
        [7, "2026-01-31"],
        [8, "2026-02-01"],
        [15, "Total"],
    ]

    table = preview(RawTable(iter([rows]), typed=True, partial=partial, total_rows=500), limit=100)

    assert table.rows == [[7, "2026-01-31"], [8, "2026-02-01"]]
    assert [column.type for column in table.columns] == ["integer", "date"]


def test_what_may_go_on_below_the_look_keeps_its_last_row() -> None:
    rows: list[Sequence[RawCell]] = [
        ["Clicks", "Day"],
        [7, "2026-01-31"],
        [8, "2026-02-01"],
        [15, "Total"],
    ]

    table = preview(RawTable(iter([rows]), typed=True, partial=True, total_rows=4), limit=100)

    assert table.rows[-1] == [15, "Total"]
