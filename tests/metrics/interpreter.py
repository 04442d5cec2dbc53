"""Formulas of random shape, and what they mean told in plain Python, apart from any SQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from cashstage.metrics.kinds import Kind
from tests.query.asking import Row

Meaning = Callable[[Row], Any]


@dataclass(frozen=True, slots=True)
class Expression:
    """A formula's text, and its value in a row; None is a missing one."""

    text: str
    meaning: Meaning


def _strict(function: Callable[..., Any], *parts: Expression) -> Meaning:
    """Missing as soon as one of the parts is."""

    def meaning(row: Row) -> Any:
        values = [part.meaning(row) for part in parts]
        return None if None in values else function(*values)

    return meaning


def _column(name: str) -> Expression:
    return Expression(name, lambda row: row.get(name))


def _either(condition: Expression, yes: Expression, no: Expression) -> Meaning:
    return lambda row: (yes if condition.meaning(row) else no).meaning(row)


def _all(left: Expression, right: Expression) -> Meaning:
    def meaning(row: Row) -> bool | None:
        values = {left.meaning(row), right.meaning(row)}
        return False if False in values else None if None in values else True

    return meaning


def _any(left: Expression, right: Expression) -> Meaning:
    def meaning(row: Row) -> bool | None:
        values = {left.meaning(row), right.meaning(row)}
        return True if True in values else None if None in values else False

    return meaning


def _both(left: Expression, right: Expression) -> Expression:
    return Expression(f"({left.text} AND {right.text})", _all(left, right))


def _one_of_two(left: Expression, right: Expression) -> Expression:
    return Expression(f"({left.text} OR {right.text})", _any(left, right))


def _literal_number(value: int) -> Expression:
    return Expression(str(value) if value >= 0 else f"({value})", lambda _row: value)


def _literal_text(value: str) -> Expression:
    written = value.replace("\\", "\\\\").replace("'", "''")
    return Expression(f"'{written}'", lambda _row: value)


def _call(name: str, function: Callable[..., Any], *parts: Expression) -> Expression:
    listed = ", ".join(part.text for part in parts)
    return Expression(f"{name}({listed})", _strict(function, *parts))


def _infix(sign: str, function: Callable[..., Any], left: Expression, right: Expression) -> Any:
    return Expression(f"({left.text} {sign} {right.text})", _strict(function, left, right))


_LETTERS = st.characters(codec="utf-8", categories=("Ll", "Lu", "Nd", "Zs", "Po"))
_TEXTS = st.text(_LETTERS, max_size=6)
_LEAVES: dict[Kind, Any] = {
    Kind.NUMBER: st.sampled_from([_column("clicks")]) | st.integers(-9, 9).map(_literal_number),
    Kind.TEXT: st.sampled_from([_column("channel")]) | _TEXTS.map(_literal_text),
    Kind.BOOLEAN: st.sampled_from([_column("active"), Expression("TRUE", lambda _row: True)]),
    Kind.DATE: st.sampled_from([_column("day")]),
}


def expressions(kind: Kind, depth: int = 3) -> st.SearchStrategy[Expression]:
    """Formulas whose value is of that kind."""
    leaves: st.SearchStrategy[Expression] = _LEAVES[kind]
    return leaves if depth == 0 else leaves | _GROWN[kind](depth - 1)


def _shared(kind: Kind, depth: int) -> st.SearchStrategy[Expression]:
    """What every kind can be: one of two, the first that is there, or missing when equal."""
    same = expressions(kind, depth)
    conditions = expressions(Kind.BOOLEAN, depth)
    return st.one_of(
        st.builds(
            lambda c, a, b: Expression(f"IF({c.text}, {a.text}, {b.text})", _either(c, a, b)),
            conditions,
            same,
            same,
        ),
        st.builds(
            lambda c, a, b: Expression(
                f"CASE WHEN {c.text} THEN {a.text} ELSE {b.text} END", _either(c, a, b)
            ),
            conditions,
            same,
            same,
        ),
        st.builds(_first_present, same, same),
        st.builds(_unless_equal, same, same),
    )


def _first_present(left: Expression, right: Expression) -> Expression:
    def meaning(row: Row) -> Any:
        value = left.meaning(row)
        return right.meaning(row) if value is None else value

    return Expression(f"IFNULL({left.text}, {right.text})", meaning)


def _unless_equal(left: Expression, right: Expression) -> Expression:
    def meaning(row: Row) -> Any:
        value = left.meaning(row)
        return None if value == right.meaning(row) else value

    return Expression(f"NULLIF({left.text}, {right.text})", meaning)


def _numbers(depth: int) -> st.SearchStrategy[Expression]:
    number, text, day = (expressions(kind, depth) for kind in (Kind.NUMBER, Kind.TEXT, Kind.DATE))
    return st.one_of(
        st.builds(lambda a, b: _infix("+", lambda x, y: x + y, a, b), number, number),
        st.builds(lambda a, b: _infix("-", lambda x, y: x - y, a, b), number, number),
        st.builds(lambda a, b: _infix("*", lambda x, y: x * y, a, b), number, number),
        st.builds(lambda a: _call("ABS", abs, a), number),
        st.builds(lambda a: _call("LENGTH", len, a), text),
        st.builds(lambda a: _call("YEAR", lambda d: d.year, a), day),
        st.builds(lambda a: _call("WEEKDAY", lambda d: d.isoweekday() % 7, a), day),
        st.builds(lambda a, b: _call("DATE_DIFF", lambda x, y: (x - y).days, a, b), day, day),
        _shared(Kind.NUMBER, depth),
    )


def _texts(depth: int) -> st.SearchStrategy[Expression]:
    text, number = expressions(Kind.TEXT, depth), expressions(Kind.NUMBER, depth)
    counts = st.integers(0, 5).map(_literal_number)
    return st.one_of(
        st.builds(lambda a, b: _call("CONCAT", lambda x, y: x + y, a, b), text, text),
        st.builds(lambda a, n: _call("LEFT_TEXT", lambda x, y: x[:y], a, n), text, counts),
        st.builds(
            lambda a, n: Expression(
                f"SUBSTR({a.text}, {n.text} + 1)", _strict(lambda x, y: x[y:], a, n)
            ),
            text,
            counts,
        ),
        st.builds(lambda a: Expression(f"CAST({a.text} AS TEXT)", _strict(str, a)), number),
        _shared(Kind.TEXT, depth),
    )


def _booleans(depth: int) -> st.SearchStrategy[Expression]:
    number, text, boolean = (
        expressions(kind, depth) for kind in (Kind.NUMBER, Kind.TEXT, Kind.BOOLEAN)
    )
    return st.one_of(
        st.builds(lambda a, b: _infix("<", lambda x, y: x < y, a, b), number, number),
        st.builds(lambda a, b: _infix("=", lambda x, y: x == y, a, b), text, text),
        st.builds(_both, boolean, boolean),
        st.builds(_one_of_two, boolean, boolean),
        st.builds(lambda a: Expression(f"(NOT {a.text})", _strict(lambda x: not x, a)), boolean),
        st.builds(
            lambda a: Expression(f"({a.text} IS NULL)", lambda row: a.meaning(row) is None), text
        ),
        st.builds(lambda a, b: _call("CONTAINS_TEXT", lambda x, y: y in x, a, b), text, text),
    )


def _days(depth: int) -> st.SearchStrategy[Expression]:
    day = expressions(Kind.DATE, depth)
    return st.one_of(
        st.builds(
            lambda a, n: Expression(
                f"DATE_ADD({a.text}, INTERVAL {n} DAY)",
                _strict(lambda x: x + timedelta(n), a),
            ),
            day,
            st.integers(0, 60),
        ),
        st.builds(
            lambda a: Expression(
                f"DATE_TRUNC({a.text}, MONTH)", _strict(lambda x: date(x.year, x.month, 1), a)
            ),
            day,
        ),
        _shared(Kind.DATE, depth),
    )


_GROWN: dict[Kind, Callable[[int], st.SearchStrategy[Expression]]] = {
    Kind.NUMBER: _numbers,
    Kind.TEXT: _texts,
    Kind.BOOLEAN: _booleans,
    Kind.DATE: _days,
}
