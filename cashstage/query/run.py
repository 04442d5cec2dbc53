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

from cashstage.metrics.formula import mentions_today
from cashstage.query.answer import SnapshotRef, Tables, complete, render, values
from cashstage.query.cache import BoundedMemory, ResultCache, SingleFlight
from cashstage.query.compile import Compiled, Statement, compile_query, rows_statement
from cashstage.query.parameters import Parameters
from cashstage.query.periods import QueryContext, today_of, zone_of
from cashstage.query.relation import OBJECT_PARAMETER, Relation, Run
from cashstage.query.resolve import resolve
from cashstage.query.resolved import ResolvedQuery
from cashstage.query.spec import FormulaMetric, QuerySpec
from cashstage.schema.column import Column
from cashstage.snapshots.tables import SqlEngine

__all__ = ["Answer", "QuerySource", "SnapshotRef", "answer", "explain", "read_rows"]

_SHAPE = "4"
"""Raised whenever answers change their form, so that a new version never serves an old one's."""

_PARAMETER = re.compile(r"\$(\w+)")
_PLANS_BYTES = 16 * 1024 * 1024
_PLAN_BYTES = 16 * 1024
"""About what a plan takes besides its SQL."""

_flights = SingleFlight()
_plans: BoundedMemory[bytes, tuple[ResolvedQuery, Compiled]] = BoundedMemory(_PLANS_BYTES)


@dataclass(frozen=True, slots=True)
class QuerySource:
    """What can be asked, at one moment: a data source at one snapshot, or several read as one.

    `columns` are today's; `paths` fetch the objects that the relation reads into the local cache
    when they are needed, by the parameter that a path is bound to. `compared` is the same at the
    moment that the question compares with; its parameters have other names.
    """

    columns: Sequence[Column]
    relation: Relation
    snapshots: tuple[SnapshotRef, ...]
    paths: Mapping[str, Callable[[], Path]]
    compared: QuerySource | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, and how.

    `etag` is strong and quoted, equal for equal questions over equal content.
    """

    rendered: bytes
    snapshots: tuple[SnapshotRef, ...]
    etag: str
    cache: Literal["hit", "miss"]
    elapsed_ms: float
    compared: tuple[SnapshotRef, ...] = ()

    @property
    def body(self) -> bytes:
        """Columnar JSON."""
        return complete(
            self.rendered,
            self.snapshots,
            elapsed_ms=self.elapsed_ms,
            cache=self.cache,
            compared=self.compared,
        )


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
    plan_key = _plan_key(spec, source, context)
    key = _key(plan_key, source)
    rendered = cache.get(key)
    hit = rendered is not None
    if rendered is None:
        rendered = _flights.run(key, lambda: _compute(spec, source, context, engine, plan_key))
        cache.put(key, rendered)
    return Answer(
        rendered=rendered,
        snapshots=source.snapshots,
        etag=f'"{key[:32]}"',
        cache="hit" if hit else "miss",
        elapsed_ms=(time.perf_counter() - started) * 1000,
        compared=source.compared.snapshots if source.compared else (),
    )


def explain(spec: QuerySpec, source: QuerySource, context: QueryContext) -> str:
    """The SQL of the rows, in DuckDB's dialect, with named parameters."""
    query = resolve(spec, source.columns, context)
    return compiled(query, source, pretty=True).rows.sql


def compiled(query: ResolvedQuery, source: QuerySource, *, pretty: bool = False) -> Compiled:
    """The question's statements over the source, and over what it is compared with."""
    return compile_query(
        query,
        source.columns,
        source.relation,
        compared=source.compared.relation if source.compared else None,
        pretty=pretty,
    )


def run_statement(engine: SqlEngine, statement: Statement, source: QuerySource) -> pa.Table:
    """The statement's result; objects are fetched when it reads them."""
    places = {**source.paths, **(source.compared.paths if source.compared else {})}
    read = set(_PARAMETER.findall(statement.sql))
    paths = {name: str(path()) for name, path in places.items() if name in read}
    return engine.run(statement.sql, {**statement.parameters, **paths})


def read_rows(
    engine: SqlEngine, path: Path, columns: Sequence[Column], *, limit: int, offset: int
) -> list[list[Any]]:
    """Rows as the snapshot holds them, in the order of the sheet; values as JSON can hold them."""
    statement = rows_statement(columns, limit=limit, offset=offset)
    table = engine.run(statement.sql, {**statement.parameters, OBJECT_PARAMETER: str(path)})
    return [list(row) for row in zip(*(values(each) for each in table.columns), strict=True)]


def _compute(
    spec: QuerySpec,
    source: QuerySource,
    context: QueryContext,
    engine: SqlEngine,
    plan_key: bytes,
) -> bytes:
    query, statements = _plan(spec, source, context, plan_key)

    def table(statement: Statement | None) -> pa.Table | None:
        return None if statement is None else run_statement(engine, statement, source)

    tables = Tables(
        rows=run_statement(engine, statements.rows, source),
        totals=table(statements.totals),
        compared_rows=table(statements.compared_rows),
        compared_totals=table(statements.compared_totals),
        subtotals={
            depth: run_statement(engine, each, source)
            for depth, each in statements.subtotals.items()
        },
        pivot_rows=table(statements.pivot_rows),
        pivot_columns=table(statements.pivot_columns),
    )
    return render(query, tables, source.relation.notes(query, runner(engine, source)))


def runner(engine: SqlEngine, source: QuerySource) -> Run:
    """Runs statements that are still trees over the source's objects."""

    def run(select: exp.Select, parameters: Parameters) -> pa.Table:
        statement = Statement(select.sql(dialect="duckdb"), parameters.values)
        return run_statement(engine, statement, source)

    return run


def _plan(
    spec: QuerySpec, source: QuerySource, context: QueryContext, plan_key: bytes
) -> tuple[ResolvedQuery, Compiled]:
    """The question as SQL; a dashboard asks the same of each new snapshot."""
    plan = _plans.get(plan_key)
    if plan is None:
        query = resolve(spec, source.columns, context)
        plan = query, compiled(query, source)
        size = 4 * (len(plan[1].rows.sql) + len(spec.canonical()))
        _plans.put(plan_key, plan, _PLAN_BYTES + size)
    return plan


def _plan_key(spec: QuerySpec, source: QuerySource, context: QueryContext) -> bytes:
    """Hash of all that decides what is computed, whatever the content is."""
    question = spec.model_copy(update={"as_of": None, "time_zone": None})
    if source.compared is not None:
        question = question.model_copy(update={"compare": None})
    is_relative = spec.date_range is not None and spec.date_range.preset is not None
    is_relative |= any(
        isinstance(metric, FormulaMetric) and mentions_today(metric.formula)
        for metric in spec.metrics
    )
    surroundings = [
        _SHAPE,
        zone_of(spec, context).key,
        today_of(spec, context) if is_relative else None,
        context.week_starts_on,
        context.fiscal_year_starts_on,
        context.book.identity,
        source.relation.identity,
        source.compared.relation.identity if source.compared else None,
        list(source.columns),
    ]
    digest = hashlib.sha256(question.canonical())
    digest.update(orjson.dumps(surroundings, option=orjson.OPT_SORT_KEYS))
    return digest.digest()


def _key(plan_key: bytes, source: QuerySource) -> str:
    """Hash of all that an answer depends on; the content of snapshots stands for their moments."""
    compared = source.compared.snapshots if source.compared else ()
    content = [[each.digest for each in moment] for moment in (source.snapshots, compared)]
    return hashlib.sha256(plan_key + orjson.dumps(content)).hexdigest()
