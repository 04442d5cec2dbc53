"""Cells of a sheet as text, the way a person would write them."""

from __future__ import annotations

from typing import Any, TypedDict

from cashstage.schema.column import ColumnType
from cashstage.sources.data_source.schemas import ColumnRead

MAX_CELL_CHARACTERS = 200
_DECIMALS = 4


class ColumnHead(TypedDict):
    """What stands above a column: `meaning` is empty when none was found."""

    name: str
    type: str
    meaning: str
    number: bool


def column_head(column: ColumnRead) -> ColumnHead:
    """The column's name, type and meaning in words."""
    return ColumnHead(
        name=column.name,
        type=column.type,
        meaning=(column.semantic_type or "").replace("_", " ").capitalize(),
        number=column.type.numeric,
    )


def cell_texts(columns: list[ColumnRead], rows: list[list[Any]]) -> list[list[str]]:
    """Rows as text; a missing value is empty."""
    return [
        [_text(value, column) for value, column in zip(row, columns, strict=True)] for row in rows
    ]


def _text(value: Any, column: ColumnRead) -> str:
    if value is None:
        return ""
    if column.type.numeric and column.format == "percent":
        return f"{_plain(value * 100)} %"
    if column.type.numeric:
        return _plain(value)
    if column.type is ColumnType.BOOLEAN:
        return "true" if value else "false"
    text = str(value)[:MAX_CELL_CHARACTERS]
    return text.replace("T", " ") if column.type is ColumnType.DATETIME else text


def _plain(number: float) -> str:
    if isinstance(number, int):
        return f"{number:,}"
    text = f"{number:,.{_DECIMALS}f}".rstrip("0")
    whole, _, fraction = text.partition(".")
    return f"{whole}.{fraction:0<2}" if fraction else whole
