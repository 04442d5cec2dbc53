"""What may be added up over rows, and what may not."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from sqlglot import exp

from cashstage.schema.column import Column, ColumnType
from cashstage.schema.normal_form import normalized
from cashstage.schema.semantic import DISTINCT_TYPES, RATIO_TYPES
from cashstage.schema.vocabulary.affixes import AVERAGES

_LEVELS = frozenset({"price", "max_cpc", "target_cpa", "target_roas", "quality_score"})
_MEAN_TIMES = frozenset({"session_duration", "average_play_time"})
_TIMES = frozenset({"engagement_time", "watch_time"})
MAILING_TYPES = frozenset({"unique_opens", "unique_clicks"})
"""Counted once for each delivered e-mail, so that their sums may be parts of a rate."""

ONCE_TYPES = DISTINCT_TYPES | MAILING_TYPES
"""What counts people once in each row."""

_ONLY_AS_EXPORTED = frozenset({"frequency"})
_AVERAGES = tuple(f" {normalized(each)} " for each in AVERAGES.split("|") if normalized(each))


class Additivity(StrEnum):
    """How the values of a column behave over several rows.

    SUMS add up. A RATIO must be weighed by what it divides by. ONCE counts people once in each
    row, so that rows together count some of them again. A LEVEL such as a price is not summed.
    """

    SUMS = "sums"
    RATIO = "ratio"
    ONCE = "once"
    LEVEL = "level"


class Described(Protocol):
    """A column as far as its meaning goes."""

    @property
    def name(self) -> str:
        """Its header."""

    @property
    def type(self) -> ColumnType:
        """What its values are."""

    @property
    def semantic_type(self) -> str | None:
        """What it means."""


def additivity(column: Described) -> Additivity:
    """What the column's meaning says; numbers without a meaning may be summed."""
    meaning = column.semantic_type
    if not column.type.numeric or meaning is None:
        return Additivity.SUMS
    if meaning in _LEVELS:
        return Additivity.LEVEL
    if meaning in ONCE_TYPES:
        return Additivity.ONCE
    is_mean = meaning in _MEAN_TIMES or (meaning in _TIMES and _says_average(column.name))
    return Additivity.RATIO if is_mean or meaning in RATIO_TYPES else Additivity.SUMS


def may_be_weighed(column: Described) -> bool:
    """Whether a weight could make totals of the ratio; people counted once have none."""
    return column.semantic_type not in _ONLY_AS_EXPORTED


def is_additive(tree: exp.Expr) -> bool:
    """Whether the values of groups add up to that of all rows: sums and counts, and what is
    linear in them."""
    if isinstance(tree, exp.Sum):
        return True
    if isinstance(tree, exp.Count):
        return not isinstance(tree.this, exp.Distinct)
    if isinstance(tree, exp.Paren | exp.Neg):
        return is_additive(tree.this)
    if isinstance(tree, exp.Add | exp.Sub):
        return is_additive(tree.this) and is_additive(tree.expression)
    if isinstance(tree, exp.Mul):
        factors = (tree.this, tree.expression)
        return any(is_number(each) for each in factors) and any(map(is_additive, factors))
    return False


def is_number(tree: exp.Expr) -> bool:
    """Whether it is a written number, perhaps with a sign or in parentheses."""
    if isinstance(tree, exp.Paren | exp.Neg):
        return is_number(tree.this)
    return isinstance(tree, exp.Literal) and not tree.is_string


def only_value(column: Column) -> exp.Expr:
    """The column's value where a group holds one; null where there are several."""
    key = exp.column(exp.to_identifier(column.key, quoted=True))
    one = exp.EQ(this=exp.Count(this=key), expression=exp.Literal.number(1))
    return exp.Case(ifs=[exp.If(this=one, true=exp.Max(this=key.copy()))])


def _says_average(name: str) -> bool:
    words = f" {normalized(name)} "
    return " per " in words or any(each in words for each in _AVERAGES)
