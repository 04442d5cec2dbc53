"""A question whose names, dates and values are settled against one source's columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from sqlglot import exp

from cashstage.metrics.kinds import Kind
from cashstage.query.periods import Days
from cashstage.query.spec import Direction, Grain, Operator
from cashstage.schema.column import Column, ColumnType

Value = str | int | float | bool | date | datetime | time


@dataclass(frozen=True, slots=True)
class ResolvedBins:
    """Ranges by number: the i-th begins at `start + i * width`, or at the i-th of `edges`.

    Of edges, the 0th lies below the first; `labels` are all their names, or none.
    """

    start: float
    width: float | None
    edges: tuple[float, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ValueGroup:
    """Values of a column that are one; `or_missing` says that null is among them."""

    label: str
    values: tuple[Value, ...]
    or_missing: bool


@dataclass(frozen=True, slots=True)
class ResolvedTop:
    """The leading values: by the metric at a position among metrics; `others` names the rest."""

    count: int
    metric: int
    direction: Direction
    others: str | None


@dataclass(frozen=True, slots=True)
class ResolvedDimension:
    """A column to group by; `type` is that of the bucketed value.

    What is in none of the `groups` keeps its value, or is called `rest`.
    """

    name: str
    label: str
    column: Column
    grain: Grain | None
    type: ColumnType
    bins: ResolvedBins | None = None
    groups: tuple[ValueGroup, ...] = ()
    rest: str | None = None
    top: ResolvedTop | None = None

    @property
    def has_others(self) -> bool:
        """Whether what does not lead is one more group."""
        return self.top is not None and self.top.others is not None

    @property
    def moves(self) -> bool:
        """Whether its values are points in time, which an earlier range has others of."""
        return self.type.temporal


@dataclass(frozen=True, slots=True)
class ResolvedMetric:
    """An aggregate over columns that are named by key; `kind` is that of its value.

    `formula` is how it is written, over names; `direction` is None where neither way is better.
    `additive` says whether the values of groups add up to the total, `note` what a reader should
    know about them.
    """

    name: str
    label: str
    tree: exp.Expr
    kind: Kind
    semantic_type: str | None
    format: str | None
    formula: str | None = None
    direction: str | None = None
    additive: bool = True
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ResolvedCondition:
    """A comparison with values of the column's own type.

    `by_day` compares the calendar day of a moment; `or_missing` says that a list named null too.
    """

    column: Column
    operator: Operator
    values: tuple[Value, ...] = ()
    by_day: bool = False
    or_missing: bool = False


class GroupKind(StrEnum):
    """How the parts of a group are joined; NOT has one part."""

    AND = "and"
    OR = "or"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class ResolvedGroup:
    """Conditions under and, or, not."""

    kind: GroupKind
    parts: tuple[ResolvedFilter, ...]


ResolvedFilter = ResolvedCondition | ResolvedGroup


@dataclass(frozen=True, slots=True)
class ResolvedSort:
    """Order by a dimension or metric, by its position among dimensions, then metrics."""

    position: int
    direction: Direction


@dataclass(frozen=True, slots=True)
class ResolvedQuery:
    """Everything `compile` needs.

    `compared` are the other days to hold `days` against; with `compares_moment` the other side is
    another snapshot, over the same days. `pivot` are positions of dimensions. In `having`, a
    column's key is the metric's output. `today` is the day that formulas may ask for.
    """

    dimensions: tuple[ResolvedDimension, ...]
    metrics: tuple[ResolvedMetric, ...]
    filters: ResolvedFilter | None
    date_column: Column | None
    days: Days | None
    compared: Days | None
    sort: tuple[ResolvedSort, ...]
    limit: int
    totals: bool
    week_starts_on: int
    today: date
    fiscal_year_starts_on: int = 1
    having: ResolvedFilter | None = None
    compares_moment: bool = False
    subtotals: bool = False
    pivot: tuple[int, ...] = ()

    @property
    def rows_of_pivot(self) -> tuple[int, ...]:
        """The positions of the dimensions that stay rows."""
        return tuple(at for at in range(len(self.dimensions)) if at not in self.pivot)

    @property
    def is_compared(self) -> bool:
        """Whether the question is asked a second time."""
        return self.compares_moment or self.compared is not None
