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
class ResolvedDimension:
    """A column to group by; `type` is that of the bucketed value."""

    name: str
    label: str
    column: Column
    grain: Grain | None
    type: ColumnType


@dataclass(frozen=True, slots=True)
class ResolvedMetric:
    """An aggregate over columns that are named by key; `kind` is that of its value.

    `additive` says whether the values of groups add up to the total, `note` what a reader should
    know about them.
    """

    name: str
    label: str
    tree: exp.Expr
    kind: Kind
    semantic_type: str | None
    format: str | None
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
    """Everything `compile` needs. `compared` is the earlier range to hold `days` against."""

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
