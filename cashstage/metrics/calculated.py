"""Calculated columns: what each is, in which order they build on each other, and what is wrong.

A stored formula names columns by key, so renames don't touch it. Types are told anew each time:
a column that became text makes whatever adds to it say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from cashstage.core.errors import FormulaError
from cashstage.metrics.formula import Formula, Use, names_in, read_formula
from cashstage.metrics.kinds import Kind, column_type_of
from cashstage.schema.column import Column, Role

MAX_LEVELS = 10
"""How many calculated columns may build on each other in a row."""

_CIRCLE = "It refers to itself."
_TOO_MANY = f"It builds on more than {MAX_LEVELS} calculated columns in a row."


@dataclass(frozen=True, slots=True)
class CalculatedField:
    """What is stored of a calculated column; `formula` names columns by key."""

    key: str
    name: str
    formula: str


@dataclass(frozen=True, slots=True)
class Calculated:
    """A calculated column as questions see it.

    `level` is 0 for what is worked out from columns alone. Without a `formula` it can't be worked
    out; `problem` says why.
    """

    column: Column
    formula: Formula | None
    level: int
    problem: str | None
    text: str


@dataclass
class _Reckoning:
    """One look at all fields of a source; each is settled once."""

    columns: Sequence[Column]
    fields: dict[str, CalculatedField]
    settled: dict[str, Calculated] = field(default_factory=dict)
    open: set[str] = field(default_factory=set)

    def settle(self, key: str) -> Calculated:
        if key not in self.settled:
            self.open.add(key)
            self.settled[key] = self._settle(self.fields[key])
            self.open.discard(key)
        return self.settled[key]

    def _settle(self, stored: CalculatedField) -> Calculated:
        try:
            below = [key for key in names_in(stored.formula) if key in self.fields]
        except FormulaError as error:
            return _broken(stored, error.detail)
        if any(key in self.open for key in below):
            return _broken(stored, _CIRCLE)
        parts = [self.settle(key) for key in below]
        for part in parts:
            if part.problem:
                return _broken(stored, f"“{part.column.name}” can't be worked out: {part.problem}")
        level = max((part.level + 1 for part in parts), default=0)
        if level > MAX_LEVELS:
            return _broken(stored, _TOO_MANY)
        return self._read(stored, [part.column for part in parts], level)

    def _read(self, stored: CalculatedField, parts: Sequence[Column], level: int) -> Calculated:
        columns = (*self.columns, *parts)
        try:
            formula = read_formula(stored.formula, columns, Use.COLUMN, by_key=True)
        except FormulaError as error:
            return _broken(stored, error.detail)
        column = _column(stored, formula.kind, whole=formula.whole)
        return Calculated(column, formula, level, None, stored.formula)


def calculate(columns: Sequence[Column], fields: Sequence[CalculatedField]) -> list[Calculated]:
    """All calculated columns over a source's columns, in their order."""
    reckoning = _Reckoning(columns, {each.key: each for each in fields})
    return [reckoning.settle(each.key) for each in fields]


def _column(stored: CalculatedField, kind: Kind, *, whole: bool) -> Column:
    return Column(
        stored.key,
        stored.name,
        column_type_of(kind, whole=whole),
        Role.METRIC if kind is Kind.NUMBER else Role.DIMENSION,
    )


def _broken(stored: CalculatedField, problem: str) -> Calculated:
    return Calculated(_column(stored, Kind.UNKNOWN, whole=False), None, 0, problem, stored.formula)
