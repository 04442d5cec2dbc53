"""The profile of a table, against DuckDB's own summary of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from cashstage.query.engine import THREADS, Engine
from cashstage.snapshots.profile import profile
from cashstage.snapshots.tables import SnapshotTable
from tests.bench import campaign_daily
from tests.bench.measure import Line, compare

_REPEAT = 5
_SUMMARY = "SUMMARIZE SELECT * FROM read_parquet($file)"


def lines(folder: Path, rows: int) -> Iterator[Line]:
    """Every statistic of every column, histograms and gaps included."""
    columns = campaign_daily.COLUMNS
    table = SnapshotTable(folder / "profiled", {each.key: each.type for each in columns})
    campaign_daily.write(table.path, rows)
    engine = Engine(folder)
    with duckdb.connect(":memory:", config={"threads": THREADS}) as plain:
        yield compare(
            f"Profile {rows:,} × {len(columns)}",  # noqa: RUF001 - as people write a size
            lambda: profile(engine, table),
            "SUMMARIZE",
            lambda: plain.execute(_SUMMARY, {"file": str(table.path)}).fetchall(),
            repeat=_REPEAT,
        )
    engine.close()
