"""The value to group by, in SQL: as it is, its bucket, its bin, its group."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from cashstage.query.buckets import bucketed
from cashstage.query.parameters import Parameters
from cashstage.query.periods import Calendar
from cashstage.query.relation import Relation
from cashstage.query.resolved import ResolvedBins, ResolvedDimension, Value, ValueGroup
from cashstage.schema.column import ColumnType

_EXACT_DECIMALS = 9


def group_value(
    dimension: ResolvedDimension, relation: Relation, calendar: Calendar, parameters: Parameters
) -> exp.Expr:
    """What a row belongs to, before anything is said of who leads."""
    value = relation.read(dimension.column)
    if dimension.bins is not None:
        return _bin(value, dimension.bins, parameters)
    if dimension.groups:
        return _group(value, dimension, parameters)
    if dimension.grain is not None:
        return bucketed(value, dimension.column.type, dimension.grain, calendar)
    if dimension.has_others and dimension.column.type is not ColumnType.TEXT:
        return _as_text(value)
    return value


def _bin(value: exp.Expr, bins: ResolvedBins, parameters: Parameters) -> exp.Expr:
    """The bin's number."""
    if bins.width is None:
        below = [
            exp.If(
                this=exp.LT(this=value.copy(), expression=parameters.bind(edge)),
                true=exp.Literal.number(number),
            )
            for number, edge in enumerate(bins.edges)
        ]
        missing = exp.If(this=is_missing(value), true=exp.Null())
        return exp.Case(ifs=[missing, *below], default=exp.Literal.number(len(bins.edges)))
    start, width = parameters.bind(bins.start), parameters.bind(bins.width)
    steps = exp.Div(this=exp.paren(exp.Sub(this=value, expression=start)), expression=width)
    # 0.3 is three widths of 0.1, which 0.3 / 0.1 is not.
    rounded = exp.Round(this=steps, decimals=exp.Literal.number(_EXACT_DECIMALS))
    return exp.Floor(this=rounded)


def _group(value: exp.Expr, dimension: ResolvedDimension, parameters: Parameters) -> exp.Expr:
    cases = [
        exp.If(
            this=among(value, group.values, parameters, or_missing=group.or_missing),
            true=parameters.bind(group.label),
        )
        for group in dimension.groups
    ]
    own = value if dimension.column.type is ColumnType.TEXT else _as_text(value.copy())
    if dimension.rest is None:
        return exp.Case(ifs=cases, default=own.copy())
    present = exp.Not(this=is_missing(value))
    return exp.Case(ifs=[*cases, exp.If(this=present, true=parameters.bind(dimension.rest))])


def group_of(groups: Sequence[ValueGroup], label: str) -> ValueGroup | None:
    """The group of that name."""
    return next((group for group in groups if group.label == label), None)


def among(
    value: exp.Expr, values: Sequence[Value], parameters: Parameters, *, or_missing: bool
) -> exp.Expr:
    """The value is one of these; false where it is missing, unless that counts too."""
    found: exp.Expr = exp.false()
    if values:
        listed = [parameters.bind(each) for each in values]
        found = exp.In(this=value.copy(), expressions=listed)
    return exp.or_(found, is_missing(value)) if or_missing else found


def is_missing(value: exp.Expr) -> exp.Expr:
    """The value is null."""
    return exp.Is(this=value.copy(), expression=exp.Null())


def _as_text(value: exp.Expr) -> exp.Expr:
    return exp.Cast(this=value, to=exp.DataType.build("VARCHAR", dialect="duckdb"))
