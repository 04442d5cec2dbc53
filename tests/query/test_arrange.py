"""Tables sorted by a date: the same rows, in an order that is always the same."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cashstage.core.errors import Unavailable
from cashstage.ingest.parquet import write_table
from cashstage.query.arrange import arrange
from cashstage.query.engine import Engine
from cashstage.schema.column import Column, ColumnType, Role

DAYS = [date(2026, 3, 2), None, date(2026, 3, 1), date(2026, 3, 2), date(2026, 2, 28)]


def table_of(rows: int) -> tuple[list[Column], list[pa.Array]]:
    """A column of each type, nulls and odd values among them."""
    moments = [datetime(2026, 3, 1, 9, 30, 0, 1, UTC).replace(tzinfo=None), None]
    values: dict[ColumnType, list[object]] = {
        ColumnType.DATE: list(DAYS),
        ColumnType.INTEGER: [2**62, -1, None],
        ColumnType.NUMBER: [0.1, float("nan"), None, -0.0, float("inf")],
        ColumnType.BOOLEAN: [True, None, False],
        ColumnType.DATETIME: list(moments),
        ColumnType.TIME: [time(9, 30, 0, 1), None],
        ColumnType.TEXT: ["it's", "", None, "ünïcode \N{PILE OF POO}"],
    }
    columns = [
        Column(f"c{place}", kind, kind, Role.DIMENSION)
        for place, kind in enumerate(values, start=1)
    ]
    arrays = [pa.array([each[row % len(each)] for row in range(rows)]) for each in values.values()]
    return columns, arrays


def stored(folder: Path, columns: list[Column], values: list[pa.Array]) -> Path:
    """The table as ingestion writes it."""
    path = folder / "object"
    write_table(columns, values, len(values[0]), path, lambda done, total: None)
    return path


def arranged(tmp_path: Path, source: Path, name: str = "sorted", column: str = "c1") -> Path:
    path = tmp_path / name
    arrange(source, path, column)
    return path


def test_every_value_stays_and_rows_of_a_day_keep_their_order(tmp_path: Path) -> None:
    source = stored(tmp_path, *table_of(1000))
    path = arranged(tmp_path, source)

    before, after = pq.read_table(source), pq.read_table(path)
    wanted = sorted(
        range(1000), key=lambda row: (DAYS[row % 5] is None, DAYS[row % 5] or date.max, row)
    )
    assert after.schema.types == before.schema.types
    # NaN is no equal of itself.
    assert repr(after.to_pylist()) == repr(before.take(wanted).to_pylist())


def test_the_same_table_gives_the_same_bytes(tmp_path: Path) -> None:
    source = stored(tmp_path, *table_of(300_000))
    paths = [arranged(tmp_path, source, name) for name in ("a", "b")]

    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_question_about_a_time_reads_a_part_of_it(tmp_path: Path) -> None:
    days = [date(2024, 1, 1) + timedelta(days=row * 7919 % 730) for row in range(400_000)]
    columns = [Column("c1", "Day", ColumnType.DATE, Role.DIMENSION)]
    path = arranged(tmp_path, stored(tmp_path, columns, [pa.array(days)]))

    groups = [
        pq.ParquetFile(path).metadata.row_group(place).column(0).statistics for place in range(4)
    ]
    assert [each.max for each in groups[:-1]] <= [each.min for each in groups[1:]]
    engine = Engine(tmp_path)
    count = "SELECT count(*) AS n FROM read_parquet($o) WHERE c1 < DATE '2024-01-11'"
    assert engine.run(count, {"o": str(path)}).to_pylist() == [
        {"n": sum(day < date(2024, 1, 11) for day in days)}
    ]
    engine.close()


def test_what_can_not_be_sorted_is_said(tmp_path: Path) -> None:
    source = tmp_path / "it's no 'table"
    source.write_bytes(b"no table")
    with pytest.raises(Unavailable, match="can't be sorted"):
        arrange(source, tmp_path / "sorted", "c1")
    with pytest.raises(Unavailable, match="can't be sorted"):
        arrange(stored(tmp_path, *table_of(10)), tmp_path / "sorted", 'c99" --')
