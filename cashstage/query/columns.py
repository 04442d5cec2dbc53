"""Reading today's columns out of an object that may be older than they are."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from cashstage.schema.column import Column, ColumnType
from cashstage.snapshots.tables import SQL_TYPES

_WITH_INFINITY = {ColumnType.NUMBER, ColumnType.DATE, ColumnType.DATETIME}


class ColumnReader:
    """Knows which columns an object holds, and as what type; keys as in `Column.key`."""

    def __init__(self, present: Mapping[str, ColumnType]) -> None:
        self._present = present

    def read(self, column: Column) -> exp.Expr:
        """The column's value in its type of today.

        Null where the object is older than the column, or where an older value does not fit; a
        number that becomes an integer is rounded.
        """
        sql_type = exp.DataType.build(SQL_TYPES[column.type], dialect="duckdb")
        held = self._present.get(column.key)
        if held is None:
            return exp.Cast(this=exp.Null(), to=sql_type)
        stored = exp.column(exp.to_identifier(column.key, quoted=True))
        if held is column.type:
            return stored
        cast = exp.TryCast(this=stored, to=sql_type)
        if held is not ColumnType.TEXT or column.type not in _WITH_INFINITY:
            return cast
        # To DuckDB "nan" is a number and "infinity" a day; a sum or calendar has neither.
        finite = exp.Anonymous(this="isfinite", expressions=[cast])
        return exp.Case(ifs=[exp.If(this=finite, true=cast.copy())])
