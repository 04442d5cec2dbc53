"""Filters as SQL conditions that hold or don't; unknown never survives a NOT."""

from __future__ import annotations

from sqlglot import exp

from cashstage.query.parameters import Parameters
from cashstage.query.periods import DAY, Days
from cashstage.query.relation import Reader
from cashstage.query.resolved import GroupKind, ResolvedCondition, ResolvedFilter
from cashstage.query.spec import Operator
from cashstage.schema.column import Column, ColumnType

_COMPARISONS: dict[Operator, type[exp.Binary]] = {
    Operator.EQUALS: exp.EQ,
    Operator.GREATER_THAN: exp.GT,
    Operator.GREATER_THAN_OR_EQUAL: exp.GTE,
    Operator.LESS_THAN: exp.LT,
    Operator.LESS_THAN_OR_EQUAL: exp.LTE,
}
_TEXT_FUNCTIONS = {
    Operator.CONTAINS: "contains",
    Operator.STARTS_WITH: "starts_with",
    Operator.ENDS_WITH: "ends_with",
}
_OPPOSITES = {
    Operator.NOT_EQUALS: Operator.EQUALS,
    Operator.NOT_CONTAINS: Operator.CONTAINS,
    Operator.NOT_IN: Operator.IN,
    Operator.IS_NOT_EMPTY: Operator.IS_EMPTY,
}


def predicate(tree: ResolvedFilter, relation: Reader, parameters: Parameters) -> exp.Expr:
    """The filter as a condition for WHERE, where unknown counts as false."""
    if isinstance(tree, ResolvedCondition):
        return _condition(tree, relation, parameters)
    parts = [predicate(part, relation, parameters) for part in tree.parts]
    if tree.kind is GroupKind.NOT:
        return _complement(parts[0])
    if not parts:
        return exp.true()
    joined = exp.and_(*parts) if tree.kind is GroupKind.AND else exp.or_(*parts)
    return exp.paren(joined, copy=False)


def within(column: Column, days: Days, relation: Reader, parameters: Parameters) -> exp.Expr:
    """The column's day lies among `days`, written so that row groups outside can be skipped."""
    value = relation.read(column)
    first = exp.GTE(this=value, expression=parameters.bind(days.first))
    if column.type is ColumnType.DATE:
        return exp.and_(first, exp.LTE(this=value.copy(), expression=parameters.bind(days.last)))
    return exp.and_(first, exp.LT(this=value.copy(), expression=parameters.bind(days.last + DAY)))


def _condition(condition: ResolvedCondition, relation: Reader, parameters: Parameters) -> exp.Expr:
    value = relation.read(condition.column)
    if condition.by_day and condition.operator not in {Operator.IS_EMPTY, Operator.IS_NOT_EMPTY}:
        value = exp.Cast(this=value, to=exp.DataType.build("DATE", dialect="duckdb"))
    opposite = _OPPOSITES.get(condition.operator)
    if opposite is None:
        return _holds(condition, condition.operator, value, parameters)
    return _complement(_holds(condition, opposite, value, parameters))


def _holds(
    condition: ResolvedCondition, operator: Operator, value: exp.Expr, parameters: Parameters
) -> exp.Expr:
    values = [parameters.bind(each) for each in condition.values]
    if operator in _COMPARISONS:
        return _COMPARISONS[operator](this=value, expression=values[0])
    if operator in _TEXT_FUNCTIONS:
        folded = [exp.Lower(this=value), exp.Lower(this=values[0])]
        return exp.Anonymous(this=_TEXT_FUNCTIONS[operator], expressions=folded)
    if operator is Operator.REGEX:
        return exp.Anonymous(this="regexp_matches", expressions=[value, values[0]])
    if operator is Operator.BETWEEN:
        return exp.Between(this=value, low=values[0], high=values[1])
    if operator is Operator.IN:
        return _among(value, values, or_missing=condition.or_missing)
    return _empty(value, condition.column, parameters)


def _among(value: exp.Expr, values: list[exp.Placeholder], *, or_missing: bool) -> exp.Expr:
    found: exp.Expr = exp.In(this=value, expressions=values) if values else exp.false()
    return exp.paren(exp.or_(found, _missing(value)), copy=False) if or_missing else found


def _empty(value: exp.Expr, column: Column, parameters: Parameters) -> exp.Expr:
    if column.type is not ColumnType.TEXT:
        return _missing(value)
    blank = exp.EQ(this=value, expression=parameters.bind(""))
    return exp.paren(exp.or_(_missing(value), blank), copy=False)


def _missing(value: exp.Expr) -> exp.Expr:
    return exp.Is(this=value.copy(), expression=exp.Null())


def _complement(condition: exp.Expr) -> exp.Expr:
    """What does not hold, unknown included."""
    return exp.Not(this=exp.Coalesce(this=condition, expressions=[exp.false()]))
