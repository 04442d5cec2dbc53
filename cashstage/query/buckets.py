"""Moments put into buckets and cycles of the calendar, in DuckDB's SQL."""

from __future__ import annotations

from sqlglot import exp

from cashstage.query.periods import Calendar
from cashstage.query.spec import Grain
from cashstage.schema.column import ColumnType

_CYCLES = {
    Grain.HOUR_OF_DAY: "hour",
    Grain.DAY_OF_WEEK: "isodow",
    Grain.MONTH_OF_YEAR: "month",
}
_FISCAL = {Grain.FISCAL_QUARTER: "quarter", Grain.FISCAL_YEAR: "year"}


def bucketed(value: exp.Expr, held: ColumnType, grain: Grain, calendar: Calendar) -> exp.Expr:
    """The hour, the day on which the bucket begins, or the number in the cycle."""
    if grain is Grain.HOUR:
        return _truncated(value, grain)
    if grain in _CYCLES:
        return exp.Anonymous(this=_CYCLES[grain], expressions=[value])
    day = value if held is ColumnType.DATE else _day(value)
    if grain is Grain.DAY:
        return day
    if grain in _FISCAL:
        return _fiscal(day, _FISCAL[grain], calendar.fiscal_year_starts_on - 1)
    shift = calendar.week_starts_on if grain is Grain.WEEK else 0
    if not shift:
        return _day(_truncated(day, grain))
    # DuckDB's weeks begin on Monday; days are moved there and back.
    days = exp.Literal.number(shift)
    monday = _day(_truncated(exp.Sub(this=day, expression=days), grain))
    return exp.Add(this=monday, expression=days.copy())


def _fiscal(day: exp.Expr, unit: str, months: int) -> exp.Expr:
    if not months:
        return _day(_truncated(day, unit))
    shift = exp.Anonymous(this="to_months", expressions=[exp.Literal.number(months)])
    january = _truncated(exp.Sub(this=day, expression=shift), unit)
    return _day(exp.Add(this=january, expression=shift.copy()))


def _truncated(value: exp.Expr, unit: str) -> exp.Expr:
    return exp.Anonymous(this="date_trunc", expressions=[exp.Literal.string(str(unit)), value])


def _day(value: exp.Expr) -> exp.Expr:
    """The calendar day of a moment; to DuckDB a truncated date is a moment too."""
    return exp.Cast(this=value, to=exp.DataType.build("DATE", dialect="duckdb"))
