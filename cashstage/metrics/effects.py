"""What a change is made of: the exact split of a difference between two periods by a dimension.

Everything is reckoned in fractions, so that the parts add up to the whole and not nearly to it.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

from sqlglot import exp

from cashstage.metrics.additive import is_additive, is_number

ValueT = TypeVar("ValueT", bound=Hashable)
HALF = Fraction(1, 2)
ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Parts:
    """A metric as `offset + scale * numerator ÷ denominator`; without a denominator a sum."""

    numerator: exp.Expr
    denominator: exp.Expr | None = None
    scale: Fraction = Fraction(1)
    offset: Fraction = ZERO


@dataclass(frozen=True, slots=True)
class Portion:
    """What one value of the dimension has of numerator and denominator in one period."""

    numerator: Fraction
    denominator: Fraction = ZERO


@dataclass(frozen=True, slots=True)
class Effect(Generic[ValueT]):
    """What one value has done to the whole. `rate` is by its own metric, `mix` by its weight.

    Of a sum, all is `rate`. `before` and `after` are the value's own metric, None without a
    denominator; `weights` are its parts of the whole denominator, before and after.
    """

    value: ValueT
    before: Fraction | None
    after: Fraction | None
    rate: Fraction
    mix: Fraction
    weights: tuple[Fraction, Fraction] = (ZERO, ZERO)

    @property
    def total(self) -> Fraction:
        """Both together."""
        return self.rate + self.mix


@dataclass(frozen=True, slots=True)
class Decomposition(Generic[ValueT]):
    """The metric before and after, and the effects, which sum exactly to the difference."""

    before: Fraction
    after: Fraction
    effects: tuple[Effect[ValueT], ...]


class NothingToDivideBy(Exception):
    """The whole of a period has no denominator, so its ratio has no value."""


def parts_of(tree: exp.Expr) -> Parts | None:
    """How a metric's tree is made of sums; None where it is no sum and no ratio of sums."""
    tree = tree.unnest()
    if is_additive(tree):
        return Parts(tree)
    if isinstance(tree, exp.Div):
        return _divided(tree)
    if isinstance(tree, exp.Neg):
        return _scaled(parts_of(tree.this), Fraction(-1))
    if isinstance(tree, exp.Mul) and (is_number(tree.this) or is_number(tree.expression)):
        number, other = tree.this, tree.expression
        if not is_number(number):
            number, other = other, number
        return _scaled(parts_of(other), _number(number))
    if isinstance(tree, exp.Add | exp.Sub):
        return _shifted(tree)
    return None


def split_sum(
    before: Mapping[ValueT, Portion], after: Mapping[ValueT, Portion]
) -> Decomposition[ValueT]:
    """Of a sum each value's contribution is its own difference."""
    nothing = Portion(ZERO)
    effects = []
    for value in _values(before, after):
        was, is_ = (each.get(value, nothing).numerator for each in (before, after))
        effects.append(Effect(value, was, is_, is_ - was, ZERO))
    return Decomposition(
        sum((each.numerator for each in before.values()), ZERO),
        sum((each.numerator for each in after.values()), ZERO),
        tuple(effects),
    )


def split_ratio(
    before: Mapping[ValueT, Portion], after: Mapping[ValueT, Portion]
) -> Decomposition[ValueT]:
    """Mix and rate effects of every value, after Kitagawa (1955), "Components of a difference
    between two rates", Journal of the American Statistical Association 50.

    With R = N ÷ D of the whole, and of value i its rate r = n ÷ d and its weight w = d ÷ D, and
    with means over both periods in ⟨⟩:

        rate effect = ⟨w⟩ * (r₂ - r₁)
        mix effect  = (w₂ - w₁) * (⟨r⟩ - ⟨R⟩)

    Weights sum to 1 in both periods, so ⟨R⟩ takes nothing from the sum; it makes a value that is
    better than the whole help by growing. A value that enters or leaves keeps the rate of the
    period that has it, so that all of its effect is mix. What has a numerator without a
    denominator (revenue of a channel that costs nothing) adds n ÷ D, whose change is rate.
    Raises NothingToDivideBy where a whole has no denominator.
    """
    wholes = []
    for period in (before, after):
        denominator = sum((each.denominator for each in period.values()), ZERO)
        if denominator == 0:
            raise NothingToDivideBy
        numerator = sum((each.numerator for each in period.values()), ZERO)
        wholes.append(Portion(numerator, denominator))
    rates = [whole.numerator / whole.denominator for whole in wholes]
    middle = sum(rates, ZERO) * HALF
    nothing = Portion(ZERO)
    effects = tuple(
        _effect(
            value,
            (before.get(value, nothing), after.get(value, nothing)),
            (wholes[0].denominator, wholes[1].denominator),
            middle,
        )
        for value in _values(before, after)
    )
    return Decomposition(rates[0], rates[1], effects)


def _effect(
    value: ValueT,
    portions: tuple[Portion, Portion],
    wholes: tuple[Fraction, Fraction],
    middle: Fraction,
) -> Effect[ValueT]:
    was, is_ = (_rate(portion) for portion in portions)
    first, second = (
        portion.denominator / whole for portion, whole in zip(portions, wholes, strict=True)
    )
    without = [
        portion.numerator / whole if portion.denominator == 0 else ZERO
        for portion, whole in zip(portions, wholes, strict=True)
    ]
    rate, mix = without[1] - without[0], ZERO
    if was is not None or is_ is not None:
        early = was if was is not None else is_
        late = is_ if is_ is not None else was
        assert early is not None  # noqa: S101 - one of both is there
        assert late is not None  # noqa: S101
        rate += (first + second) * HALF * (late - early)
        mix = (second - first) * ((early + late) * HALF - middle)
    return Effect(value, was, is_, rate, mix, (first, second))


def _rate(portion: Portion) -> Fraction | None:
    return portion.numerator / portion.denominator if portion.denominator else None


def _values(*periods: Mapping[ValueT, Portion]) -> list[ValueT]:
    return list(dict.fromkeys(value for period in periods for value in period))


def _divided(tree: exp.Div) -> Parts | None:
    under = tree.expression.unnest()
    if isinstance(under, exp.Nullif):
        under = under.this.unnest()
    if is_number(under):
        number = _number(under)
        return _scaled(parts_of(tree.this), 1 / number) if number else None
    over = parts_of(tree.this)
    if over is None or over.denominator is not None or not is_additive(under):
        return None
    return Parts(over.numerator, under, over.scale) if over.offset == 0 else None


def _shifted(tree: exp.Add | exp.Sub) -> Parts | None:
    """A number more or less: `1 - engaged ÷ sessions`."""
    sign = Fraction(-1 if isinstance(tree, exp.Sub) else 1)
    if is_number(tree.this):
        return _moved(_scaled(parts_of(tree.expression), sign), _number(tree.this))
    if is_number(tree.expression):
        return _moved(parts_of(tree.this), sign * _number(tree.expression))
    return None


def _moved(parts: Parts | None, by: Fraction) -> Parts | None:
    if parts is None:
        return None
    return Parts(parts.numerator, parts.denominator, parts.scale, parts.offset + by)


def _scaled(parts: Parts | None, by: Fraction) -> Parts | None:
    if parts is None:
        return None
    return Parts(parts.numerator, parts.denominator, parts.scale * by, parts.offset * by)


def _number(tree: exp.Expr) -> Fraction:
    if isinstance(tree, exp.Paren):
        return _number(tree.this)
    if isinstance(tree, exp.Neg):
        return -_number(tree.this)
    return Fraction(tree.name)
