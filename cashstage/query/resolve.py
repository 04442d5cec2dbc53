"""Spec to resolved: names become columns, presets become days, defaults become explicit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlglot import exp

from cashstage.core.errors import FormulaError, InvalidInput
from cashstage.metrics.catalog import bind, find_definition
from cashstage.metrics.formula import read_formula
from cashstage.metrics.kinds import Kind, kind_of
from cashstage.metrics.naming import ColumnNames, did_you_mean
from cashstage.query.conditions import resolve_filter
from cashstage.query.periods import Days, QueryContext, days_before, preset_days, today_of, zone_of
from cashstage.query.resolved import (
    ResolvedDimension,
    ResolvedMetric,
    ResolvedQuery,
    ResolvedSort,
)
from cashstage.query.spec import (
    MAX_LIMIT,
    Aggregation,
    DateRange,
    Dimension,
    Direction,
    FieldMetric,
    FormulaMetric,
    Grain,
    Metric,
    NamedMetric,
    QuerySpec,
    Sort,
)
from cashstage.schema.column import Column, ColumnType
from cashstage.schema.semantic import RATIO_TYPES

__all__ = ["QueryContext", "default_aggregation", "resolve"]

_LABELS = {
    Aggregation.SUM: "{}",
    Aggregation.AVG: "Average {}",
    Aggregation.COUNT: "Count of {}",
    Aggregation.COUNT_DISTINCT: "Distinct {}",
    Aggregation.MIN: "Lowest {}",
    Aggregation.MAX: "Highest {}",
    Aggregation.MEDIAN: "Median {}",
}
_AGGREGATES: dict[Aggregation, type[exp.Expr]] = {
    Aggregation.SUM: exp.Sum,
    Aggregation.AVG: exp.Avg,
    Aggregation.COUNT: exp.Count,
    Aggregation.MIN: exp.Min,
    Aggregation.MAX: exp.Max,
    Aggregation.MEDIAN: exp.Median,
}
_NUMERIC_ONLY = {Aggregation.SUM, Aggregation.AVG, Aggregation.MEDIAN}
_COUNTS = {Aggregation.COUNT, Aggregation.COUNT_DISTINCT}


def resolve(spec: QuerySpec, columns: Sequence[Column], context: QueryContext) -> ResolvedQuery:
    """Settles a question against a source's columns.

    Raises InvalidInput (with the place as `field`) for a name that is not there, an operator or
    aggregation that does not fit a column, an unknown time zone; FormulaError for a formula.
    """
    names = ColumnNames(columns)
    dimensions = tuple(_dimensions(spec.dimensions, names))
    metrics = tuple(_metrics(spec.metrics, names, {dimension.name for dimension in dimensions}))
    date_column, days = _range(spec, names, context)
    filters = None
    if spec.filters is not None:
        filters = resolve_filter(spec.filters, names, zone_of(spec, context))
    return ResolvedQuery(
        dimensions=dimensions,
        metrics=metrics,
        filters=filters,
        date_column=date_column,
        days=days,
        compared=_compared(spec, days, context),
        sort=_sort(spec.sort, dimensions, metrics, names),
        limit=spec.limit or MAX_LIMIT,
        totals=spec.totals,
        week_starts_on=context.week_starts_on,
        today=today_of(spec, context),
    )


def _dimensions(asked: Sequence[Dimension], names: ColumnNames) -> Iterable[ResolvedDimension]:
    taken: set[str] = set()
    for index, dimension in enumerate(asked):
        place = f"dimensions.{index}"
        column = _find(dimension.field, names, place)
        grain = dimension.grain
        if grain is not None and not column.type.temporal:
            raise InvalidInput(f"“{column.name}” is not a date; it has no {grain}s.", field=place)
        if grain is Grain.HOUR and column.type is ColumnType.DATE:
            raise InvalidInput(f"“{column.name}” holds days; it has no hours.", field=place)
        name = _free([column.name, f"{column.name}_{grain or 'value'}"], taken, place)
        bucketed = grain is not None and grain is not Grain.HOUR
        yield ResolvedDimension(
            name=name,
            label=dimension.label or column.name,
            column=column,
            grain=grain,
            type=ColumnType.DATE if bucketed else column.type,
        )


def _metrics(
    asked: Sequence[Metric], names: ColumnNames, taken: set[str]
) -> Iterable[ResolvedMetric]:
    for index, metric in enumerate(asked):
        place = f"metrics.{index}"
        try:
            yield _metric(metric, names, taken, place)
        except FormulaError as error:
            told = {"position": 0, **error.context, "field": place}
            raise FormulaError(error.detail, next_step=error.next_step, **told) from None
        except InvalidInput as error:
            raise InvalidInput(error.detail, next_step=error.next_step, field=place) from None


def _metric(metric: Metric, names: ColumnNames, taken: set[str], place: str) -> ResolvedMetric:
    if isinstance(metric, NamedMetric):
        definition = find_definition(metric.metric)
        bound = bind(definition, names.columns)
        return ResolvedMetric(
            name=_free([definition.name, f"{definition.name}_metric"], taken, place),
            label=metric.label or definition.label,
            tree=bound.formula.tree,
            kind=bound.formula.kind,
            semantic_type=definition.name,
            format=bound.format,
        )
    if isinstance(metric, FormulaMetric):
        formula = read_formula(metric.formula, names.columns)
        name = _free([metric.name], taken, place)
        return ResolvedMetric(
            name, metric.label or metric.name, formula.tree, formula.kind, None, None
        )
    return _field_metric(metric, names, taken, place)


def _field_metric(
    metric: FieldMetric, names: ColumnNames, taken: set[str], place: str
) -> ResolvedMetric:
    column = names.find(metric.field)
    aggregation = metric.aggregation or default_aggregation(column)
    _check_aggregation(column, aggregation)
    key = exp.column(exp.to_identifier(column.key, quoted=True))
    tree: exp.Expr
    if aggregation is Aggregation.COUNT_DISTINCT:
        tree = exp.Count(this=exp.Distinct(expressions=[key]))
    else:
        tree = _AGGREGATES[aggregation](this=key)
    is_count = aggregation in _COUNTS
    wanted = [metric.name] if metric.name else [column.name, f"{column.name}_{aggregation}"]
    return ResolvedMetric(
        name=_free(wanted, taken, place),
        label=metric.label or metric.name or _LABELS[aggregation].format(column.name),
        tree=tree,
        kind=Kind.NUMBER if is_count else kind_of(column.type),
        semantic_type=None if is_count else column.semantic_type,
        format=None if is_count else column.format,
    )


def default_aggregation(column: Column) -> Aggregation:
    """Sum of what adds up, average of what is a ratio already, count of everything else."""
    if not column.type.numeric:
        return Aggregation.COUNT
    if column.semantic_type in RATIO_TYPES or column.format == "percent":
        return Aggregation.AVG
    return Aggregation.SUM


def _check_aggregation(column: Column, aggregation: Aggregation) -> None:
    if aggregation in _NUMERIC_ONLY and not column.type.numeric:
        raise InvalidInput(
            f"“{column.name}” holds {column.type} values, which have no {aggregation}.",
            next_step="Use count, count_distinct, min or max.",
        )
    if aggregation is Aggregation.SUM and column.semantic_type in RATIO_TYPES:
        raise InvalidInput(
            f"“{column.name}” is a ratio; a sum of ratios means nothing.",
            next_step="Average it, or use a metric that divides the sums, such as ctr or roas.",
        )


def _range(
    spec: QuerySpec, names: ColumnNames, context: QueryContext
) -> tuple[Column | None, Days | None]:
    asked = spec.date_range
    if asked is None:
        return None, None
    days: Days | None = None
    if asked.preset is not None:
        days = preset_days(asked.preset, today_of(spec, context), context.week_starts_on)
    elif asked.start is not None and asked.end is not None:
        days = Days(asked.start, asked.end)
    return (None, None) if days is None else (_date_column(asked, names), days)


def _compared(spec: QuerySpec, days: Days | None, context: QueryContext) -> Days | None:
    if days is None or spec.compare is None or spec.date_range is None:
        return None
    return days_before(days, spec.date_range.preset, context.week_starts_on)


def _date_column(asked: DateRange, names: ColumnNames) -> Column:
    place = "date_range"
    if asked.field is None:
        column = next((column for column in names.columns if column.type.temporal), None)
        if column is None:
            raise InvalidInput("This data source has no date column.", field=place)
        return column
    column = _find(asked.field, names, place)
    if not column.type.temporal:
        raise InvalidInput(f"“{column.name}” is not a date column.", field=place)
    return column


def _sort(
    asked: Sequence[Sort],
    dimensions: Sequence[ResolvedDimension],
    metrics: Sequence[ResolvedMetric],
    names: ColumnNames,
) -> tuple[ResolvedSort, ...]:
    """The asked order, or time ascending, or the first metric descending; then every dimension."""
    order: dict[int, Direction] = {}
    outputs: list[ResolvedDimension | ResolvedMetric] = [*dimensions, *metrics]
    for index, sort in enumerate(asked):
        order.setdefault(_position(sort.by, outputs, names, index), sort.direction)
    if not order:
        times = [i for i, dimension in enumerate(dimensions) if dimension.column.type.temporal]
        if times:
            order[times[0]] = Direction.ASC
        elif metrics and dimensions:
            order[len(dimensions)] = Direction.DESC
    for position in range(len(dimensions)):
        order.setdefault(position, Direction.ASC)
    return tuple(ResolvedSort(position, direction) for position, direction in order.items())


def _position(
    by: str,
    outputs: Sequence[ResolvedDimension | ResolvedMetric],
    names: ColumnNames,
    index: int,
) -> int:
    exact = {output.name: position for position, output in enumerate(outputs)}
    folded = {name.casefold(): position for name, position in exact.items()}
    header = next((column.name for column in names.columns if column.key == by), by)
    for position in (exact.get(by), folded.get(by.casefold()), exact.get(header)):
        if position is not None:
            return position
    raise InvalidInput(
        f"The query has no “{by}” to sort by.{did_you_mean(by, exact)}",
        next_step="Sort by one of its dimensions or metrics.",
        field=f"sort.{index}.by",
    )


def _find(name: str, names: ColumnNames, place: str) -> Column:
    try:
        return names.find(name)
    except InvalidInput as error:
        raise InvalidInput(error.detail, field=place) from None


def _free(candidates: Iterable[str], taken: set[str], place: str) -> str:
    """The first name not taken yet, now taken."""
    first = None
    for name in candidates:
        first = first or name
        if name not in taken:
            taken.add(name)
            return name
    raise InvalidInput(f"The query asks for “{first}” twice.", field=place)
