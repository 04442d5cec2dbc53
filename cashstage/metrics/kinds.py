"""The kinds of value a formula reckons with: coarser than column types."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from cashstage.schema.column import ColumnType


class Kind(StrEnum):
    """What can be compared and combined with what; UNKNOWN is NULL, which fits everywhere."""

    NUMBER = "a number"
    TEXT = "text"
    BOOLEAN = "true or false"
    DATE = "a date"
    DATETIME = "a date and time"
    TIME = "a time"
    UNKNOWN = "empty"


_KINDS = {
    ColumnType.INTEGER: Kind.NUMBER,
    ColumnType.NUMBER: Kind.NUMBER,
    ColumnType.BOOLEAN: Kind.BOOLEAN,
    ColumnType.DATE: Kind.DATE,
    ColumnType.DATETIME: Kind.DATETIME,
    ColumnType.TIME: Kind.TIME,
    ColumnType.TEXT: Kind.TEXT,
}
_TYPES = {kind: held for held, kind in _KINDS.items()} | {Kind.UNKNOWN: ColumnType.TEXT}


def kind_of(column_type: ColumnType) -> Kind:
    """The kind of a column's values."""
    return _KINDS[column_type]


def column_type_of(kind: Kind, *, whole: bool) -> ColumnType:
    """The type of a column that holds values of the kind; `whole` numbers are integers."""
    if kind is Kind.NUMBER:
        return ColumnType.INTEGER if whole else ColumnType.NUMBER
    return _TYPES[kind]


def joined(kinds: Iterable[Kind]) -> Kind | None:
    """What values of these kinds are together; None when they can't be mixed.

    A day beside a moment is its midnight.
    """
    known = {kind for kind in kinds if kind is not Kind.UNKNOWN}
    if known == {Kind.DATE, Kind.DATETIME}:
        return Kind.DATETIME
    if len(known) > 1:
        return None
    return known.pop() if known else Kind.UNKNOWN
