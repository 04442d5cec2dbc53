"""A snapshot's table as the comparison reads it, and how its parts are written in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from cashstage.schema.column import ColumnType

SQL_TYPES = {
    ColumnType.INTEGER: "BIGINT",
    ColumnType.NUMBER: "DOUBLE",
    ColumnType.BOOLEAN: "BOOLEAN",
    ColumnType.DATE: "DATE",
    ColumnType.DATETIME: "TIMESTAMP",
    ColumnType.TIME: "TIME",
    ColumnType.TEXT: "VARCHAR",
}
"""What the columns of an object are to DuckDB."""


class SqlEngine(Protocol):
    """What computes: bounded in memory and time, and reading nothing but objects."""

    def run(self, sql: str, parameters: Mapping[str, Any]) -> pa.Table:
        """The result of one statement in DuckDB's dialect with named parameters."""


@dataclass(frozen=True, slots=True)
class SnapshotTable:
    """An object on local disk; `columns` are the keys and types it holds, in their order."""

    path: Path
    columns: Mapping[str, ColumnType]


def quoted(key: str) -> str:
    """A column key as an identifier."""
    return '"' + key.replace('"', '""') + '"'


def listed(parts: Iterable[str]) -> str:
    """Parts of a list, separated by commas."""
    return ", ".join(parts)


def as_text(value: str, held: ColumnType) -> str:
    """The value in the one way of writing that all types share.

    A whole number has no decimal point whatever its type, midnight is a date, truth is written as
    sheets write it. Reading the text as `held` again gives the value.
    """
    if held is ColumnType.NUMBER:
        whole = f"CASE WHEN {value} = trunc({value}) THEN TRY_CAST({value} AS HUGEINT) END"
        return f"coalesce(CAST({whole} AS VARCHAR), CAST({value} AS VARCHAR))"
    if held is ColumnType.DATETIME:
        midnight = f"{value} = date_trunc('day', {value})"
        return (
            f"CASE WHEN {midnight} THEN CAST(CAST({value} AS DATE) AS VARCHAR)"
            f" ELSE CAST({value} AS VARCHAR) END"
        )
    if held is ColumnType.BOOLEAN:
        return f"upper(CAST({value} AS VARCHAR))"
    return value if held is ColumnType.TEXT else f"CAST({value} AS VARCHAR)"


def read_as(value: str, wanted: ColumnType) -> str:
    """A text of `as_text` as a value; null where it is none of that type."""
    return value if wanted is ColumnType.TEXT else f"TRY_CAST({value} AS {SQL_TYPES[wanted]})"
