"""Spec to resolved: names become columns, presets become days, defaults become explicit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cashstage.core.errors import InvalidInput
from cashstage.metrics.naming import ColumnNames, did_you_mean
from cashstage.query.conditions import resolve_filter
from cashstage.query.given import filled_filter
from cashstage.query.having import resolve_having
from cashstage.query.periods import QueryContext, today_of, zone_of
from cashstage.query.resolve_days import resolve_compared, resolve_range
from cashstage.query.resolve_dimensions import resolve_dimensions, resolve_top
from cashstage.query.resolve_metrics import default_aggregation, resolve_metrics
from cashstage.query.resolve_order import resolve_sort
from cashstage.query.resolved import ResolvedDimension, ResolvedMetric, ResolvedQuery
from cashstage.query.spec import MAX_LIMIT, OtherMoment, QuerySpec
from cashstage.schema.column import Column

__all__ = ["QueryContext", "default_aggregation", "resolve"]

MAX_SUBTOTALS = 5


def resolve(spec: QuerySpec, columns: Sequence[Column], context: QueryContext) -> ResolvedQuery:
    """Settles a question against a source's columns.

    Raises InvalidInput (with the place as `field`) for a name that is not there, an operator or
    aggregation that does not fit a column, an unknown time zone; FormulaError for a formula.
    """
    names, zone = ColumnNames(columns), zone_of(spec, context)
    plain = resolve_dimensions(spec.dimensions, names, zone)
    taken = {dimension.name for dimension in plain}
    metrics = tuple(resolve_metrics(spec.metrics, names, context.book, taken, spec.parameters))
    dimensions = _with_leaders(spec, plain, metrics)
    pivot = _pivot(spec, dimensions, names)
    date_column, days = resolve_range(spec, names, context)
    filters = having = None
    if spec.filters is not None:
        tree = filled_filter(spec.filters, spec.parameters, "filters")
        filters = resolve_filter(tree, names, zone)
    if spec.having is not None:
        tree = filled_filter(spec.having, spec.parameters, "having")
        having = resolve_having(tree, metrics, len(dimensions), zone)
    return ResolvedQuery(
        dimensions=dimensions,
        metrics=metrics,
        filters=filters,
        date_column=date_column,
        days=days,
        compared=resolve_compared(spec, date_column, days, context),
        sort=resolve_sort(spec.sort, dimensions, metrics, names, across=pivot),
        limit=spec.limit or MAX_LIMIT,
        totals=spec.totals,
        week_starts_on=context.week_starts_on,
        fiscal_year_starts_on=context.fiscal_year_starts_on,
        having=having,
        compares_moment=spec.compare is not None and isinstance(spec.compare.to, OtherMoment),
        subtotals=_subtotals(spec),
        pivot=pivot,
        today=today_of(spec, context),
    )


def _with_leaders(
    spec: QuerySpec, plain: Sequence[ResolvedDimension], metrics: Sequence[ResolvedMetric]
) -> tuple[ResolvedDimension, ...]:
    return tuple(
        dimension
        if asked.top is None
        else replace(
            dimension, top=resolve_top(asked.top, dimension, metrics, f"dimensions.{index}.top")
        )
        for index, (asked, dimension) in enumerate(zip(spec.dimensions, plain, strict=True))
    )


def _subtotals(spec: QuerySpec) -> bool:
    if spec.subtotals and len(spec.dimensions) > MAX_SUBTOTALS + 1:
        raise InvalidInput(
            f"Subtotals go {MAX_SUBTOTALS} dimensions deep; this query has"
            f" {len(spec.dimensions)} dimensions.",
            next_step="Group by fewer fields.",
            field="subtotals",
        )
    return spec.subtotals and bool(spec.metrics) and len(spec.dimensions) > 1


def _pivot(
    spec: QuerySpec, dimensions: Sequence[ResolvedDimension], names: ColumnNames
) -> tuple[int, ...]:
    """Positions of the dimensions that become columns, in the order asked."""
    if spec.pivot and not spec.metrics:
        raise InvalidInput("A pivot needs a metric to show.", field="pivot")
    found: dict[int, None] = {}
    known = {dimension.name.casefold(): at for at, dimension in enumerate(dimensions)}
    headers = {column.key: column.name for column in names.columns}
    for index, name in enumerate(spec.pivot):
        position = known.get(headers.get(name, name).casefold())
        if position is None:
            near = did_you_mean(name, [dimension.name for dimension in dimensions])
            raise InvalidInput(
                f"The query has no dimension “{name}” to pivot.{near}", field=f"pivot.{index}"
            )
        found[position] = None
    return tuple(found)
