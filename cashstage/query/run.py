"""From a question to its answer: resolved, compiled, run over snapshots, kept."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import orjson
import pyarrow as pa
from sqlglot import exp

from cashstage.query.answer import SnapshotRef, Tables, complete, render, values
from cashstage.query.cache import ResultCache, SingleFlight
from cashstage.query.compile import Statement, compile_query, rows_statement
from cashstage.query.parameters import Parameters
from cashstage.query.periods import QueryContext, today_of, zone_of
from cashstage.query.relation import OBJECT_PARAMETER, Relation, Run
from cashstage.query.resolve import resolve
from cashstage.query.spec import QuerySpec
from cashstage.schema.column import Column
from cashstage.snapshots.tables import SqlEngine

__all__ = ["Answer", "QuerySource", "SnapshotRef", "answer", "explain", "read_rows"]

_SHAPE = "3"
"""Raised whenever answers change their form, so that a new version never serves an old one's."""

_NAMES = re.compile(r"\$(\w+)")

_flights = SingleFlight()


@dataclass(frozen=True, slots=True)
class QuerySource:
    """What can be asked, at one moment: a data source at one snapshot, or several read as one.

    `columns` are today's; `paths` fetch the objects that the relation reads into the local cache
    when they are needed, by the parameter that a path is bound to.
    """

    columns: Sequence[Column]
    relation: Relation
    snapshots: tuple[SnapshotRef, ...]
    paths: Mapping[str, Callable[[], Path]]


@dataclass(frozen=True, slots=True)
class Answer:
    """Columnar JSON; `etag` is strong and quoted, equal for equal questions over equal content."""

    body: bytes
    etag: str
    cache: Literal["hit", "miss"]


def answer(
    spec: QuerySpec,
    source: QuerySource,
    context: QueryContext,
    *,
    engine: SqlEngine,
    cache: ResultCache,
) -> Answer:
    """Answers from the cache, or computes once however many ask at the same time.

    Raises what `resolve` and the engine raise.
    """
    started = time.perf_counter()
    key = _key(spec, source, context)
    rendered = cache.get(key)
    hit = rendered is not None
    if rendered is None:
        rendered = _flights.run(key, lambda: _compute(spec, source, context, engine))
        cache.put(key, rendered)
    word: Literal["hit", "miss"] = "hit" if hit else "miss"
    elapsed_ms = (time.perf_counter() - started) * 1000
    body = complete(rendered, source.snapshots, elapsed_ms=elapsed_ms, cache=word)
    return Answer(body=body, etag=f'"{key[:32]}"', cache=word)


def explain(spec: QuerySpec, source: QuerySource, context: QueryContext) -> str:
    """The SQL of the rows, in DuckDB's dialect, with named parameters."""
    query = resolve(spec, source.columns, context)
    return compile_query(query, source.columns, source.relation, pretty=True).rows.sql


def read_rows(
    engine: SqlEngine, path: Path, columns: Sequence[Column], *, limit: int, offset: int
) -> list[list[Any]]:
    """Rows as the snapshot holds them, in the order of the sheet; values as JSON can hold them."""
    statement = rows_statement(columns, limit=limit, offset=offset)
    table = _run(engine, statement, {OBJECT_PARAMETER: str(path)})
    return [list(row) for row in zip(*(values(each) for each in table.columns), strict=True)]


def _compute(
    spec: QuerySpec, source: QuerySource, context: QueryContext, engine: SqlEngine
) -> bytes:
    query = resolve(spec, source.columns, context)
    compiled = compile_query(query, source.columns, source.relation)
    paths = {name: str(path()) for name, path in source.paths.items()}

    def table(statement: Statement | None) -> pa.Table | None:
        return None if statement is None else _run(engine, statement, paths)

    tables = Tables(
        rows=_run(engine, compiled.rows, paths),
        totals=table(compiled.totals),
        compared_rows=table(compiled.compared_rows),
        compared_totals=table(compiled.compared_totals),
    )
    return render(query, tables, source.relation.notes(query, runner(engine, paths)))


def runner(engine: SqlEngine, paths: Mapping[str, str]) -> Run:
    """Runs statements that are still trees over the objects at these paths."""

    def run(select: exp.Select, parameters: Parameters) -> pa.Table:
        return _run(engine, Statement(select.sql(dialect="duckdb"), parameters.values), paths)

    return run


def _run(engine: SqlEngine, statement: Statement, paths: Mapping[str, str]) -> pa.Table:
    # A question need not read all objects of a blend, and the engine takes no others.
    read = {name: path for name, path in paths.items() if name in _NAMES.findall(statement.sql)}
    return engine.run(statement.sql, {**statement.parameters, **read})


def _key(spec: QuerySpec, source: QuerySource, context: QueryContext) -> str:
    """Hash of all that an answer depends on; the content of snapshots stands for their moments."""
    question = spec.model_copy(update={"as_of": None, "time_zone": None})
    is_relative = spec.date_range is not None and spec.date_range.preset is not None
    surroundings = [
        _SHAPE,
        zone_of(spec, context).key,
        today_of(spec, context) if is_relative else None,
        context.week_starts_on,
        [each.digest for each in source.snapshots],
        source.relation.identity,
        list(source.columns),
    ]
    digest = hashlib.sha256(question.canonical())
    digest.update(orjson.dumps(surroundings, option=orjson.OPT_SORT_KEYS))
    return digest.hexdigest()
