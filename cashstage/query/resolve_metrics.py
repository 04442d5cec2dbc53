"""Metrics: columns, definitions by name, formulas; all become aggregates over columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlglot import exp

from cashstage.core.errors import FormulaError, InvalidInput
from cashstage.metrics.additive import Additivity, additivity, is_additive
from cashstage.metrics.book import MetricBook, single_value
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


def resolve_metrics(
    asked: Sequence[Metric],
    names: ColumnNames,
    book: MetricBook,
    taken: set[str],
    given: Given,
) -> Iterable[ResolvedMetric]:
    """The question's metrics; `taken` are names that its answer has already."""
    resolver = _Resolver(names, book, taken, given)
    for index, metric in enumerate(asked):
        place = f"metrics.{index}"
        try:
            yield resolver.resolve(metric, place)
        except FormulaError as error:
            told = {"position": 0, **error.context, "field": place}
            raise FormulaError(error.detail, next_step=error.next_step, **told) from None
        except InvalidInput as error:
            raise InvalidInput(error.detail, next_step=error.next_step, field=place) from None


class _Resolver:
    def __init__(self, names: ColumnNames, book: MetricBook, taken: set[str], given: Given) -> None:
        self._names = names
        self._book = book
        self._taken = taken
        self._given = given

    def resolve(self, metric: Metric, place: str) -> ResolvedMetric:
        if isinstance(metric, NamedMetric):
            return self._named(metric, place)
        if isinstance(metric, FormulaMetric):
            return self._formula(metric, place)
        column = self._names.find(metric.field)
        if metric.aggregation is None and additivity(column) in _NEVER_SUMMED:
            return self._whole(metric, column, place)
        return self._field(metric, column, place)

    def _named(self, metric: NamedMetric, place: str) -> ResolvedMetric:
        definition = self._book.find(metric.metric)
        bound = self._book.bind(definition, self._names.columns)
        wanted = [definition.name, f"{definition.name}_metric"]
        return ResolvedMetric(
            name=free_name(wanted, self._taken, place),
            label=metric.label or definition.label,
            tree=bound.formula.tree,
            kind=bound.formula.kind,
            semantic_type=definition.name,
            format=bound.format,
            direction=definition.direction,
            additive=bound.additive,
            note=bound.note,
        )

    def _formula(self, metric: FormulaMetric, place: str) -> ResolvedMetric:
        text, written = filled_formula(metric.formula, self._given)
        try:
            formula = read_formula(text, self._names.columns)
            self._book.check_formula(text, formula.tree, self._names.columns)
        except FormulaError as error:
            position = written(error.context.get("position", 0))
            told = error.context | {"position": position}
            raise FormulaError(error.detail, next_step=error.next_step, **told) from None
        return ResolvedMetric(
            name=free_name([metric.name], self._taken, place),
            label=metric.label or metric.name,
            tree=formula.tree,
            kind=formula.kind,
            semantic_type=None,
            format=None,
            formula=metric.formula,
            additive=is_additive(formula.tree),
        )

    def _whole(self, metric: FieldMetric, column: Column, place: str) -> ResolvedMetric:
        """A column that can't be added up: weighed where there is a weight, else as exported."""
        bound = self._book.ratio_of(column, self._names.columns)
        formula, note = (bound.formula, bound.note) if bound else single_value(column)
        definition = self._book.get(column.semantic_type)
        wanted = [metric.name or column.name, f"{column.name}_value"]
        return ResolvedMetric(
            name=free_name(wanted, self._taken, place),
            label=metric.label or metric.name or column.name,
            tree=formula.tree,
            kind=formula.kind,
            semantic_type=column.semantic_type,
            format=column.format or (bound.format if bound else None),
            direction=definition.direction if definition else None,
            additive=False,
            note=note,
        )

    def _field(self, metric: FieldMetric, column: Column, place: str) -> ResolvedMetric:
        aggregation = metric.aggregation or default_aggregation(column)
        _check_aggregation(column, aggregation)
        if aggregation in _NUMERIC_ONLY:
            self._book.check_aggregate(column, aggregation, self._names.columns)
        key = exp.column(exp.to_identifier(column.key, quoted=True))
        tree: exp.Expr
        if aggregation is Aggregation.COUNT_DISTINCT:
            tree = exp.Count(this=exp.Distinct(expressions=[key]))
        else:
            tree = _AGGREGATES[aggregation](this=key)
        is_count = aggregation in _COUNTS
        definition = None if is_count else self._book.get(column.semantic_type)
        wanted = [metric.name] if metric.name else [column.name, f"{column.name}_{aggregation}"]
        return ResolvedMetric(
            name=free_name(wanted, self._taken, place),
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
