"""Filters over random rows, held against a reckoning row by row in plain Python."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cashstage.core.errors import InvalidInput
from cashstage.query.spec import Operator
from cashstage.schema.column import ColumnType
from tests.query.asking import ALL, Asking, Row
from tests.query.reckoning import holds

Strategy = st.SearchStrategy[Any]
Tree = dict[str, Any]

TEXTS = ["", "a", "A", "ab", "b", "Ä", "ä", "%", "a_b", "a\\b", "'", "it's", "5", "null", "😀a"]
PATTERNS = ["", "a", "^a", "b$", "[Aa]b?", "^$", "\\d", "(a|Ä)", "(?i)A", ".", "it's", "\\\\"]
INTEGERS = [-1, 0, 1, 2, 5, 2**53 - 1, 2**63 - 1, -(2**63)]
NUMBERS = [-1.5, -0.0, 0.0, 0.1, 0.1 + 0.2, 0.3, 1.0, 5.0, 1e15, -1e299, 5e-324]
DAYS = [date(1, 1, 1), date(2026, 3, 1), date(2026, 3, 29), date(9999, 12, 31)]
MOMENTS = [
    datetime(2026, 3, 1),  # noqa: DTZ001 - civil
    datetime(2026, 3, 1, 0, 0, 0, 1),  # noqa: DTZ001
    datetime(2026, 3, 1, 23, 59, 59, 999_999),  # noqa: DTZ001
    datetime(2026, 3, 29, 2, 30),  # noqa: DTZ001
]
CLOCKS = [time(0), time(9, 30), time(9, 30, 0, 1), time(23, 59, 59, 999_999)]

HELD: dict[str, list[Any]] = {
    "day": DAYS,
    "at": MOMENTS,
    "channel": TEXTS,
    "cost": NUMBERS,
    "clicks": INTEGERS,
    "active": [True, False],
    "start": CLOCKS,
}
"""What a column may hold besides nothing."""
ASKED: dict[str, list[Any]] = {
    **HELD,
    "day": [each.isoformat() for each in DAYS],
    "at": [each.isoformat() for each in MOMENTS] + ["2026-03-01", "2026-03-29", "2026-04-01"],
    "clicks": [*INTEGERS, 0.5, 1.0],
    "cost": [*NUMBERS, 1, 5],
    "start": [each.isoformat() for each in CLOCKS],
}
"""What it may be compared with."""
TYPES = {each.name: each.type for each in ALL}
ON_EVERY = [
    Operator.EQUALS, Operator.NOT_EQUALS, Operator.IN, Operator.NOT_IN,
    Operator.IS_EMPTY, Operator.IS_NOT_EMPTY,
]  # fmt: skip
ON_ORDERED = [
    Operator.GREATER_THAN, Operator.GREATER_THAN_OR_EQUAL, Operator.LESS_THAN,
    Operator.LESS_THAN_OR_EQUAL, Operator.BETWEEN,
]  # fmt: skip
ON_TEXT = [
    Operator.CONTAINS, Operator.NOT_CONTAINS, Operator.STARTS_WITH, Operator.ENDS_WITH,
    Operator.REGEX,
]  # fmt: skip


def operators(name: str) -> list[Operator]:
    """The operators that fit a column."""
    ordered = [] if TYPES[name] is ColumnType.BOOLEAN else ON_ORDERED
    return [*ON_EVERY, *ordered, *(ON_TEXT if TYPES[name] is ColumnType.TEXT else [])]


def conditions_on(name: str, operator: Operator) -> st.SearchStrategy[Tree]:
    one = st.sampled_from(ASKED[name])
    value: Strategy = one
    if operator in {Operator.IN, Operator.NOT_IN}:
        value = st.lists(st.none() | one, max_size=4)
    elif operator is Operator.BETWEEN:
        value = st.lists(one, min_size=2, max_size=2)
    elif operator in {Operator.IS_EMPTY, Operator.IS_NOT_EMPTY}:
        value = st.none()
    elif operator is Operator.REGEX:
        value = st.sampled_from(PATTERNS)
    return st.fixed_dictionaries(
        {"field": st.just(name), "operator": st.just(str(operator)), "value": value}
    )


CONDITIONS = st.sampled_from([(name, each) for name in HELD for each in operators(name)]).flatmap(
    lambda pair: conditions_on(*pair)
)
TREES = st.recursive(
    CONDITIONS,
    lambda parts: st.one_of(
        st.fixed_dictionaries({"and": st.lists(parts, max_size=3)}),
        st.fixed_dictionaries({"or": st.lists(parts, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"not": parts}),
    ),
    max_leaves=8,
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {name: st.none() | st.sampled_from(values) for name, values in HELD.items()}
    ),
    max_size=12,
)


def numbered(rows: list[dict[str, Any]]) -> list[Row]:
    return [{**row, "row": position} for position, row in enumerate(rows)]


def chosen(asking: Asking, rows: list[Row], tree: Tree) -> list[int]:
    """The numbers of the rows that the engine finds."""
    found = asking.rows(asking.source(rows), dimensions=[{"field": "row"}], filters=tree)
    return [number for (number,) in found]


def reckoned(rows: list[Row], tree: Tree) -> list[int]:
    return [row["row"] for row in rows if holds(tree, row)]


@pytest.mark.parametrize(
    ("name", "operator"),
    [(name, each) for name in HELD for each in operators(name)],
)
def test_every_operator_on_every_type_with_every_value(
    asking: Asking, name: str, operator: Operator
) -> None:
    rows: list[Row] = [
        {name: value, "row": position} for position, value in enumerate([*HELD[name], None])
    ]
    source = asking.source(rows)
    values = {Operator.REGEX: PATTERNS}.get(operator, ASKED[name])
    asked: list[Any] = values
    if operator in {Operator.IN, Operator.NOT_IN}:
        asked = [[], [None], values[:2], [*values[1:], None]]
    elif operator is Operator.BETWEEN:
        asked = [[low, high] for low in values[:6] for high in values[1:4]]
    elif operator in {Operator.IS_EMPTY, Operator.IS_NOT_EMPTY}:
        asked = [None]
    for value in asked:
        tree = {"field": name, "operator": str(operator), "value": value}
        for whole in (tree, {"not": tree}):
            found = asking.rows(source, dimensions=[{"field": "row"}], filters=whole)
            assert [number for (number,) in found] == reckoned(rows, whole), whole


@settings(max_examples=150)
@given(ROWS, TREES)
@example([{"cost": None}], {"not": {"field": "cost", "operator": "greater_than", "value": 1}})
def test_any_tree_finds_what_a_reckoning_row_by_row_finds(
    asking: Asking, rows: list[dict[str, Any]], tree: Tree
) -> None:
    assert chosen(asking, numbered(rows), tree) == reckoned(numbered(rows), tree)


@settings(max_examples=50)
@given(ROWS, TREES)
def test_a_negation_is_the_exact_complement(
    asking: Asking, rows: list[dict[str, Any]], tree: Tree
) -> None:
    numbers = numbered(rows)
    inside, outside = chosen(asking, numbers, tree), chosen(asking, numbers, {"not": tree})

    assert sorted(inside + outside) == list(range(len(rows)))


@pytest.mark.parametrize("value", ["%", "_", "\\", "'", "a' OR 1=1 --", "$p1", "a\x00b", "\n"])
def test_no_text_means_more_than_itself(asking: Asking, value: str) -> None:
    rows: list[Row] = [{"channel": "abc", "row": 0}, {"channel": f"x{value}y", "row": 1}]
    for operator in ("contains", "equals"):
        asked = value if operator == "contains" else f"x{value}y"
        tree = {"field": "channel", "operator": operator, "value": asked}
        assert chosen(asking, rows, tree) == [1]


@pytest.mark.parametrize("pattern", ["(", "[a", "*", "a{2,1}", "(?<=a)b", "\\"])
def test_a_regular_expression_that_can_t_be_read_is_told(asking: Asking, pattern: str) -> None:
    tree = {"field": "channel", "operator": "regex", "value": pattern}

    with pytest.raises(InvalidInput, match="The regular expression can't be read: .{5}"):
        chosen(asking, [{"channel": "a", "row": 0}], tree)


def test_a_costly_regular_expression_is_linear(asking: Asking) -> None:
    tree = {"field": "channel", "operator": "regex", "value": "^(a+)+$"}

    assert chosen(asking, [{"channel": "a" * 5000 + "!", "row": 0}], tree) == []
