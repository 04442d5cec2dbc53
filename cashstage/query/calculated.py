"""Calculated columns, worked out row by row below everything that is asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlglot import exp

from cashstage.core.errors import InvalidInput
from cashstage.metrics.calculated import Calculated
from cashstage.metrics.formula import mentions_today
from cashstage.query.parameters import Parameters
from cashstage.query.periods import Days
from cashstage.query.relation import Relation, Run
from cashstage.query.resolved import ResolvedQuery
from cashstage.schema.column import Column
from cashstage.snapshots.tables import SQL_TYPES


class CalculatedRelation:
    """Another relation's rows with calculated columns beside them.

    Those that build on others come in a level of their own, so that the SQL grows with the number
    of columns and not with the ways through them. The engine works out only what is asked for.
    """

    def __init__(
        self,
        base: Relation,
        columns: Sequence[Column],
        calculated: Sequence[Calculated],
        today: date,
    ) -> None:
        self._base = base
        self._columns = {column.key: column for column in columns}
        self._calculated = {each.column.key: each for each in calculated}
        self._today = today

    @property
    def identity(self) -> Any:
        """The other relation's, the formulas, and the day if one of them asks for it."""
        formulas = {key: each.text for key, each in self._calculated.items()}
        is_relative = any(mentions_today(text) for text in formulas.values())
        return [self._base.identity, formulas, self._today if is_relative else None]

    def serving(
        self, query: ResolvedQuery, days: Days | None
    ) -> tuple[ResolvedQuery, Days | None, Relation]:
        """The same rows for every question."""
        return query, days, self

    def notes(self, query: ResolvedQuery, run: Run) -> list[str]:
        """What there is to know of the other relation."""
        return self._base.notes(query, run)

    def rows(self, parameters: Parameters) -> exp.Expr:
        """The rows, one level of columns upon the other."""
        source = self._base.rows(parameters)
        sound = [each for each in self._calculated.values() if each.formula is not None]
        for level in sorted({each.level for each in sound}):
            added = [
                exp.alias_(self._value(each, parameters), each.column.key, quoted=True)
                for each in sound
                if each.level == level
            ]
            select = exp.select(exp.Star(), *added).from_(source, copy=False)
            source = select.subquery("calculated", copy=False)
        return source

    def read(self, column: Column) -> exp.Expr:
        """A column's value; raises InvalidInput for a calculated one that can't be worked out."""
        found = self._calculated.get(column.key)
        if found is None:
            return self._base.read(column)
        if found.problem is not None:
            raise InvalidInput(
                f"“{column.name}” can't be worked out: {found.problem}",
                next_step="Correct its formula in the data source.",
            )
        return exp.column(exp.to_identifier(column.key, quoted=True))

    def _value(self, calculated: Calculated, parameters: Parameters) -> exp.Expr:
        def lowered(node: exp.Expr) -> exp.Expr:
            if isinstance(node, exp.Column):
                return self._named(node.name)
            if isinstance(node, exp.Literal) and node.is_string:
                return parameters.bind(node.name)
            if isinstance(node, exp.CurrentDate):
                return parameters.bind(self._today)
            return node

        formula = calculated.formula
        tree = formula.tree.transform(lowered) if formula is not None else exp.Null()
        sql_type = exp.DataType.build(SQL_TYPES[calculated.column.type], dialect="duckdb")
        return exp.TryCast(this=tree, to=sql_type)

    def _named(self, key: str) -> exp.Expr:
        if key in self._calculated:
            return exp.column(exp.to_identifier(key, quoted=True))
        return self._base.read(self._columns[key])
