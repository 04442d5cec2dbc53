"""What the widget panel makes of refinements, and a dashboard of its parameters; pure."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashstage.core.errors import InvalidInput
from cashstage.dashboards.dashboard.parameters import DashboardParameter, with_parameters
from cashstage.query.spec import parse_query
from cashstage.ui.states.number_words import cell_words, number_text
from cashstage.ui.states.parameters import (
    ParameterDraft,
    chosen_values,
    control_of,
    draft_of,
    parameter_of,
    typed,
)
from cashstage.ui.states.question import DimensionPick, dimension_of, may_lead, picks_of, with_step
from cashstage.ui.states.refining import compare_of, groups_of, having_of

OPTIONS: Any = [
    {"name": "Channel", "type": "text", "role": "dimension"},
    {"name": "Cost", "type": "number", "role": "metric"},
    {"name": "Day", "type": "date", "role": "dimension"},
]
NUMBER = DashboardParameter.model_validate({"name": "target", "kind": "number", "value": 100})
CHOICE = DashboardParameter.model_validate(
    {"name": "size", "label": "Size", "kind": "choice", "value": "s", "choices": ["s", "m"]}
)
CONDITION = st.fixed_dictionaries(
    {
        "field": st.sampled_from(["Cost", "roas"]),
        "operator": st.sampled_from(["greater_than", "less_than_or_equal", "equals"]),
        "value": st.floats(-1e6, 1e6, allow_nan=False),
    }
)


@given(st.lists(CONDITION, max_size=4))
def test_a_condition_on_groups_comes_back_as_it_was(parts: list[dict[str, Any]]) -> None:
    other = {"or": [{"field": "Cost", "operator": "is_empty"}]}
    picks, others = groups_of({"and": [*parts, other]})

    assert others == [other]
    assert having_of(picks, others) == {"and": [*parts, other]}
    assert having_of([], []) is None
    parse_query({"source": "s", "metrics": [{"field": "Cost"}], "having": having_of(picks, others)})


@pytest.mark.parametrize(
    ("compare", "shown"),
    [
        (None, ("", "")),
        ({}, ("previous_period", "")),
        ({"to": "previous_year"}, ("previous_year", "")),
        ({"to": {"as_of": "2026-03-01"}}, ("as_of", "2026-03-01")),
        ({"to": {"start": "2026-03-01", "end": "2026-03-02"}}, ("own", "")),
        ({"to": {"as_of": "2026-03-01T12:00:00Z"}}, ("own", "")),
    ],
)
def test_a_comparison_is_shown_or_kept(compare: Any, shown: tuple[str, str]) -> None:
    kind, day, own = compare_of(compare)

    assert (kind, day) == shown
    assert (own is not None) == (kind == "own")


@pytest.mark.parametrize("step", ["100", "0,5", "2.5"])
def test_a_number_is_put_into_steps_and_taken_out(step: str) -> None:
    pick = with_step({**dimension_of(OPTIONS, "Cost"), "more": {"bins": {"edges": [1]}}}, step)
    width = float(step.replace(",", "."))
    saved = {"field": "Cost", "bins": {"width": width, "start": 0}}

    assert pick["more"] == {"bins": saved["bins"]}
    parse_query({"source": "s", "dimensions": [saved]})
    assert picks_of({"dimensions": [saved]})[0][0]["step"] == f"{width:g}"
    assert with_step(pick, "")["more"] == {}


@pytest.mark.parametrize("step", ["0", "-1", "ten", "inf", "nan"])
def test_steps_are_above_zero(step: str) -> None:
    with pytest.raises(ValueError, match=step):
        with_step(dimension_of(OPTIONS, "Cost"), step)


def test_only_names_can_lead() -> None:
    def pick(name: str, **more: Any) -> DimensionPick:
        return {**dimension_of(OPTIONS, name), "more": more}

    assert may_lead([pick("Channel")], OPTIONS)
    assert not may_lead([pick("Channel", groups={"a": ["b"]})], OPTIONS)
    assert not may_lead([pick("Day")], OPTIONS)
    assert not may_lead([pick("Cost")], OPTIONS)
    assert not may_lead([], OPTIONS)


def test_what_the_panel_cannot_show_of_a_field_is_kept() -> None:
    bins = {"field": "Cost", "bins": {"width": 10}, "label": "Size"}
    dimensions, _ = picks_of({"dimensions": [bins]})

    assert dimensions[0]["more"] == {"bins": {"width": 10}}


@pytest.mark.parametrize(
    ("parameter", "text", "value"),
    [
        (NUMBER, " 5 ", 5),
        (NUMBER, "2,5", 2.5),
        (NUMBER, "1e400", None),
        (NUMBER, "nan", None),
        (NUMBER, "much", None),
        (CHOICE, "m", "m"),
        (CHOICE, "xl", None),
    ],
)
def test_what_a_reader_types_fits_or_is_refused(
    parameter: DashboardParameter, text: str, value: Any
) -> None:
    assert typed(parameter, text) == value
    assert chosen_values([parameter], {parameter.name: text}) == (
        {} if value is None else {parameter.name: value}
    )


def test_parameters_are_edited_and_shown() -> None:
    for parameter in (NUMBER, CHOICE):
        assert parameter_of(draft_of(parameter)) == parameter
    assert control_of(NUMBER, None)["value"] == "100"
    assert control_of(CHOICE, "m")["value"] == "m"
    fresh: ParameterDraft = {
        "name": "@cap", "label": "", "kind": "choice", "value": "", "choices": "a, b,,",
    }  # fmt: skip
    assert parameter_of(fresh).value == "a"
    for broken in ({"name": "a b"}, {"choices": ""}, {"kind": "number", "value": "x"}):
        with pytest.raises(InvalidInput):
            parameter_of({**fresh, **broken})  # type: ignore[typeddict-item]


def test_a_question_gets_the_parameters_that_it_mentions() -> None:
    query = {"metrics": [{"formula": "SUM(cost) / @target", "name": "x"}]}

    assert with_parameters(query, [NUMBER, CHOICE], {"target": 5})["parameters"] == {"target": 5}
    assert with_parameters({"metrics": []}, [NUMBER], {"target": 5}) == {"metrics": []}
    with pytest.raises(InvalidInput, match="Size must be one of s, m"):
        with_parameters({"filters": "@size"}, [CHOICE], {"size": "xl"})


@pytest.mark.parametrize(
    ("value", "format_", "text"),
    [
        (None, None, "–"),  # noqa: RUF001 - as shown
        (1234, None, "1,234"),
        (0.1234, "percent", "12.34 %"),
        (12.5, "currency:EUR", "12.50 EUR"),
        (3.256, "ratio", "3.26×"),  # noqa: RUF001 - as shown
        (2.5, None, "2.5"),
        (True, None, "True"),
        ("email", None, "email"),
    ],
)
def test_a_number_reads_as_its_format_says(value: Any, format_: str | None, text: str) -> None:
    assert number_text(value, format_) == text


def test_a_group_is_told_by_its_names() -> None:
    assert cell_words({"Channel": "email", "Day": None}) == "Channel: email, Day: (empty)"
    assert cell_words({}) == ""
