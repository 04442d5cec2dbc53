"""Parameters: what stands for “@name”, where it does not, and what is said of unknown ones."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from cashstage.core.errors import FormulaError, InvalidInput
from cashstage.query.given import filled_formula, literal
from cashstage.query.periods import QueryContext
from cashstage.query.resolve import resolve
from cashstage.query.spec import parse_query
from tests.factories.columns import COLUMNS
from tests.query.asking import Asking, Row

CONTEXT = QueryContext(datetime(2026, 11, 23, 12, tzinfo=UTC))
COST: dict[str, Any] = {"source": "s", "metrics": [{"field": "cost"}]}


def refusal(**parts: Any) -> tuple[str, object]:
    with pytest.raises(InvalidInput) as caught:
        resolve(parse_query({**COST, **parts}), COLUMNS, CONTEXT)
    return caught.value.sentence, caught.value.context.get("field")


@pytest.mark.parametrize(
    ("parameters", "value", "meant"),
    [
        ({"who": "email"}, "@who", "email"),
        ({"who": "email"}, "@@who", "@who"),
        ({"who": "email"}, "@@@who", "@@who"),
        ({"who": "email"}, "@ who", "@ who"),
        ({}, "@who", "@who"),
        ({"who": "@x"}, "@who", "@x"),
    ],
)
def test_a_value_is_filled_in_once(
    asking: Asking, parameters: dict[str, str], value: str, meant: str
) -> None:
    rows: list[Row] = [{"channel": meant, "cost": 1.0}, {"channel": "else", "cost": 5.0}]
    asked = {"field": "channel", "operator": "equals", "value": value}
    found = asking.rows(
        asking.source(rows), metrics=[{"field": "cost"}], filters=asked, parameters=parameters
    )

    assert found == [(1.0,)]


@over(st.text(max_size=8).map(lambda text: f"@{text}"))
def test_a_value_of_the_data_is_found_whatever_it_looks_like(asking: Asking, value: str) -> None:
    rows: list[Row] = [{"channel": value, "cost": 1.0}]
    asked = {"field": "channel", "operator": "in", "value": [literal(value)]}
    found = asking.rows(
        asking.source(rows), metrics=[{"field": "cost"}], filters=asked, parameters={"a": 1}
    )

    assert found == [(1.0,)]


@pytest.mark.parametrize(
    ("formula", "parameters", "value"),
    [
        ("SUM(IF(cost > @least, cost, 0))", {"least": 2}, 5.0),
        ("SUM(cost) * @factor", {"factor": -0.5}, -3.5),
        ("SUM(cost) - @less", {"less": -1}, 8.0),
        ("SUM(IF(channel = @who, cost, 0))", {"who": "it's"}, 2.0),
        ("SUM(IF(channel = '@who', cost, 0))", {"who": "it's"}, 5.0),
        ("COUNT(IF(active = @on, 1, NULL))", {"on": True}, 1),
    ],
)
def test_a_formula_reckons_with_its_parameters(
    asking: Asking, formula: str, parameters: dict[str, Any], value: Any
) -> None:
    rows: list[Row] = [
        {"channel": "it's", "cost": 2.0, "active": True},
        {"channel": "@who", "cost": 5.0},
    ]
    metrics = [{"formula": formula, "name": "x"}]

    found = asking.rows(asking.source(rows), metrics=metrics, parameters=parameters)

    assert found == [(value,)]


@pytest.mark.parametrize("value", ["'; DROP TABLE x; --", "' OR 1=1", "\\'", '"c4"', "`cost`"])
def test_a_text_never_leaves_its_quotation_marks(asking: Asking, value: str) -> None:
    metrics = [{"formula": "COUNT(IF(channel = @who, 1, NULL))", "name": "n"}]
    rows: list[Row] = [{"channel": value}, {"channel": "x"}]

    assert asking.rows(asking.source(rows), metrics=metrics, parameters={"who": value}) == [(1,)]


def test_what_is_not_there_is_told_with_its_place() -> None:
    equals = {"field": "cost", "operator": "equals", "value": "@targt"}
    formula = [{"formula": "SUM(cost) / @x", "name": "n"}]

    sentence, place = refusal(filters={"and": [equals]}, parameters={"target": 5})
    assert sentence.startswith("There is no parameter “@targt”. Did you mean “target”?")
    assert sentence.endswith("The text “@targt” itself is written “@@targt”.")
    assert place == "filters.and.0"
    assert refusal(filters=equals) == (
        "“cost” is compared with a number such as 12.5, not “@targt”.",
        "filters",
    )
    assert refusal(metrics=formula) == (
        "There is no parameter “@x”. Give it a value among the query's parameters.",
        "metrics.0",
    )
    assert refusal(parameters={"no name": 1})[0].startswith("The name of a parameter has letters")


def test_a_mistake_is_told_where_it_was_written() -> None:
    text = "SUM(cost) / @a + SUM(@b * nothing)"
    spec = {**COST, "metrics": [{"formula": text, "name": "x"}], "parameters": {"a": 1e6, "b": 2}}
    with pytest.raises(FormulaError) as caught:
        resolve(parse_query(spec), COLUMNS, CONTEXT)

    assert caught.value.context["position"] == text.index("nothing")


@over(st.text(alphabet="ab'\"`@ +1(", max_size=20))
def test_places_before_and_after_parameters_are_kept(text: str) -> None:
    filled, written = filled_formula(text, {"a": 5, "b": 5, "ab": 5, "ba": 5} | _all_names(text))

    assert written(0) == 0 or text.startswith("@")
    assert written(len(filled)) == len(text)


def _all_names(text: str) -> dict[str, int]:
    return {text[start:end]: 5 for start in range(len(text)) for end in range(start, len(text) + 1)}
