"""Spec to resolved: names become columns, presets become days, defaults become explicit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlglot import exp

from cashstage.core.errors import FormulaError, InvalidInput
from cashstage.metrics.additive import Additivity, additivity, is_additive
from cashstage.metrics.book import MetricBook, single_value
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
_NEVER_SUMMED = {Additivity.RATIO, Additivity.ONCE}


def resolve(spec: QuerySpec, columns: Sequence[Column], context: QueryContext) -> ResolvedQuery:
    """Settles a question against a source's columns.

    Raises InvalidInput (with the place as `field`) for a name that is not there, an operator or
    aggregation that does not fit a column, an unknown time zone; FormulaError for a formula.
    """
    names = ColumnNames(columns)
    dimensions = tuple(_dimensions(spec.dimensions, names))
    taken = {dimension.name for dimension in dimensions}
    metrics = tuple(_metrics(spec.metrics, names, context.book, taken))
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
    asked: Sequence[Metric], names: ColumnNames, book: MetricBook, taken: set[str]
) -> Iterable[ResolvedMetric]:
    for index, metric in enumerate(asked):
        place = f"metrics.{index}"
        try:
            yield _metric(metric, names, book, taken, place)
        except FormulaError as error:
            position = error.context.get("position", 0)
            raise FormulaError(
                error.detail, next_step=error.next_step, position=position, field=place
            ) from None
        except InvalidInput as error:
            raise InvalidInput(error.detail, next_step=error.next_step, field=place) from None


def _metric(
    metric: Metric, names: ColumnNames, book: MetricBook, taken: set[str], place: str
) -> ResolvedMetric:
    if isinstance(metric, NamedMetric):
        definition = book.find(metric.metric)
        bound = book.bind(definition, names.columns)
        return ResolvedMetric(
            name=_free([definition.name, f"{definition.name}_metric"], taken, place),
            label=metric.label or definition.label,
            tree=bound.formula.tree,
            kind=bound.formula.kind,
            semantic_type=definition.name,
            format=bound.format,
            direction=definition.direction,
            additive=bound.additive,
            note=bound.note,
        )
    if isinstance(metric, FormulaMetric):
        formula = read_formula(metric.formula, names.columns)
        book.check_formula(metric.formula, formula.tree, names.columns)
        return ResolvedMetric(
            name=_free([metric.name], taken, place),
            label=metric.label or metric.name,
            tree=formula.tree,
            kind=formula.kind,
            semantic_type=None,
            format=None,
            additive=is_additive(formula.tree),
        )
    column = names.find(metric.field)
    if metric.aggregation is None and additivity(column) in _NEVER_SUMMED:
        return _whole(metric, column, names, book, taken, place)
    return _field_metric(metric, column, names, book, taken, place)


def _whole(
    metric: FieldMetric,
    column: Column,
    names: ColumnNames,
    book: MetricBook,
    taken: set[str],
    place: str,
) -> ResolvedMetric:
    """A column that can't be added up: weighed where there is a weight, else only as exported."""
    bound = book.ratio_of(column, names.columns)
    formula, note = (bound.formula, bound.note) if bound else single_value(column)
    definition = book.get(column.semantic_type)
    return ResolvedMetric(
        name=_free([metric.name or column.name, f"{column.name}_value"], taken, place),
        label=metric.label or metric.name or column.name,
        tree=formula.tree,
        kind=formula.kind,
        semantic_type=column.semantic_type,
        format=column.format or (bound.format if bound else None),
        direction=definition.direction if definition else None,
        additive=False,
        note=note,
    )


def _field_metric(
    metric: FieldMetric,
    column: Column,
    names: ColumnNames,
    book: MetricBook,
    taken: set[str],
    place: str,
) -> ResolvedMetric:
    aggregation = metric.aggregation or default_aggregation(column)
    _check_aggregation(column, aggregation)
    if aggregation in _NUMERIC_ONLY:
        book.check_aggregate(column, aggregation, names.columns)
    key = exp.column(exp.to_identifier(column.key, quoted=True))
    tree: exp.Expr
    if aggregation is Aggregation.COUNT_DISTINCT:
        tree = exp.Count(this=exp.Distinct(expressions=[key]))
    else:
        tree = _AGGREGATES[aggregation](this=key)
    is_count = aggregation in _COUNTS
    definition = None if is_count else book.get(column.semantic_type)
    wanted = [metric.name] if metric.name else [column.name, f"{column.name}_{aggregation}"]
    return ResolvedMetric(
        name=_free(wanted, taken, place),
        label=metric.label or metric.name or _LABELS[aggregation].format(column.name),
        tree=tree,
        kind=Kind.NUMBER if is_count else kind_of(column.type),
        semantic_type=None if is_count else column.semantic_type,
        format=None if is_count else column.format,
        direction=definition.direction if definition else None,
        additive=is_additive(tree),
    )


def default_aggregation(column: Column) -> Aggregation:
    """Sum of what adds up, average of amounts for one, count of what is no number."""
    if not column.type.numeric:
        return Aggregation.COUNT
    unknown_share = column.semantic_type is None and column.format == "percent"
    is_level = additivity(column) is Additivity.LEVEL
    return Aggregation.AVG if unknown_share or is_level else Aggregation.SUM


def _check_aggregation(column: Column, aggregation: Aggregation) -> None:
    if aggregation in _NUMERIC_ONLY and not column.type.numeric:
        raise InvalidInput(
            f"“{column.name}” holds {column.type} values, which have no {aggregation}.",
            next_step="Use count, count_distinct, min or max.",
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
