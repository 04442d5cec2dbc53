"""What each value of a dimension has of a metric's numerator and denominator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import isfinite
from typing import Any

from sqlglot import exp

from cashstage.core.errors import InvalidInput
from cashstage.metrics.effects import ZERO, Parts, Portion, parts_of
from cashstage.metrics.kinds import Kind
from cashstage.query.answer import values
from cashstage.query.compile import compile_query
from cashstage.query.periods import QueryContext
from cashstage.query.resolve import resolve
from cashstage.query.resolved import ResolvedMetric
from cashstage.query.run import QuerySource
from cashstage.query.spec import MAX_LIMIT, QuerySpec
from cashstage.schema.column import Column
from cashstage.snapshots.tables import SqlEngine


@dataclass(frozen=True, slots=True)
class Portions:
    """A period's portions by value, as JSON can hold it, and the metric they are of.

    `weight` names the columns of the denominator.
    """

    metric: ResolvedMetric
    parts: Parts
    by_value: dict[Any, Portion]
    weight: str | None = None


def portions(
    spec: QuerySpec, source: QuerySource, context: QueryContext, *, engine: SqlEngine
) -> Portions:
    """The portions of a question with one dimension and one metric.

    Raises InvalidInput for a metric that is no sum and no ratio of sums.
    """
    query = resolve(spec, source.columns, context)
    metric = query.metrics[0]
    parts = parts_of(metric.tree)
    if parts is None:
        raise InvalidInput(
            f"{metric.label} is neither a sum nor a ratio of two sums, so its change has no exact"
            " parts.",
            next_step="Choose a metric such as cost, CPA or ROAS.",
            field="metric",
        )
    trees = [parts.numerator, *([parts.denominator] if parts.denominator is not None else [])]
    metrics = tuple(
        ResolvedMetric(f"part{number}", metric.label, tree, Kind.NUMBER, None, None)
        for number, tree in enumerate(trees)
    )
    query = replace(query, metrics=metrics, sort=(), limit=MAX_LIMIT, totals=False)
    statement = compile_query(query, source.columns, source.relation).rows
    paths = {name: str(path()) for name, path in source.paths.items()}
    table = engine.run(statement.sql, {**statement.parameters, **paths})
    if table.num_rows >= MAX_LIMIT:
        raise InvalidInput(
            f"There are {MAX_LIMIT} values or more to split by.",
            next_step="Choose a field with fewer values, or filter.",
            field="dimension",
        )
    keys, *amounts = (values(column) for column in table.columns)
    rows = zip(keys, *amounts, strict=True)
    by_value = {key: Portion(*map(_exact, each)) for key, *each in rows}
    return Portions(metric, parts, by_value, _weight(parts, source.columns))


def _weight(parts: Parts, columns: Sequence[Column]) -> str | None:
    if parts.denominator is None:
        return None
    names = {column.key: column.name for column in columns}
    found = [names[each.name] for each in parts.denominator.find_all(exp.Column)]
    return " and ".join(dict.fromkeys(found)) or "rows"


def _exact(value: Any) -> Fraction:
    """A missing amount is none; floats are the fractions that they stand for."""
    if value is None or (isinstance(value, float) and not isfinite(value)):
        return ZERO
    return Fraction(value)
