"""What speaks for a column's type, in words."""

from __future__ import annotations

from cashstage.schema.column import ColumnType

_SINGULARS = {
    ColumnType.INTEGER: "a whole number",
    ColumnType.NUMBER: "a number",
    ColumnType.BOOLEAN: "yes or no",
    ColumnType.DATE: "a date",
    ColumnType.DATETIME: "a date with a time",
    ColumnType.TIME: "a time of day",
    ColumnType.TEXT: "a word",
}
_PLURALS = {
    ColumnType.INTEGER: "whole numbers",
    ColumnType.NUMBER: "numbers",
    ColumnType.BOOLEAN: "yes or no",
    ColumnType.DATE: "dates",
    ColumnType.DATETIME: "dates with a time",
    ColumnType.TIME: "times of day",
    ColumnType.TEXT: "words",
}


def readable_as(kind: ColumnType, readable: int, filled: int) -> str:
    """How many of the filled cells can be read as that type."""
    if filled == 1:
        return f"Its only filled cell is {_SINGULARS[kind]}."
    all_of = "All" if readable == filled else f"{readable:,} of"
    return f"{all_of} {filled:,} filled cells are {_PLURALS[kind]}."
