"""What a question reads from: rows that have today's columns, wherever they lie."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import pyarrow as pa
from sqlglot import exp

from cashstage.query.columns import ColumnReader
from cashstage.query.parameters import Parameters
from cashstage.query.periods import Days
from cashstage.query.resolved import ResolvedQuery
from cashstage.schema.column import Column, ColumnType

OBJECT_PARAMETER = "object"
"""The parameter that is bound to the path of a source's one snapshot object."""

Run = Callable[[exp.Select, Parameters], pa.Table]
"""Runs one more statement over the objects of a relation."""


class Reader(Protocol):
    """Knows how the values of today's columns are read."""

    def read(self, column: Column) -> exp.Expr:
        """The value of a column in its type of today."""


class Relation(Reader, Protocol):
    """Rows to select from; the paths of its objects are bound when a statement runs."""

    @property
    def identity(self) -> Any:
        """All that decides the SQL besides question and columns, as JSON can hold it."""

    def serving(
        self, query: ResolvedQuery, days: Days | None
    ) -> tuple[ResolvedQuery, Days | None, Relation]:
        """The rows for one question, and what of its filters and days is still to be applied.

        Raises InvalidInput where these rows have no right answer to the question.
        """

    def rows(self, parameters: Parameters) -> exp.Expr:
        """What stands after FROM."""

    def notes(self, query: ResolvedQuery, run: Run) -> list[str]:
        """Sentences on what one should know beside the numbers."""


class ObjectRelation:
    """One snapshot object that holds the columns `present`, by key."""

    def __init__(
        self, present: Mapping[str, ColumnType], *, parameter: str = OBJECT_PARAMETER
    ) -> None:
        self._present = present
        self._parameter = parameter
        self._reader = ColumnReader(present)

    @property
    def identity(self) -> Mapping[str, ColumnType]:
        """The columns that are there."""
        return self._present

    def serving(
        self, query: ResolvedQuery, days: Days | None
    ) -> tuple[ResolvedQuery, Days | None, Relation]:
        """The same rows for every question."""
        return query, days, self

    def rows(self, parameters: Parameters) -> exp.Expr:
        """The object, read as Parquet."""
        path = exp.Placeholder(this=self._parameter)
        return exp.Table(this=exp.Anonymous(this="read_parquet", expressions=[path]))

    def read(self, column: Column) -> exp.Expr:
        """The stored value, converted where the object is older than the column's type."""
        return self._reader.read(column)

    def notes(self, query: ResolvedQuery, run: Run) -> list[str]:
        """Nothing: a source of its own is what it is."""
        return []
