"""The columns of a snapshot, as its record keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cashstage.schema.column import Column, ColumnType, Role


def as_json(column: Column) -> dict[str, Any]:
    """The column as the record keeps it."""
    return {
        "key": column.key,
        "name": column.name,
        "type": column.type,
        "role": column.role,
        "semantic_type": column.semantic_type,
        "format": column.format,
    }


def columns_of(items: Iterable[dict[str, Any]]) -> dict[str, Column]:
    """The recorded columns by key, in their order."""
    return {
        item["key"]: Column(
            key=item["key"],
            name=item["name"],
            type=ColumnType(item["type"]),
            role=Role(item["role"]),
            semantic_type=item["semantic_type"],
            format=item["format"],
        )
        for item in items
    }


def types_of(items: Iterable[dict[str, Any]]) -> dict[str, ColumnType]:
    """The types of the object's columns by key, in their order."""
    return {item["key"]: ColumnType(item["type"]) for item in items}
