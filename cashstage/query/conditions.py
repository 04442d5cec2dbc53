"""Filters: which operators fit a column, and values in its own type."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from cashstage.core.errors import InvalidInput
from cashstage.metrics.naming import ColumnNames
from cashstage.query.resolved import (
    GroupKind,
    ResolvedCondition,
    ResolvedFilter,
    ResolvedGroup,
    Value,
)
from cashstage.query.spec import AllOf, AnyOf, Condition, Filter, Negation, Operator, Scalar
from cashstage.schema.column import Column, ColumnType

_TEXT_ONLY = {
    Operator.CONTAINS,
    Operator.NOT_CONTAINS,
    Operator.STARTS_WITH,
    Operator.ENDS_WITH,
    Operator.REGEX,
}
_ORDERING = {
    Operator.GREATER_THAN,
    Operator.GREATER_THAN_OR_EQUAL,
    Operator.LESS_THAN,
    Operator.LESS_THAN_OR_EQUAL,
    Operator.BETWEEN,
}
_LISTS = {Operator.IN, Operator.NOT_IN}
_EMPTINESS = {Operator.IS_EMPTY, Operator.IS_NOT_EMPTY}
_EXAMPLES = {
    ColumnType.INTEGER: "a number such as 12",
    ColumnType.NUMBER: "a number such as 12.5",
    ColumnType.BOOLEAN: "true or false",
    ColumnType.DATE: "a date such as 2026-01-31",
    ColumnType.DATETIME: "a date or time such as 2026-01-31T09:30:00",
    ColumnType.TIME: "a time such as 09:30",
    ColumnType.TEXT: "a text",
}
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?")


def resolve_filter(
    tree: Filter, names: ColumnNames, zone: ZoneInfo, place: str = "filters"
) -> ResolvedFilter:
    """The filter over columns; InvalidInput names the place that does not fit."""
    if isinstance(tree, Condition):
        return _condition(tree, names, zone, place)
    if isinstance(tree, Negation):
        part = resolve_filter(tree.part, names, zone, f"{place}.not")
        return ResolvedGroup(GroupKind.NOT, (part,))
    kind = GroupKind.AND if isinstance(tree, AllOf) else GroupKind.OR
    return ResolvedGroup(kind, _parts(tree, names, zone, f"{place}.{kind}"))


def _parts(
    tree: AllOf | AnyOf, names: ColumnNames, zone: ZoneInfo, place: str
) -> tuple[ResolvedFilter, ...]:
    return tuple(
        resolve_filter(part, names, zone, f"{place}.{index}")
        for index, part in enumerate(tree.parts)
    )


def _condition(
    condition: Condition, names: ColumnNames, zone: ZoneInfo, place: str
) -> ResolvedCondition:
    try:
        column = names.find(condition.field)
        _check_operator(column, condition.operator)
        given = _given(condition)
        values = tuple(typed_value(value, column, zone) for value in given if value is not None)
    except InvalidInput as error:
        raise InvalidInput(error.detail, next_step=error.next_step, field=place) from None
    by_day = column.type is ColumnType.DATETIME and all(
        not isinstance(value, datetime) for value in values
    )
    if column.type is ColumnType.DATETIME and not by_day:
        values = tuple(_midnight(value) for value in values)
    return ResolvedCondition(column, condition.operator, values, by_day, None in given)


def _check_operator(column: Column, operator: Operator) -> None:
    if operator in _TEXT_ONLY and column.type is not ColumnType.TEXT:
        raise InvalidInput(
            f"“{operator}” compares text, but “{column.name}” holds {_plural(column.type)}."
        )
    if operator in _ORDERING and column.type is ColumnType.BOOLEAN:
        raise InvalidInput(f"“{operator}” needs an order; “{column.name}” is true or false.")


def _given(condition: Condition) -> tuple[Scalar | None, ...]:
    operator, value = condition.operator, condition.value
    if operator in _EMPTINESS:
        if value is not None:
            raise InvalidInput(f"“{operator}” takes no value.")
        return ()
    if operator in _LISTS or operator is Operator.BETWEEN:
        if not isinstance(value, tuple):
            raise InvalidInput(f"“{operator}” takes a list of values.")
        if operator is Operator.BETWEEN and (len(value) != 2 or None in value):
            raise InvalidInput("“between” takes two values: the lowest and the highest.")
        return value
    if isinstance(value, tuple):
        raise InvalidInput(f"“{operator}” takes one value.", next_step="For several, use “in”.")
    if value is None:
        raise InvalidInput(
            f"“{operator}” takes a value.", next_step="For missing values, use “is_empty”."
        )
    return (value,)


def typed_value(value: Scalar, column: Column, zone: ZoneInfo) -> Value:
    """The value as the column holds it; InvalidInput when it can't be one."""
    try:
        typed = _converted(value, column.type, zone)
    except (ValueError, OverflowError):
        typed = None
    if typed is None:
        shown = str(value)[:60]
        raise InvalidInput(
            f"“{column.name}” is compared with {_EXAMPLES[column.type]}, not “{shown}”."
        )
    return typed


def _converted(value: Scalar, column_type: ColumnType, zone: ZoneInfo) -> Value | None:
    """The value as the column holds it; None or ValueError when it can't be one."""
    if column_type.numeric:
        return _number(value)
    if column_type is ColumnType.BOOLEAN:
        if isinstance(value, bool):
            return value
        return {"true": True, "false": False}.get(str(value).casefold())
    if column_type is ColumnType.TEXT:
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        return str(value) if is_whole or isinstance(value, str) else None
    if not isinstance(value, str):
        return None
    if column_type is ColumnType.TIME:
        return time.fromisoformat(value).replace(tzinfo=None)
    return _day_or_moment(value, column_type, zone)


def _number(value: Scalar) -> int | float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value
    text = value.strip()
    if not _NUMBER.fullmatch(text):
        return None
    is_whole = text.lstrip("+-").isdigit() and len(text) < len(str(2**63))
    return int(text) if is_whole else float(text)


def _day_or_moment(value: str, column_type: ColumnType, zone: ZoneInfo) -> date | datetime:
    if len(value) == len("2026-01-31"):
        return date.fromisoformat(value)
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is not None:
        moment = moment.astimezone(zone).replace(tzinfo=None)
    return moment.date() if column_type is ColumnType.DATE else moment


def _midnight(value: Value) -> Value:
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time.min)
    return value


def _plural(column_type: ColumnType) -> str:
    if column_type is ColumnType.BOOLEAN:
        return "true or false"
    return "numbers" if column_type.numeric else "dates or times"
