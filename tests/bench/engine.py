"""The query engine, nothing cached, against plain SQL in DuckDB over the same object."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from cashstage.core.ids import new_id
from cashstage.query.engine import THREADS, Engine
from cashstage.query.periods import QueryContext
from cashstage.query.relation import OBJECT_PARAMETER, ObjectRelation
from cashstage.query.run import QuerySource, SnapshotRef, answer
from cashstage.query.spec import parse_query
from tests.bench import campaign_daily
from tests.bench.measure import Line, compare
from tests.bench.questions import QUESTIONS, Question

_REPEAT = 15


class _NoCache:
    """Forgets everything, so that every question is computed."""

    def get(self, key: str) -> None:
        return None

    def put(self, key: str, value: bytes) -> None:
        return None


def lines(folder: Path, rows: int) -> Iterator[Line]:
    """One line for each widget of the reference dashboard."""
    path = folder / "campaign_daily.parquet"
    campaign_daily.write(path, rows)
    source = QuerySource(
        columns=campaign_daily.COLUMNS,
        relation=ObjectRelation({column.key: column.type for column in campaign_daily.COLUMNS}),
        snapshots=(SnapshotRef(new_id(), new_id(), datetime.now(UTC), "0" * 64),),
        paths={OBJECT_PARAMETER: lambda: path},
    )
    engine = Engine(folder)
    with duckdb.connect(":memory:", config={"threads": THREADS}) as plain:
        for question in QUESTIONS:
            yield _line(f"{question.title}, {rows:,} rows", question, engine, source, plain)
    engine.close()


def _line(
    what: str,
    question: Question,
    engine: Engine,
    source: QuerySource,
    plain: duckdb.DuckDBPyConnection,
) -> Line:
    spec = parse_query({"source": str(source.snapshots[0].data_source_id), **question.body})
    context = QueryContext(now=datetime.now(UTC))
    parameters = {"object": str(source.paths[OBJECT_PARAMETER]())}
    return compare(
        what,
        lambda: answer(spec, source, context, engine=engine, cache=_NoCache()),
        "DuckDB",
        lambda: plain.sql(question.sql, params=parameters).fetchall(),
        repeat=_REPEAT,
    )
