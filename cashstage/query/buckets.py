"""Moments put into buckets of the calendar, in DuckDB's SQL."""

from __future__ import annotations

from sqlglot import exp

from cashstage.query.spec import Grain
from cashstage.schema.column import ColumnType


def bucketed(
    value: exp.Expr, held: ColumnType, grain: Grain | None, *, week_starts_on: int
) -> exp.Expr:
    """The value as it is, its hour, or the day on which its bucket begins."""
    if grain is None:
        return value
    if grain is Grain.HOUR:
        return _truncated(value, grain)
    day = value if held is ColumnType.DATE else _day(value)
    if grain is Grain.DAY:
        return day
    shift = week_starts_on if grain is Grain.WEEK else 0
    if not shift:
        return _day(_truncated(day, grain))
    # DuckDB's weeks begin on Monday; days are moved there and back.
    days = exp.Literal.number(shift)
    monday = _day(_truncated(exp.Sub(this=day, expression=days), grain))
    return exp.Add(this=monday, expression=days.copy())


def _truncated(value: exp.Expr, grain: Grain) -> exp.Expr:
    unit = exp.Literal.string(grain.value)
    return exp.Anonymous(this="date_trunc", expressions=[unit, value])


def _day(value: exp.Expr) -> exp.Expr:
    """The calendar day of a moment; to DuckDB a truncated date is a moment too."""
    return exp.Cast(this=value, to=exp.DataType.build("DATE", dialect="duckdb"))
