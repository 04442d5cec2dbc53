"""A part of a formula that was built: its tree, and what is known of its value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlglot import exp

from cashstage.metrics.kinds import Kind
from cashstage.schema.column import Column


class Use(StrEnum):
    """What a formula is for: a calculated metric aggregates, a calculated column never does."""

    METRIC = "metric"
    COLUMN = "column"


@dataclass(frozen=True, slots=True)
class Typed:
    """`whole` numbers are integers, `additive` ones may be added up over groups.

    A `constant` depends on no row.
    """

    tree: exp.Expr
    kind: Kind
    whole: bool = False
    additive: bool = False
    constant: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a formula names a column, or holds a text that could be taken for a name."""

    start: int
    end: int
    meant: Column | str
