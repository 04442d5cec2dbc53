"""What a filter means, told row by row in plain Python, apart from the SQL that is tested."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from cashstage.query.spec import Operator
from cashstage.schema.column import Column, ColumnType
from tests.query.asking import ALL, Row

_COLUMNS: dict[str, Column] = {each.name: each for each in ALL}
_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    Operator.EQUALS: lambda value, other: bool(value == other),
    Operator.GREATER_THAN: lambda value, other: bool(value > other),
    Operator.GREATER_THAN_OR_EQUAL: lambda value, other: bool(value >= other),
    Operator.LESS_THAN: lambda value, other: bool(value < other),
    Operator.LESS_THAN_OR_EQUAL: lambda value, other: bool(value <= other),
}
_TEXT: dict[str, Callable[[str, str], bool]] = {
    Operator.CONTAINS: lambda value, part: part.lower() in value.lower(),
    Operator.STARTS_WITH: lambda value, part: value.lower().startswith(part.lower()),
    Operator.ENDS_WITH: lambda value, part: value.lower().endswith(part.lower()),
    Operator.REGEX: lambda value, pattern: re.search(pattern, value) is not None,
}
_COMPLEMENTS = {
    Operator.NOT_EQUALS: Operator.EQUALS,
    Operator.NOT_CONTAINS: Operator.CONTAINS,
    Operator.NOT_IN: Operator.IN,
    Operator.IS_NOT_EMPTY: Operator.IS_EMPTY,
}


def holds(tree: dict[str, Any], row: Row) -> bool:
    """Whether a filter, as a question's JSON writes it, is true of a row; never unknown."""
    if "and" in tree:
        return all(holds(part, row) for part in tree["and"])
    if "or" in tree:
        return any(holds(part, row) for part in tree["or"])
    if "not" in tree:
        return not holds(tree["not"], row)
    operator, value = tree["operator"], tree.get("value")
    if operator in _COMPLEMENTS:
        return not holds({**tree, "operator": _COMPLEMENTS[operator]}, row)
    return _compares(operator, row.get(tree["field"]), value, _COLUMNS[tree["field"]].type)


def _compares(operator: str, held: Any, value: Any, column_type: ColumnType) -> bool:
    if operator == Operator.IS_EMPTY:
        return held is None or held == ""
    if operator == Operator.IN and held is None:
        return None in value
    if held is None:
        return False
    listed = value if isinstance(value, list) else [value]
    others = [_typed(each, column_type) for each in listed if each is not None]
    if column_type is ColumnType.DATETIME:
        if all(not isinstance(each, datetime) for each in others):
            held = held.date()
        else:
            others = [
                each if isinstance(each, datetime) else datetime.combine(each, time.min)
                for each in others
            ]
    if operator == Operator.IN:
        return any(held == other for other in others)
    if operator == Operator.BETWEEN:
        return bool(others[0] <= held <= others[1])
    return {**_ORDER, **_TEXT}[operator](held, others[0])


def _typed(value: Any, column_type: ColumnType) -> Any:
    if column_type is ColumnType.TIME:
        return time.fromisoformat(value)
    if column_type.temporal:
        is_day = len(value) == len("2026-01-31")
        return date.fromisoformat(value) if is_day else datetime.fromisoformat(value)
    return value
