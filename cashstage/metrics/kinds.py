"""The kinds of value a formula reckons with: coarser than column types."""

from __future__ import annotations

from enum import StrEnum

from cashstage.schema.column import ColumnType


class Kind(StrEnum):
    """What can be compared and combined with what; UNKNOWN is NULL, which fits everywhere."""

    NUMBER = "a number"
    TEXT = "text"
    BOOLEAN = "true or false"
    DATE = "a date"
    TIME = "a time"
    UNKNOWN = "empty"


_KINDS = {
    ColumnType.INTEGER: Kind.NUMBER,
    ColumnType.NUMBER: Kind.NUMBER,
    ColumnType.BOOLEAN: Kind.BOOLEAN,
    ColumnType.DATE: Kind.DATE,
    ColumnType.DATETIME: Kind.DATE,
    ColumnType.TIME: Kind.TIME,
    ColumnType.TEXT: Kind.TEXT,
}


def kind_of(column_type: ColumnType) -> Kind:
    """The kind of a column's values."""
    return _KINDS[column_type]
