"""Ingesting whole tables: the rows that are kept, keys, the report, and one file per content."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cashstage.connectors.base import CellFormat, ColumnFormat, RawCell, RawTable
from cashstage.connectors.file_upload.delimited import open_csv
from cashstage.core.errors import UnreadableData
from cashstage.ingest.normalise import Known
from cashstage.ingest.run import IngestedTable, ingest
from cashstage.schema.column import Column, ColumnType, Role

Chunks = Iterator[list[Sequence[RawCell]]]
HEADER = ["Day", "Campaign", "Clicks", "Cost"]
ROWS: list[list[RawCell]] = [
    ["2024-01-31", "Brand", "1,200", "$10.50"],
    ["2024-02-01", "Generic", "30", "$7"],
]


def raw(*rows: Sequence[RawCell], chunk: int = 1000, **options: Any) -> RawTable:
    parts = (list(rows[start : start + chunk]) for start in range(0, len(rows), chunk))
    return RawTable(chunks=parts, typed=True, **options)


def run(
    table: RawTable, directory: Path, known: Sequence[Column] = (), first_free_key: int = 1
) -> IngestedTable:
    return ingest(
        table,
        Known(known, frozenset(column.key for column in known)),
        first_free_key=first_free_key,
        directory=directory,
        progress=lambda done, total: None,
    )


def rows_of(table: IngestedTable) -> list[tuple[Any, ...]]:
    stored = pq.read_table(table.path)
    assert stored.column_names == [column.key for column in table.columns]
    return list(zip(*(column.to_pylist() for column in stored.columns), strict=True))


def test_a_table_becomes_a_parquet_file_named_by_its_content(tmp_path: Path) -> None:
    table = run(raw(HEADER, *ROWS, origin={"title": "Ads"}), tmp_path)

    content = table.path.read_bytes()
    assert table.digest == hashlib.sha256(content).hexdigest()
    assert table.byte_size == len(content)
    assert table.row_count == 2
    assert [(column.key, column.name, column.type) for column in table.columns] == [
        ("c1", "Day", ColumnType.DATE),
        ("c2", "Campaign", ColumnType.TEXT),
        ("c3", "Clicks", ColumnType.INTEGER),
        ("c4", "Cost", ColumnType.NUMBER),
    ]
    assert rows_of(table) == [
        (date(2024, 1, 31), "Brand", 1200, 10.5),
        (date(2024, 2, 1), "Generic", 30, 7.0),
    ]
    assert table.report.as_json() == {
        "rows_read": 2,
        "rows_kept": 2,
        "rows_dropped": {},
        "cells_nulled": {},
        "notes": [],
        "origin": {"title": "Ads"},
    }


def test_physical_types_are_fixed(tmp_path: Path) -> None:
    header = ["A day", "B moment", "C clock", "D whole", "E number", "F truth", "G text"]
    row = ["2024-01-31", "2024-01-31 10:30", "10:30", "1", "1.5", "yes", "x"]

    table = run(raw(header, row), tmp_path)

    assert pq.read_schema(table.path).types == [
        pa.date32(),
        pa.timestamp("us"),
        pa.time64("us"),
        pa.int64(),
        pa.float64(),
        pa.bool_(),
        pa.string(),
    ]


def test_the_same_cells_give_the_same_bytes_however_they_arrive(tmp_path: Path) -> None:
    body = [["Brand", str(number % 7), ""] for number in range(500)]
    digests = {
        run(raw(["Campaign", "Clicks", "Note"], *body, chunk=chunk), tmp_path).digest
        for chunk in (1, 7, 61, 1000)
    }
    padded = [[" Brand", number, None] for _, number, _ in body]

    assert len(digests) == 1
    assert run(raw(["Campaign", "Clicks", "Note"], *padded), tmp_path).digest in digests


def test_one_changed_cell_changes_the_digest(tmp_path: Path) -> None:
    one = run(raw(HEADER, *ROWS), tmp_path).digest
    other = run(raw(HEADER, ROWS[0], [*ROWS[1][:3], "$8"]), tmp_path).digest

    assert one != other


def test_blank_rows_are_dropped_and_counted(tmp_path: Path) -> None:
    table = run(raw(HEADER, ROWS[0], [], ["", None, "  "], ROWS[1], [None]), tmp_path)

    assert table.row_count == 2
    assert table.report.rows_read == 5
    assert table.report.rows_dropped == {"blank": 3}


def test_nulled_cells_are_counted_by_column_and_reason(tmp_path: Path) -> None:
    table = run(raw(HEADER, *ROWS, ["2024-02-02", "--", "#N/A", "$1"]), tmp_path)

    assert rows_of(table)[2] == (date(2024, 2, 2), None, None, 1.0)
    assert table.report.cells_nulled == {"Campaign": {"placeholder": 1}, "Clicks": {"error": 1}}


def test_rows_above_the_header_are_left_out_and_told(tmp_path: Path) -> None:
    table = run(raw(["Campaign report"], [], HEADER, *ROWS), tmp_path)

    assert table.row_count == 2
    assert table.report.notes == ["The header is row 3; 2 rows above it were left out."]


def test_a_header_far_below_can_be_set_by_hand(tmp_path: Path) -> None:
    above = [["x", "y", "z", "w"]] * 99

    table = run(raw(*above, HEADER, *ROWS, header_row=100, chunk=10), tmp_path)

    assert table.row_count == 2
    assert [column.name for column in table.columns] == HEADER


def test_without_a_header_columns_are_named_by_their_place(tmp_path: Path) -> None:
    table = run(raw(*ROWS, header_row=0, first_column=3), tmp_path)

    assert [column.name for column in table.columns] == [
        "Column C",
        "Column D",
        "Column E",
        "Column F",
    ]
    assert table.row_count == 2


def test_cells_beyond_the_header_get_a_column(tmp_path: Path) -> None:
    body = [["Brand", "1"]] * 100

    table = run(raw(["Campaign", "Clicks"], *body, ["Brand", "1", "late"], chunk=20), tmp_path)

    assert [(column.key, column.name) for column in table.columns] == [
        ("c1", "Campaign"),
        ("c2", "Clicks"),
        ("c3", "Column C"),
    ]
    assert rows_of(table)[-1] == ("Brand", 1, "late")


def test_nameless_columns_without_content_are_left_out(tmp_path: Path) -> None:
    formats = [None, None, ColumnFormat(CellFormat.PERCENT)]
    rows: list[list[RawCell]] = [["Campaign", "", "Thing", "  "], ["Brand", "", 0.5, None]]

    table = run(raw(*rows, column_formats=formats), tmp_path)

    assert [(column.name, column.format) for column in table.columns] == [
        ("Campaign", None),
        ("Thing", "percent"),
    ]


def test_columns_keep_their_keys_by_name(tmp_path: Path) -> None:
    first = run(raw(HEADER, *ROWS), tmp_path)
    header = ["CLICKS", "New", "Campaign"]

    second = run(raw(header, ["5", "x", "Brand"]), tmp_path, first.columns, first_free_key=9)

    assert [(column.key, column.name) for column in second.columns] == [
        ("c3", "CLICKS"),
        ("c9", "New"),
        ("c2", "Campaign"),
    ]


def test_what_a_person_set_is_kept(tmp_path: Path) -> None:
    known = Column("c7", "Clicks", ColumnType.TEXT, Role.DIMENSION, "reach", None, overridden=True)

    table = run(raw(HEADER, *ROWS), tmp_path, [known], first_free_key=8)

    assert table.columns[2] == known
    assert [row[2] for row in rows_of(table)] == ["1,200", "30"]


def test_a_table_without_rows_keeps_its_types(tmp_path: Path) -> None:
    known = run(raw(HEADER, *ROWS), tmp_path).columns

    table = run(raw(HEADER), tmp_path, known, first_free_key=5)

    assert table.row_count == 0
    assert [column.type for column in table.columns] == [column.type for column in known]
    assert rows_of(table) == []


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "There are no cells with content."),
        ([[], ["", None]], "There are no cells with content."),
        (
            [["2024-01-31", 5], ["2024-02-01", 6]],
            "Row 1 looks like data, so there seems to be no header row.",
        ),
    ],
)
def test_what_is_no_table(rows: list[list[RawCell]], sentence: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableData) as caught:
        run(raw(*rows), tmp_path)

    assert caught.value.detail == sentence
    assert caught.value.next_step


def test_progress_may_cancel(tmp_path: Path) -> None:
    class Cancelled(Exception):
        """Raised by the test's progress."""

    def cancel(done: int, total: int | None) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        ingest(raw(HEADER, *ROWS), Known(), first_free_key=1, directory=tmp_path, progress=cancel)


def test_a_file_of_several_row_groups_is_complete(tmp_path: Path) -> None:
    body: Chunks = ([[number]] * 10_000 for number in range(30))
    head: Chunks = iter([[["Clicks"]]])
    heard: list[tuple[int, int | None]] = []

    table = ingest(
        RawTable(chunks=itertools.chain(head, body), typed=True),
        Known(),
        first_free_key=1,
        directory=tmp_path,
        progress=lambda done, total: heard.append((done, total)),
    )

    stored = pq.read_table(table.path)["c1"].to_pylist()
    assert stored == [number for number in range(30) for _ in range(10_000)]
    assert heard == [(300_000, 300_000)] * 3


def test_an_uploaded_file(tmp_path: Path) -> None:
    path = tmp_path / "upload.csv"
    path.write_text(
        "ad_id;Spent;Clicks\n0815;1.234,50;3\n4711;7,25;\n;;\n", encoding="utf-8", newline=""
    )

    table = run(open_csv(path), tmp_path)

    assert rows_of(table) == [("0815", 1234.5, 3), ("4711", 7.25, None)]
    assert table.report.rows_dropped == {"blank": 1}
    assert table.report.origin == {"encoding": "utf-8", "delimiter": ";"}


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.floats(allow_nan=False, allow_infinity=False), st.integers(0, 2**53), st.text()
        )
    )
)
def test_numbers_and_texts_come_back_exactly(
    tmp_path_factory: pytest.TempPathFactory, body: list[tuple[float, int, str]]
) -> None:
    table = run(raw(["Cost", "Clicks", "Campaign"], *body), tmp_path_factory.getbasetemp())

    stored = rows_of(table)
    assert [row[:2] for row in stored] == [row[:2] for row in body]
