"""The query engine as a web process uses it, nothing kept, against DuckDB over the same file."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import psutil

from cashstage.core.ids import new_id
from cashstage.query.arrange import arrange
from cashstage.query.engine import THREADS
from cashstage.query.engine_pool import EnginePool
from cashstage.query.periods import QueryContext
from cashstage.query.relation import OBJECT_PARAMETER, ObjectRelation
from cashstage.query.run import QuerySource, SnapshotRef, answer
from cashstage.query.spec import QuerySpec, parse_query
from tests.bench import campaign_daily
from tests.bench.measure import Line, medians, memory_of, milliseconds
from tests.bench.questions import QUESTIONS

_REPEAT = 15
_SPECS = [parse_query({"source": str(new_id()), **each.body}) for each in QUESTIONS]


class _NoCache:
    """Forgets everything, so that every question is computed."""

    def get(self, key: str) -> None:
        return None

    def put(self, key: str, value: bytes) -> None:
        return None


def lines(folder: Path, rows: int) -> Iterator[Line]:
    """The twelve widgets of the reference dashboard, each alone, one after another, and at once."""
    stored, copy = folder / "campaign_daily.parquet", folder / "campaign_daily.sorted"
    campaign_daily.write(stored, rows)
    began = time.perf_counter()
    arrange(stored, copy, "c1")
    yield Line(f"Sort a copy of {rows:,} rows", milliseconds(time.perf_counter() - began))
    engine = EnginePool(folder)
    with (
        duckdb.connect(":memory:", config={"threads": THREADS}) as plain,
        ThreadPoolExecutor(len(QUESTIONS)) as readers,
    ):
        yield from _one_by_one(f"{rows:,} rows", _asking(engine, copy), plain, copy)
        for what, path in (("sorted copies", copy), ("objects as stored", stored)):
            ask = _asking(engine, path)
            at_once = medians(lambda ask=ask: list(readers.map(ask, _SPECS)), repeat=_REPEAT)[0]  # type: ignore[misc]
            yield Line(f"All twelve at once, {rows:,} rows, {what}", milliseconds(at_once))
    engines = psutil.Process().children()
    yield Line(f"Memory of {len(engines)} engine processes after that", memory_of(engines))
    engine.close()


def _one_by_one(
    rows: str, ask: Callable[[QuerySpec], object], plain: duckdb.DuckDBPyConnection, path: Path
) -> Iterator[Line]:
    ours, theirs = [], []
    for question, spec in zip(QUESTIONS, _SPECS, strict=True):
        our_time, their_time = medians(
            lambda spec=spec: ask(spec),  # type: ignore[misc]
            lambda sql=question.sql: plain.sql(sql, params={"object": str(path)}).fetchall(),  # type: ignore[misc]
            repeat=_REPEAT,
        )
        ours.append(our_time)
        theirs.append(their_time)
        yield _beside(f"{question.title}, {rows}", our_time, their_time)
    yield _beside(f"Sum of the twelve, {rows}", sum(ours), sum(theirs))
    each = statistics.median(mine / other for mine, other in zip(ours, theirs, strict=True))
    yield Line(f"Median of the twelve ratios, {rows}", "", "", f"{each:.2f}x")


def _beside(what: str, ours: float, theirs: float) -> Line:
    ratio = f"{ours / theirs:.2f}x"
    return Line(what, milliseconds(ours), f"DuckDB {milliseconds(theirs)}", ratio)


def _asking(engine: EnginePool, path: Path) -> Callable[[QuerySpec], object]:
    source = QuerySource(
        columns=campaign_daily.COLUMNS,
        relation=ObjectRelation({column.key: column.type for column in campaign_daily.COLUMNS}),
        snapshots=(SnapshotRef(new_id(), new_id(), datetime.now(UTC), "0" * 64),),
        paths={OBJECT_PARAMETER: lambda: path},
    )
    context, cache = QueryContext(now=datetime.now(UTC)), _NoCache()
    return lambda spec: answer(spec, source, context, engine=engine, cache=cache)
