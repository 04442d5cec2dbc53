"""The widget panel's fields and the question they stand for, there and back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashstage.dashboards.widget.schemas import WidgetType
from cashstage.query.spec import parse_query
from cashstage.ui.states import conditions as panel
from cashstage.ui.states import question
from cashstage.ui.states.question import FieldOption, Narrowing

OPTIONS = [
    FieldOption(name="Day", type="date", role="dimension"),
    FieldOption(name="Seen", type="datetime", role="dimension"),
    FieldOption(name="Channel", type="text", role="dimension"),
    FieldOption(name="Cost", type="number", role="metric"),
    FieldOption(name="Clicks", type="integer", role="metric"),
    FieldOption(name="Active", type="boolean", role="dimension"),
    FieldOption(name="At", type="time", role="dimension"),
]
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)
DAYS = st.dates().map(lambda day: day.replace(year=2026).isoformat() if day.day < 29 else None)
NUMBERS = st.integers(-(10**12), 10**12) | st.floats(-1e9, 1e9).map(lambda x: float(repr(x)))
SHOWN = st.one_of(
    st.builds(
        lambda op, value: {"field": "Channel", "operator": op, "value": value},
        st.sampled_from(["equals", "not_equals", "contains", "starts_with", "regex"]),
        TEXTS,
    ),
    st.builds(
        lambda op, values: {"field": "Channel", "operator": op, "value": values},
        st.sampled_from(["in", "not_in"]),
        st.lists(TEXTS, min_size=1, max_size=3),
    ),
    st.builds(lambda value: {"field": "Cost", "operator": "greater_than", "value": value}, NUMBERS),
    st.builds(
        lambda pair: {"field": "Cost", "operator": "between", "value": list(pair)},
        st.tuples(NUMBERS, NUMBERS),
    ),
    st.builds(
        lambda day: {"field": "Day", "operator": "less_than", "value": day}, DAYS.filter(bool)
    ),
    st.sampled_from(
        [
            {"field": "Active", "operator": "equals", "value": False},
            {"field": "Channel", "operator": "is_empty"},
            {"field": "At", "operator": "is_not_empty"},
        ]
    ),
)
HIDDEN = st.sampled_from(
    [
        {"field": "Gone", "operator": "equals", "value": "x"},
        {"field": "Channel", "operator": "in", "value": ["Search", None]},
        {"field": "Seen", "operator": "equals", "value": "2026-01-31T09:30:00"},
        {"field": "Cost", "operator": "in", "value": [1, 2]},
        {"or": [{"field": "Cost", "operator": "equals", "value": 1}]},
        {"not": {"field": "Cost", "operator": "equals", "value": 1}},
    ]
)


@given(st.lists(SHOWN, max_size=4), st.lists(HIDDEN, max_size=2))
def test_a_saved_filter_comes_back_as_it_was(
    shown: list[dict[str, Any]], hidden: list[dict[str, Any]]
) -> None:
    picks, others = panel.conditions_of({"and": [*shown, *hidden]}, OPTIONS)

    assert len(picks) == len(shown)
    assert others == hidden
    again = panel.filter_of(picks, others, OPTIONS)
    parts = [] if again is None else again.get("and", [again])
    assert parts == [*shown, *hidden]


def test_one_condition_and_none_need_no_group() -> None:
    one = {"field": "Channel", "operator": "equals", "value": "Search"}
    picks, others = panel.conditions_of(one, OPTIONS)

    assert panel.filter_of(picks, others, OPTIONS) == one
    assert panel.conditions_of(None, OPTIONS) == ([], [])
    assert panel.filter_of([], [], OPTIONS) is None


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option["type"])
def test_every_offered_comparison_is_a_question_the_query_understands(option: FieldOption) -> None:
    typed = {"date": "2026-03-01", "datetime": "2026-03-01", "number": "1.5", "integer": "2"}
    value = typed.get(option["type"], "true" if option["type"] == "boolean" else "09:30")
    for operator, _ in panel.condition_of(option)["operators"]:
        pick = panel.condition_of(option, operator, [value, value])
        filters = panel.filter_of([pick], [], OPTIONS)
        assert filters is not None, operator
        parse_query({"source": "s", "metrics": [{"field": "Cost"}], "filters": filters})


@pytest.mark.parametrize(
    "pick",
    [
        panel.condition_of(OPTIONS[2], "in", []),
        panel.condition_of(OPTIONS[2], "contains", [" "]),
        panel.condition_of(OPTIONS[3], "between", ["1"]),
        panel.condition_of(OPTIONS[0]),
    ],
    ids=["no values", "blank", "half a range", "no day"],
)
def test_a_condition_without_a_value_is_no_part_of_the_question(pick: Any) -> None:
    assert panel.filter_of([pick], [], OPTIONS) is None


def test_another_comparison_keeps_what_was_typed() -> None:
    typed = panel.condition_of(OPTIONS[3], "greater_than", ["10", ""])

    assert panel.condition_of(OPTIONS[3], "between", typed["values"])["values"] == ["10", ""]
    assert panel.condition_of(OPTIONS[2], "in", ["Search", ""])["values"] == ["Search"]


def asked(kind: WidgetType, saved: dict[str, Any], narrowing: Narrowing) -> dict[str, Any]:
    dimensions, metrics = question.picks_of(saved)
    return question.question_of(
        kind, "s", dimensions, metrics, options=OPTIONS, narrowing=narrowing, saved=saved
    )


def test_what_only_the_api_can_say_survives_the_panel() -> None:
    saved: dict[str, Any] = {
        "source": "s",
        "dimensions": [{"field": "Channel", "label": "Kanal"}],
        "metrics": [
            {"field": "Cost", "aggregation": "avg", "name": "mean", "label": "Mean cost"},
            {"metric": "ctr", "label": "Click rate"},
            {"formula": "SUM(Cost) * 2", "name": "double", "label": "Twice"},
        ],
        "date_range": {"preset": "last_7_days"},
        "sort": [{"by": "mean", "direction": "desc"}],
    }

    assert asked(WidgetType.BAR, saved, Narrowing()) == saved


def test_a_card_has_conditions_but_no_order() -> None:
    narrowing = Narrowing(
        filters={"field": "Channel", "operator": "equals", "value": "Search"},
        sort=[{"by": "Cost", "direction": "asc"}],
        limit=5,
    )
    saved = {"metrics": [{"field": "Cost", "aggregation": "sum"}]}
    made = asked(WidgetType.METRIC_CARD, saved, narrowing)

    assert made["filters"] == narrowing["filters"]
    assert made.keys().isdisjoint({"sort", "limit"})


def test_the_columns_of_the_answer_can_be_ordered_by() -> None:
    dimensions, metrics = question.picks_of(
        {
            "dimensions": [{"field": "Day", "grain": "week"}, {"field": "Channel"}],
            "metrics": [
                {"field": "Cost", "aggregation": "sum"},
                {"field": "Cost", "aggregation": "avg"},
                {"metric": "ctr"},
                {"formula": "1", "name": ""},
            ],
        }
    )

    assert question.order_choices(dimensions, metrics) == [
        ("Day", "Day"),
        ("Channel", "Channel"),
        ("Cost", "Cost"),
        ("Cost_avg", "Cost (avg)"),
        ("ctr", "CTR"),
        ("Formula", "Formula"),
    ]
    assert question.usual_order(dimensions, metrics) == []
    assert question.usual_order(dimensions[1:], metrics) == [{"by": "Cost", "direction": "desc"}]
