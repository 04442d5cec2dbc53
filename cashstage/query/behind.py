"""What is behind a number of an answer: its rows, and the parts that it is reckoned from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from cashstage.query.drill import (
    Cell,
    behind_statements,
    find_metric,
    parts_statement,
    resolve_cell,
)
from cashstage.query.formula_words import aggregates_of, in_words, written
from cashstage.query.outputs import values
from cashstage.query.periods import QueryContext, zone_of
from cashstage.query.resolve import resolve
from cashstage.query.resolved import ResolvedMetric
from cashstage.query.run import QuerySource, run_statement
from cashstage.query.spec import QuerySpec
from cashstage.snapshots.tables import SqlEngine


@dataclass(frozen=True, slots=True)
class Component:
    """An aggregate that a metric is made of, and its value."""

    label: str
    formula: str
    value: Any
    format: str | None


@dataclass(frozen=True, slots=True)
class Parts:
    """A metric's value in a cell, how it comes about, and over how many rows."""

    metric: ResolvedMetric
    value: Any
    formula: str
    words: str
    row_count: int
    components: list[Component]


def read_behind(
    spec: QuerySpec,
    source: QuerySource,
    context: QueryContext,
    cell: Cell,
    *,
    engine: SqlEngine,
    limit: int,
    offset: int,
) -> tuple[list[list[Any]], int]:
    """A page of the rows behind a cell, in the order of the sheet, and how many there are."""
    query = resolve(spec, source.columns, context)
    places = resolve_cell(query, cell, zone_of(spec, context))
    behind = behind_statements(
        query, source.columns, source.relation, places, limit=limit, offset=offset
    )
    table = run_statement(engine, behind.rows, source)
    count = run_statement(engine, behind.count, source).column(0)[0].as_py()
    return [list(row) for row in zip(*(values(each) for each in table.columns), strict=True)], count


def read_parts(
    spec: QuerySpec,
    source: QuerySource,
    context: QueryContext,
    cell: Cell,
    name: str | None,
    *,
    engine: SqlEngine,
) -> Parts:
    """What a metric is made of in a cell; the first metric without a name."""
    query = resolve(spec, source.columns, context)
    metric = find_metric(query, name)
    places = resolve_cell(query, cell, zone_of(spec, context))
    statement = parts_statement(query, source.columns, source.relation, places, metric)
    table = run_statement(engine, statement, source)
    value, rows, *held = [values(each)[0] for each in table.columns]
    names = {column.key: column.name for column in source.columns}
    formats = {column.key: column.format for column in source.columns}
    components = [
        Component(
            label=in_words(tree, names),
            formula=written(tree, names),
            value=each,
            format=_format_of(tree, formats),
        )
        for tree, each in zip(aggregates_of(metric.tree), held, strict=True)
    ]
    return Parts(
        metric=metric,
        value=value,
        formula=metric.formula or written(metric.tree, names),
        words=in_words(metric.tree, names),
        row_count=rows,
        components=components,
    )


def _format_of(tree: exp.Expr, formats: Mapping[str, str | None]) -> str | None:
    """An amount keeps its column's format; a count is only a number."""
    inner = tree.this
    return (
        formats.get(inner.name)
        if isinstance(inner, exp.Column) and not isinstance(tree, exp.Count)
        else None
    )
