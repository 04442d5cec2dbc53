"""The words for a column, shared by ingestion, queries and the interface."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ColumnType(StrEnum):
    """The value types a snapshot can hold; identifiers are text."""

    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    TIME = "time"
    TEXT = "text"

    @property
    def numeric(self) -> bool:
        """Whether sums and averages make sense."""
        return self in {ColumnType.INTEGER, ColumnType.NUMBER}

    @property
    def temporal(self) -> bool:
        """Whether date ranges and grains apply."""
        return self in {ColumnType.DATE, ColumnType.DATETIME}


class Role(StrEnum):
    """How a field is used by default: to group by, or to aggregate."""

    DIMENSION = "dimension"
    METRIC = "metric"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a data source.

    `key` is the column's physical name in every snapshot object of its source. It is given once
    ("c1", "c2", …), never reused, and survives renames, so that old snapshots answer under new
    headers. `name` is today's header after repair; people and queries use it. `format` is a
    display format: "percent" (stored 0-1), "currency" or "currency:EUR", "duration", or None.
    `aliases` are other names it has or had, which questions may still use.
    """

    key: str
    name: str
    type: ColumnType
    role: Role
    semantic_type: str | None = None
    format: str | None = None
    overridden: bool = False
    aliases: tuple[str, ...] = ()
