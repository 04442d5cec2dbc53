"""Metrics: columns, definitions by name, formulas; all become aggregates over columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlglot import exp

from cashstage.core.errors import FormulaError, InvalidInput
from cashstage.metrics.catalog import CATALOG, bind, find_definition
from cashstage.metrics.formula import read_formula
from cashstage.metrics.kinds import Kind, kind_of
from cashstage.metrics.naming import ColumnNames
from cashstage.query.given import Given, filled_formula
from cashstage.query.naming import free_name
from cashstage.query.resolved import ResolvedMetric
from cashstage.query.spec import (
    Aggregation,
    FieldMetric,
    FormulaMetric,
    Metric,
    NamedMetric,
)
from cashstage.schema.column import Column
from cashstage.schema.semantic import RATIO_TYPES

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


def resolve_metrics(
    asked: Sequence[Metric], names: ColumnNames, taken: set[str], given: Given
) -> Iterable[ResolvedMetric]:
    """The question's metrics; `taken` are names that its answer has already."""
    for index, metric in enumerate(asked):
        place = f"metrics.{index}"
        try:
            yield _metric(metric, names, taken, place, given)
        except FormulaError as error:
            told = {"position": 0, **error.context, "field": place}
            raise FormulaError(error.detail, next_step=error.next_step, **told) from None
        except InvalidInput as error:
            raise InvalidInput(error.detail, next_step=error.next_step, field=place) from None


def _metric(
    metric: Metric, names: ColumnNames, taken: set[str], place: str, given: Given
) -> ResolvedMetric:
    if isinstance(metric, NamedMetric):
        return _named_metric(metric, names, taken, place)
    if isinstance(metric, FormulaMetric):
        return _formula_metric(metric, names, taken, place, given)
    return _field_metric(metric, names, taken, place)


def _named_metric(
    metric: NamedMetric, names: ColumnNames, taken: set[str], place: str
) -> ResolvedMetric:
    definition = find_definition(metric.metric)
    bound = bind(definition, names.columns)
    return ResolvedMetric(
        name=free_name([definition.name, f"{definition.name}_metric"], taken, place),
        label=metric.label or definition.label,
        tree=bound.formula.tree,
        kind=bound.formula.kind,
        semantic_type=definition.name,
        format=bound.format,
        up_is_good=definition.up_is_good,
    )


def _formula_metric(
    metric: FormulaMetric, names: ColumnNames, taken: set[str], place: str, given: Given
) -> ResolvedMetric:
    text, written = filled_formula(metric.formula, given)
    try:
        formula = read_formula(text, names.columns)
    except FormulaError as error:
        position = written(error.context.get("position", 0))
        told = error.context | {"position": position}
        raise FormulaError(error.detail, next_step=error.next_step, **told) from None
    return ResolvedMetric(
        name=free_name([metric.name], taken, place),
        label=metric.label or metric.name,
        tree=formula.tree,
        kind=formula.kind,
        semantic_type=None,
        format=None,
        formula=metric.formula,
    )


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
        name=free_name(wanted, taken, place),
        label=metric.label or metric.name or _LABELS[aggregation].format(column.name),
        tree=tree,
        kind=Kind.NUMBER if is_count else kind_of(column.type),
        semantic_type=None if is_count else column.semantic_type,
        format=None if is_count else column.format,
        up_is_good=None if is_count else _up_is_good(column.semantic_type),
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


def _up_is_good(semantic_type: str | None) -> bool | None:
    definition = CATALOG.get(semantic_type or "")
    return None if definition is None else definition.up_is_good
