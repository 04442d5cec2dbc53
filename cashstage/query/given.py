"""Parameters: “@name” in a filter's value or a formula, and what stands there instead.

They are filled in before anything is typed, so that a value is held against its column, and a
formula's parts against each other, as if it had been written there. A text never leaves its
quotation marks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from cashstage.core.errors import FormulaError, InvalidInput
from cashstage.metrics.naming import did_you_mean
from cashstage.metrics.texts import quoted_text
from cashstage.query.spec import AllOf, AnyOf, Condition, Filter, Negation, Scalar

Given = Mapping[str, Scalar]

_VALUE = re.compile(r"@(@*)([A-Za-z_]\w*)", re.ASCII)
_IN_FORMULA = re.compile(
    r"""'(?:[^']|'')*' | "(?:[^"]|"")*" | `(?:[^`]|``)*` | @(?P<name>[A-Za-z_]\w*)""",
    re.ASCII | re.VERBOSE,
)


def filled_filter(tree: Filter, given: Given, place: str) -> Filter:
    """The filter with its parameters' values; where there are no parameters, “@name” is a text."""
    if not given:
        return tree
    if isinstance(tree, Condition):
        return _filled_condition(tree, given, place)
    if isinstance(tree, Negation):
        return tree.model_copy(update={"part": filled_filter(tree.part, given, f"{place}.not")})
    return tree.model_copy(update={"parts": _filled_parts(tree, given, place)})


def _filled_parts(tree: AllOf | AnyOf, given: Given, place: str) -> tuple[Filter, ...]:
    kind = "and" if isinstance(tree, AllOf) else "or"
    return tuple(
        filled_filter(part, given, f"{place}.{kind}.{index}")
        for index, part in enumerate(tree.parts)
    )


def _filled_condition(condition: Condition, given: Given, place: str) -> Condition:
    value = condition.value
    if isinstance(value, tuple):
        filled = tuple(_filled_value(each, given, place) for each in value)
        return condition.model_copy(update={"value": filled})
    return condition.model_copy(update={"value": _filled_value(value, given, place)})


def _filled_value(value: Scalar | None, given: Given, place: str) -> Scalar | None:
    found = _VALUE.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return value
    marks, name = found.groups()
    if marks:
        return f"{marks}{name}"
    if name not in given:
        raise InvalidInput(
            f"There is no parameter “@{name}”.{did_you_mean(name, given)}",
            next_step=f"The text “@{name}” itself is written “@@{name}”.",
            field=place,
        )
    return given[name]


def literal(value: Any) -> Any:
    """A value of the data as a filter with parameters writes it: itself, never a name."""
    return f"@{value}" if isinstance(value, str) and _VALUE.fullmatch(value) else value


def filled_formula(text: str, given: Given) -> tuple[str, Callable[[int], int]]:
    """The formula with its parameters' values, and where a place in it is in what was written.

    Raises FormulaError for a parameter that there is not.
    """
    parts: list[str] = []
    shifts: list[tuple[int, int, int]] = []
    end = length = 0
    for found in _IN_FORMULA.finditer(text):
        name = found["name"]
        if name is None:
            continue
        literal = _literal(name, given, found.start())
        parts += [text[end : found.start()], literal]
        length += found.start() - end
        shifts.append((length, length + len(literal), found.start()))
        end, length = found.end(), length + len(literal)
        shifts.append((length, 2**31, found.end()))
    filled = "".join([*parts, text[end:]])

    def written(position: int) -> int:
        for first, last, original in reversed(shifts):
            if first <= position:
                return original if last != 2**31 else original + position - first
        return position

    return filled, written


def _literal(name: str, given: Given, position: int) -> str:
    if name not in given:
        raise FormulaError(
            f"There is no parameter “@{name}”.{did_you_mean(name, given)}",
            next_step="Give it a value among the query's parameters.",
            position=position,
        )
    value = given[name]
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return quoted_text(value)
    # With an exponent DuckDB takes it for a double, whose sign binds like an operator's.
    return f"({value!r})" if value < 0 else repr(value)
