"""The widget editor's conditions, and the filter they stand for; pure, in both directions.

The editor shows conditions that must all hold. What it can't show (groups, conditions on fields
that are gone) is handed through untouched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypedDict

from cashstage.query.spec import Operator
from cashstage.schema.column import ColumnType
from cashstage.ui.states.question import FieldOption, option_of

NOTHING, TEXT, NUMBER, DAY, YES_OR_NO, LIST = "nothing", "text", "number", "date", "bool", "list"
PAIR = 2
_DAY_LENGTH = len("2026-01-31")

_EMPTINESS = ((Operator.IS_EMPTY, "is empty"), (Operator.IS_NOT_EMPTY, "is not empty"))
_TEXT_OPERATORS = (
    (Operator.IN, "is one of"),
    (Operator.NOT_IN, "is none of"),
    (Operator.EQUALS, "is"),
    (Operator.NOT_EQUALS, "is not"),
    (Operator.CONTAINS, "contains"),
    (Operator.NOT_CONTAINS, "does not contain"),
    (Operator.STARTS_WITH, "starts with"),
    (Operator.ENDS_WITH, "ends with"),
    (Operator.REGEX, "matches regex"),
    *_EMPTINESS,
)
_NUMBER_OPERATORS = (
    (Operator.GREATER_THAN, "is more than"),
    (Operator.GREATER_THAN_OR_EQUAL, "is at least"),
    (Operator.LESS_THAN, "is less than"),
    (Operator.LESS_THAN_OR_EQUAL, "is at most"),
    (Operator.BETWEEN, "is between"),
    (Operator.EQUALS, "is"),
    (Operator.NOT_EQUALS, "is not"),
    *_EMPTINESS,
)
_DAY_OPERATORS = (
    (Operator.GREATER_THAN_OR_EQUAL, "is on or after"),
    (Operator.LESS_THAN_OR_EQUAL, "is on or before"),
    (Operator.GREATER_THAN, "is after"),
    (Operator.LESS_THAN, "is before"),
    (Operator.BETWEEN, "is between"),
    (Operator.EQUALS, "is"),
    (Operator.NOT_EQUALS, "is not"),
    *_EMPTINESS,
)
_TIME_OPERATORS = ((Operator.EQUALS, "is"), (Operator.NOT_EQUALS, "is not"), *_EMPTINESS)
_YES_OR_NO_OPERATORS = ((Operator.EQUALS, "is"), *_EMPTINESS)
_OPERATORS: dict[ColumnType, tuple[tuple[Operator, str], ...]] = {
    ColumnType.TEXT: _TEXT_OPERATORS,
    ColumnType.INTEGER: _NUMBER_OPERATORS,
    ColumnType.NUMBER: _NUMBER_OPERATORS,
    ColumnType.DATE: _DAY_OPERATORS,
    ColumnType.DATETIME: _DAY_OPERATORS,
    ColumnType.TIME: _TIME_OPERATORS,
    ColumnType.BOOLEAN: _YES_OR_NO_OPERATORS,
}


class ConditionPick(TypedDict):
    """A condition as the panel shows it.

    `operators` are the choices of the field's type; `entry` names the control for `values`, which
    are as typed: of a list any number, else two places, the second for "between".
    """

    field: str
    operator: str
    operators: list[tuple[str, str]]
    entry: str
    pair: bool
    values: list[str]


def condition_of(option: FieldOption, operator: str = "", values: Sequence[str] = ()) -> Any:
    """A pick over the field; values that the operator has no use for are left out."""
    kind = ColumnType(option["type"])
    offered = [(choice.value, words) for choice, words in _OPERATORS[kind]]
    chosen = operator if operator in dict(offered) else offered[0][0]
    entry = _entry(kind, Operator(chosen))
    pair = chosen == Operator.BETWEEN
    return ConditionPick(
        field=option["name"],
        operator=chosen,
        operators=offered,
        entry=entry,
        pair=pair,
        values=_places(entry, values, pair=pair),
    )


def conditions_of(
    filters: dict[str, Any] | None, options: list[FieldOption]
) -> tuple[list[ConditionPick], list[dict[str, Any]]]:
    """The picks of a saved filter, and the parts that the panel can't show."""
    parts = [] if filters is None else filters.get("and", [filters])
    picks: list[ConditionPick] = []
    others: list[dict[str, Any]] = []
    for part in parts:
        pick = _pick(part, options)
        if pick is None:
            others.append(part)
        else:
            picks.append(pick)
    return picks, others


def filter_of(
    picks: Iterable[ConditionPick], others: Sequence[dict[str, Any]], options: list[FieldOption]
) -> dict[str, Any] | None:
    """The filter; picks without a value yet are no part of it."""
    parts = [_condition(pick, options) for pick in picks if is_complete(pick)] + list(others)
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else {"and": parts}


def is_complete(pick: ConditionPick) -> bool:
    """Whether the condition says something."""
    if pick["entry"] == NOTHING:
        return True
    given = [value for value in pick["values"] if value.strip()]
    return len(given) >= (PAIR if pick["pair"] else 1)


def _entry(kind: ColumnType, operator: Operator) -> str:
    if operator in {Operator.IS_EMPTY, Operator.IS_NOT_EMPTY}:
        return NOTHING
    if operator in {Operator.IN, Operator.NOT_IN}:
        return LIST
    if kind.numeric:
        return NUMBER
    if kind.temporal:
        return DAY
    return YES_OR_NO if kind is ColumnType.BOOLEAN else TEXT


def _places(entry: str, values: Sequence[str], *, pair: bool) -> list[str]:
    if entry == NOTHING:
        return []
    if entry == LIST:
        return [value for value in values if value]
    first = values[0] if values else ("true" if entry == YES_OR_NO else "")
    return [first, values[1] if pair and len(values) > 1 else ""]


def _pick(part: dict[str, Any], options: list[FieldOption]) -> ConditionPick | None:
    option = option_of(options, part.get("field", ""))
    if option is None:
        return None
    value = part.get("value")
    values = value if isinstance(value, list) else [] if value is None else [value]
    pick: ConditionPick = condition_of(option, part["operator"], [_typed(one) for one in values])
    # What comes back as it was can be shown; a null in a list, or a moment, can't.
    return pick if _condition(pick, options) == part else None


def _condition(pick: ConditionPick, options: list[FieldOption]) -> dict[str, Any]:
    condition: dict[str, Any] = {"field": pick["field"], "operator": pick["operator"]}
    if pick["entry"] == NOTHING:
        return condition
    option = option_of(options, pick["field"])
    kind = ColumnType(option["type"]) if option else ColumnType.TEXT
    values = [_value(kind, text) for text in pick["values"]]
    if pick["entry"] == LIST or pick["pair"]:
        return condition | {"value": values}
    return condition | {"value": values[0]}


def _typed(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _value(kind: ColumnType, text: str) -> object:
    """The value that was typed; what is no number stays text, for the query to refuse."""
    if kind is ColumnType.BOOLEAN:
        return text == "true"
    if kind.temporal:
        return text[:_DAY_LENGTH]
    if not kind.numeric:
        return text
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return text
