"""The value to group by, in SQL: as it is, its bucket, its bin, its group."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from cashstage.query.parameters import Parameters
from cashstage.query.periods import Calendar
from cashstage.query.relation import Relation
from cashstage.query.resolved import ResolvedBins, ResolvedDimension, Value, ValueGroup
from cashstage.query.spec import Grain
from cashstage.schema.column import Column, ColumnType

_EXACT_DECIMALS = 9
_CYCLES = {
    Grain.HOUR_OF_DAY: "hour",
    Grain.DAY_OF_WEEK: "isodow",
    Grain.MONTH_OF_YEAR: "month",
}
_FISCAL = {Grain.FISCAL_QUARTER: "quarter", Grain.FISCAL_YEAR: "year"}


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
        return _bucket(value, dimension.grain, dimension.column, calendar)
    if dimension.has_others and dimension.column.type is not ColumnType.TEXT:
        return _cast(value, "VARCHAR")
    return value


def _bucket(value: exp.Expr, grain: Grain, column: Column, calendar: Calendar) -> exp.Expr:
    if grain is Grain.HOUR:
        return _truncated(value, grain)
    if grain in _CYCLES:
        return exp.Anonymous(this=_CYCLES[grain], expressions=[value])
    day = value if column.type is ColumnType.DATE else _cast(value, "DATE")
    if grain is Grain.DAY:
        return day
    if grain in _FISCAL:
        return _fiscal(day, _FISCAL[grain], calendar.fiscal_year_starts_on - 1)
    shift = calendar.week_starts_on if grain is Grain.WEEK else 0
    if not shift:
        return _cast(_truncated(day, grain), "DATE")
    # DuckDB's weeks begin on Monday; days are moved there and back.
    days = exp.Literal.number(shift)
    monday = _cast(_truncated(exp.Sub(this=day, expression=days), grain), "DATE")
    return exp.Add(this=monday, expression=days.copy())


def _fiscal(day: exp.Expr, unit: str, months: int) -> exp.Expr:
    if not months:
        return _cast(_truncated(day, unit), "DATE")
    shift = exp.Anonymous(this="to_months", expressions=[exp.Literal.number(months)])
    january = _truncated(exp.Sub(this=day, expression=shift), unit)
    return _cast(exp.Add(this=january, expression=shift.copy()), "DATE")


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
    own = value if dimension.column.type is ColumnType.TEXT else _cast(value.copy(), "VARCHAR")
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


def _truncated(value: exp.Expr, unit: str) -> exp.Expr:
    return exp.Anonymous(this="date_trunc", expressions=[exp.Literal.string(str(unit)), value])


def _cast(value: exp.Expr, sql_type: str) -> exp.Expr:
    """Also the calendar day of a moment; to DuckDB a truncated date is a moment too."""
    return exp.Cast(this=value, to=exp.DataType.build(sql_type, dialect="duckdb"))
