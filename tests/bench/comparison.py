"""Two snapshots of which one row in fifty differs, against a bare join by key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cashstage.query.engine import THREADS, Engine
from cashstage.snapshots.diff import SnapshotTable, diff, propose_key, restatements
from tests.bench import campaign_daily
from tests.bench.measure import Line, compare, medians, milliseconds

_REPEAT = 5
_EVERY = 50
_KEY = ("c1", "c2", "c3", "c4", "c5")
_JOIN = """
SELECT count(*) FROM read_parquet($before) AS b FULL JOIN read_parquet($after) AS a
ON b.c1 = a.c1 AND b.c2 = a.c2 AND b.c3 = a.c3 AND b.c4 = a.c4 AND b.c5 = a.c5
WHERE b.c6 IS DISTINCT FROM a.c6 OR b.c7 IS DISTINCT FROM a.c7 OR b.c8 IS DISTINCT FROM a.c8
   OR b.c9 IS DISTINCT FROM a.c9 OR b.c10 IS DISTINCT FROM a.c10
"""


def lines(folder: Path, rows: int) -> Iterator[Line]:
    """The first page of a diff, the days that were restated, and the proposal of a key."""
    before, after = (
        SnapshotTable(path, {column.key: column.type for column in campaign_daily.COLUMNS})
        for path in (folder / "compared_before", folder / "compared_after")
    )
    campaign_daily.write(before.path, rows)
    _write_changed(before.path, after.path)
    engine = Engine(folder)
    paths = {"before": str(before.path), "after": str(after.path)}
    with duckdb.connect(":memory:", config={"threads": THREADS}) as plain:
        yield compare(
            f"Compare two snapshots of {rows:,} rows",
            lambda: diff(engine, before, after, _KEY, limit=50),
            "join by key",
            lambda: plain.execute(_JOIN, paths).fetchall(),
            repeat=_REPEAT,
        )
    for what, work in (
        ("Restated days of the two", lambda: restatements(engine, before, after, _KEY, "c1")),
        (
            f"Propose a key for {rows:,} rows",
            lambda: propose_key(engine, before.path, campaign_daily.COLUMNS),
        ),
    ):
        yield Line(what, milliseconds(medians(work, repeat=_REPEAT)[0]))
    engine.close()


def _write_changed(source: Path, destination: Path) -> None:
    table = pq.read_table(source)
    places = pa.array(range(table.num_rows))
    chosen = pc.equal(pc.subtract(places, pc.multiply(pc.divide(places, _EVERY), _EVERY)), 0)
    cost = pc.if_else(chosen, pc.add(table["c8"], 1.0), table["c8"])
    changed = table.set_column(table.column_names.index("c8"), "c8", cost)
    pq.write_table(changed, destination, compression="zstd", row_group_size=122_880)
