"""Parquet files come through without a digit lost."""
# ruff: noqa: DTZ001 - files know no time zone

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cashstage.connectors.file_upload import open_file
from cashstage.core.errors import UnreadableData
from cashstage.ingest.normalise import Known
from cashstage.ingest.run import IngestedTable, ingest
from tests.ingest.test_run import rows_of


def read(tmp_path: Path, **columns: Any) -> IngestedTable:
    path = tmp_path / "upload"
    pq.write_table(pa.table(columns), path)
    return ingest(
        open_file(path), Known(), first_free_key=1, directory=tmp_path, progress=lambda *_: None
    )


def test_every_plain_type_keeps_its_values(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        day=pa.array([date(2026, 3, 1)]),
        seen=pa.array([datetime(2026, 3, 1, 10, 30, tzinfo=UTC)], pa.timestamp("ns", tz="UTC")),
        at=pa.array([time(9, 30)], pa.time64("us")),
        cost=pa.array([Decimal("1234.56")], pa.decimal128(12, 2)),
        clicks=pa.array([3], pa.int32()),
        channel=pa.array(["Search"]).dictionary_encode(),
        active=pa.array([True]),
        share=pa.array([0.25], pa.float32()),
    )

    assert rows_of(table) == [
        (date(2026, 3, 1), datetime(2026, 3, 1, 10, 30), time(9, 30), 1234.56, 3, "Search", True,
         0.25)
    ]  # fmt: skip


def test_long_identifiers_never_pass_through_a_float(tmp_path: Path) -> None:
    numbers = [120_330_000_000_000_001, 120_330_000_000_000_002]
    table = read(tmp_path, campaign_id=pa.array(numbers), cost=pa.array([1.0, 2.0]))

    assert [row[0] for row in rows_of(table)] == [str(number) for number in numbers]


def test_what_is_no_number_is_counted(tmp_path: Path) -> None:
    table = read(tmp_path, day=["a", "b", "c"], cost=pa.array([1.5, float("nan"), float("inf")]))

    assert [row[1] for row in rows_of(table)] == [1.5, None, None]
    assert table.report.cells_nulled == {"cost": {"error": 2}}


def test_nested_columns_are_left_out_and_named(tmp_path: Path) -> None:
    table = read(tmp_path, day=["a"], tags=pa.array([["x", "y"]]))

    assert [column.name for column in table.columns] == ["day"]
    assert table.report.notes == ["The column tags holds lists or records, and was left out."]


@pytest.mark.parametrize("damage", [b"PAR1", b"PAR1" + bytes(100) + b"PAR1"])
def test_a_damaged_file_is_refused(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "upload").write_bytes(damage)

    with pytest.raises(UnreadableData, match="damaged"):
        open_file(tmp_path / "upload")
