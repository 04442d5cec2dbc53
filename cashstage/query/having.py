"""Conditions on groups: a metric of the question stands where a filter has a column."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlglot import exp

from cashstage.core.errors import InvalidInput
from cashstage.metrics.functions.windows import Windowed
from cashstage.metrics.kinds import Kind
from cashstage.metrics.naming import ColumnNames, did_you_mean
from cashstage.query.conditions import resolve_filter
from cashstage.query.resolved import ResolvedFilter, ResolvedMetric
from cashstage.query.spec import Filter
from cashstage.schema.column import Column, ColumnType, Role

_TYPES = {
    Kind.NUMBER: ColumnType.NUMBER,
    Kind.TEXT: ColumnType.TEXT,
    Kind.BOOLEAN: ColumnType.BOOLEAN,
    Kind.DATE: ColumnType.DATE,
    Kind.DATETIME: ColumnType.DATETIME,
    Kind.TIME: ColumnType.TIME,
    Kind.UNKNOWN: ColumnType.NUMBER,
}


class _MetricNames(ColumnNames):
    """The metrics of a question as if they were columns, keyed by their output."""

    def __init__(self, columns: Sequence[Column], metrics: Sequence[ResolvedMetric]) -> None:
        super().__init__(columns)
        self._metrics = {
            column.key: metric for column, metric in zip(columns, metrics, strict=True)
        }

    def find(self, name: str) -> Column:
        for column in self.columns:
            if column.name.casefold() == name.casefold():
                refuse_window(self._metrics[column.key])
                return column
        known = [column.name for column in self.columns]
        raise InvalidInput(
            f"The query has no metric “{name}”.{did_you_mean(name, known)}",
            next_step="A condition on groups names one of the query's metrics.",
        )


class Outputs:
    """A select's own outputs, read in its HAVING by their aliases."""

    def read(self, column: Column) -> exp.Expr:
        """The output."""
        return exp.column(column.key)


def resolve_having(
    tree: Filter, metrics: Sequence[ResolvedMetric], dimensions: int, zone: ZoneInfo
) -> ResolvedFilter:
    """The condition over outputs `v{dimensions}` and following; InvalidInput names the place."""
    columns = [
        Column(
            output_key(dimensions + position),
            metric.name,
            _TYPES[metric.kind],
            Role.METRIC,
            metric.semantic_type,
            metric.format,
        )
        for position, metric in enumerate(metrics)
    ]
    return resolve_filter(tree, _MetricNames(columns, metrics), zone, "having")


def refuse_window(metric: ResolvedMetric) -> None:
    """What looks at other groups is worked out after it is known which groups there are."""
    if metric.tree.find(Windowed) is not None:
        raise InvalidInput(
            f"“{metric.name}” looks at the other groups, so it can't choose among them.",
            next_step="Use the metric that it is made of.",
        )


def output_key(position: int) -> str:
    """The alias of an output, by its place among dimensions, then metrics."""
    return f"v{position}"
