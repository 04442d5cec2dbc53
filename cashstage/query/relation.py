"""What a question reads from: rows that have today's columns, wherever they lie."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from sqlglot import exp

from cashstage.query.columns import ColumnReader
from cashstage.query.parameters import Parameters
from cashstage.schema.column import Column, ColumnType

OBJECT_PARAMETER = "object"
"""The parameter that is bound to the path of a source's one snapshot object."""


class Relation(Protocol):
    """Rows to select from; the paths of its objects are bound when a statement runs."""

    @property
    def identity(self) -> Any:
        """All that decides the SQL besides question and columns, as JSON can hold it."""

    def rows(self, parameters: Parameters) -> exp.Expr:
        """What stands after FROM."""

    def read(self, column: Column) -> exp.Expr:
        """The value of a column in its type of today."""


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

    def rows(self, parameters: Parameters) -> exp.Expr:
        """The object, read as Parquet."""
        path = exp.Placeholder(this=self._parameter)
        return exp.Table(this=exp.Anonymous(this="read_parquet", expressions=[path]))

    def read(self, column: Column) -> exp.Expr:
        """The stored value, converted where the object is older than the column's type."""
        return self._reader.read(column)
