"""Amounts in several currencies brought into one, by the rates of their days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from cashstage.query.parameters import Parameters
from cashstage.schema.column import Column, ColumnType

CURRENCY = "currency"


@dataclass(frozen=True, slots=True)
class Rate:
    """One unit of `source` is `rate` units of `target`, from `since` until the next rate.

    A fixed one has no beginning; it holds before the first of those that have one.
    """

    source: str
    target: str
    since: date | None
    rate: float


Steps = tuple[tuple[date | None, float], ...]
"""Factors with the day from which each holds, the latest first, a fixed one last."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """How one source's amounts become those of the blend.

    `steps` are by the currency they are in; `by_row` is the column that names it in each row,
    None when all rows are in the only one. `day` is the row's date.
    """

    target: str
    steps: dict[str, Steps]
    by_row: Column | None
    day: Column | None

    @property
    def identity(self) -> object:
        """All that decides the SQL, as JSON can hold it."""
        return [self.target, self.steps, self.by_row and self.by_row.key, self.day and self.day.key]


def steps_between(rates: Iterable[Rate], source: str, target: str) -> Steps:
    """The factors from one currency to another; the inverse ones where only those are known."""
    if source == target:
        return ((None, 1.0),)
    known = [rate for rate in rates if {rate.source, rate.target} == {source, target}]
    direct = [(each.since, each.rate) for each in known if each.source == source]
    inverse = [(each.since, 1 / each.rate) for each in known if each.source == target]
    found = direct or inverse
    return tuple(sorted(found, key=lambda step: step[0] or date.min, reverse=True))


def currency_of(column: Column) -> str | None:
    """The ISO code of a column's amounts; None when it is mixed or not known."""
    kind, _, code = (column.format or "").partition(":")
    return code or None if kind == CURRENCY else None


def is_money(column: Column) -> bool:
    """Whether the column holds amounts of money."""
    return (column.format or "").partition(":")[0] == CURRENCY


def currency_column(columns: Iterable[Column]) -> Column | None:
    """The column that names each row's currency."""
    return next(
        (
            column
            for column in columns
            if column.semantic_type == CURRENCY and column.type is ColumnType.TEXT
        ),
        None,
    )


def converted(
    value: exp.Expr,
    conversion: Conversion,
    *,
    currency: exp.Expr | None,
    day: exp.Expr | None,
    parameters: Parameters,
) -> exp.Expr:
    """The amount in the target currency; null where no rate is known for its day."""
    factor = factor_of(conversion, currency=currency, day=day, parameters=parameters)
    return exp.Mul(this=value, expression=factor)


def factor_of(
    conversion: Conversion,
    *,
    currency: exp.Expr | None,
    day: exp.Expr | None,
    parameters: Parameters,
) -> exp.Expr:
    """What an amount is multiplied by; null where no rate is known."""
    if currency is None:
        (steps,) = conversion.steps.values()
        return _by_day(steps, day, parameters)
    code = exp.Upper(this=exp.Trim(this=currency))
    ifs = [
        exp.If(
            this=exp.EQ(this=code.copy(), expression=parameters.bind(name)),
            true=_by_day(steps, day, parameters),
        )
        for name, steps in sorted(conversion.steps.items())
    ]
    return exp.Case(ifs=ifs)


def _by_day(
    steps: Sequence[tuple[date | None, float]], day: exp.Expr | None, parameters: Parameters
) -> exp.Expr:
    fixed = next((rate for since, rate in steps if since is None), None)
    otherwise = None if fixed is None else parameters.bind(fixed)
    dated = [(since, rate) for since, rate in steps if since is not None]
    if not dated or day is None:
        return otherwise or exp.Null()
    ifs = [
        exp.If(
            this=exp.GTE(this=day.copy(), expression=parameters.bind(since)),
            true=parameters.bind(rate),
        )
        for since, rate in dated
    ]
    return exp.Case(ifs=ifs, default=otherwise)
