"""Cells of a sheet as text, the way a person would write them."""

from __future__ import annotations

from typing import Any, TypedDict

from cashstage.metrics.catalog import CATALOG
from cashstage.schema.column import ColumnType
from cashstage.sources.data_source.schemas import ColumnRead

MAX_CELL_CHARACTERS = 200
_MAX_DECIMALS = 4
_ABBREVIATIONS = {"id"} | {name for name, each in CATALOG.items() if each.label.isupper()}


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
        meaning=meaning_words(column.semantic_type or ""),
        number=column.type.numeric,
    )


def meaning_words(semantic_type: str) -> str:
    """A semantic type as people say it."""
    definition = CATALOG.get(semantic_type)
    if definition is not None:
        return definition.label
    words = [word.upper() if word in _ABBREVIATIONS else word for word in semantic_type.split("_")]
    text = " ".join(words)
    return text[:1].upper() + text[1:]


def cell_texts(columns: list[ColumnRead], rows: list[list[Any]]) -> list[list[str]]:
    """Rows as text; a missing value is empty, the numbers of a column have equal decimals."""
    written = [
        _texts([row[position] for row in rows], column) for position, column in enumerate(columns)
    ]
    return [list(row) for row in zip(*written, strict=True)]


def _texts(values: list[Any], column: ColumnRead) -> list[str]:
    if column.type.numeric:
        return _numbers(values, is_percent=column.format == "percent")
    return ["" if value is None else _text(value, column.type) for value in values]


def _text(value: Any, column_type: ColumnType) -> str:
    if column_type is ColumnType.BOOLEAN:
        return "true" if value else "false"
    text = str(value)[:MAX_CELL_CHARACTERS]
    return text.replace("T", " ") if column_type is ColumnType.DATETIME else text


def _numbers(values: list[Any], *, is_percent: bool) -> list[str]:
    scaled = [value * 100 if is_percent and value is not None else value for value in values]
    decimals = max((_decimals(value) for value in scaled if value is not None), default=0)
    unit = " %" if is_percent else ""
    return ["" if value is None else f"{value:,.{decimals}f}{unit}" for value in scaled]


def _decimals(value: float) -> int:
    return len(f"{value:.{_MAX_DECIMALS}f}".rstrip("0").partition(".")[2])
