"""Questions as JSON: what is read, what is refused with its place, and one spelling for each."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashstage.core.errors import InvalidInput
from cashstage.query.spec import (
    AllOf,
    Condition,
    DatePreset,
    FieldMetric,
    FormulaMetric,
    Grain,
    NamedMetric,
    Negation,
    Operator,
    QuerySpec,
    parse_query,
)

COMPLETE: dict[str, Any] = {
    "source": "the source",
    "dimensions": [{"field": "date", "grain": "week"}, {"field": "channel"}],
    "metrics": [
        {"field": "cost", "aggregation": "sum"},
        {"metric": "ctr"},
        {"formula": "SUM(revenue)/SUM(cost)", "name": "roas"},
    ],
    "filters": {"and": [{"field": "channel", "operator": "in", "value": ["google_ads", "email"]}]},
    "date_range": {"field": "date", "start": "2024-12-31", "end": "2025-12-30"},
    "sort": [{"by": "cost", "direction": "desc"}],
    "limit": 20,
    "compare": {"to": "previous_period"},
    "totals": True,
    "as_of": None,
    "time_zone": "Europe/Berlin",
}
BARE: dict[str, Any] = {"source": "s", "metrics": [{"field": "cost"}]}
GRAINS = (
    "'hour', 'day', 'week', 'month', 'quarter', 'year', 'fiscal_quarter', 'fiscal_year',"
    " 'hour_of_day', 'day_of_week' or 'month_of_year'"
)
AGGREGATIONS = "'sum', 'avg', 'count', 'count_distinct', 'min', 'max' or 'median'"
VALUES = "A filter's value is a text, a number, true or false, or a list of these"
IS_EMPTY = {"field": "a", "operator": "is_empty"}


def refusal(**parts: object) -> tuple[str, str]:
    """The sentence and place with which a question with these parts is refused."""
    with pytest.raises(InvalidInput) as caught:
        parse_query({**BARE, **parts})
    return caught.value.detail, caught.value.context["field"]


def nested(levels: int) -> dict[str, Any]:
    tree: dict[str, Any] = IS_EMPTY
    for _ in range(levels):
        tree = {"not": tree}
    return tree


def condition(value: object, operator: str = "equals") -> dict[str, Any]:
    return {"field": "a", "operator": operator, "value": value}


def test_a_complete_question_is_read() -> None:
    spec = parse_query(COMPLETE)

    assert [type(metric) for metric in spec.metrics] == [FieldMetric, NamedMetric, FormulaMetric]
    assert spec.dimensions[0].grain is Grain.WEEK
    assert isinstance(spec.filters, AllOf)
    assert spec.filters.parts == (
        Condition(field="channel", operator=Operator.IN, value=("google_ads", "email")),
    )
    assert spec.date_range is not None
    assert (spec.date_range.start, spec.date_range.end) == (date(2024, 12, 31), date(2025, 12, 30))


def test_only_the_source_and_one_field_are_needed() -> None:
    spec = parse_query({"source": " s ", "dimensions": [{"field": " day "}]})

    assert (spec.source, spec.dimensions[0].field, spec.metrics) == ("s", "day", ())


def test_values_keep_their_type() -> None:
    values = [1, 1.5, True, "1", None, 2**63]
    spec = parse_query({**BARE, "filters": {"not": condition(values, "in")}})

    assert isinstance(spec.filters, Negation)
    assert isinstance(spec.filters.part, Condition)
    assert repr(spec.filters.part.value) == f"(1, 1.5, True, '1', None, {float(2**63)})"


def test_as_of_is_a_day_or_a_moment() -> None:
    day = parse_query({**BARE, "as_of": "2026-01-31"}).as_of
    moment = parse_query({**BARE, "as_of": "2026-01-31T09:30:00Z"}).as_of

    assert type(day) is date
    assert moment == datetime(2026, 1, 31, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize("data", [None, [], "x", 7, b"{}"])
def test_what_is_no_object_is_refused(data: object) -> None:
    with pytest.raises(InvalidInput, match="A query is a JSON object with a source"):
        parse_query(data)


@pytest.mark.parametrize(
    ("parts", "sentence", "place"),
    [
        ({"source": " "}, "“source” must not be empty.", "source"),
        ({"source": 7}, "“source” must be a text.", "source"),
        ({"metrics": []}, "A query needs at least one dimension or metric.", ""),
        ({"metrics": "cost"}, "“metrics” must be a list.", "metrics"),
        ({"metrics": ["cost"]}, "“metrics.0” must be an object.", "metrics.0"),
        ({"metrics": [{}]}, "“metrics.0.field” is missing.", "metrics.0.field"),
        ({"metrics": [{"formula": "x"}]}, "“metrics.0.name” is missing.", "metrics.0.name"),
        (
            {"metrics": [{"field": "a", "metric": "b"}]},
            "“metrics.0.field” is not something a query knows.",
            "metrics.0.field",
        ),
        (
            {"metrics": [{"field": "a", "aggregation": "summ"}]},
            f"“metrics.0.aggregation” must be {AGGREGATIONS}.",
            "metrics.0.aggregation",
        ),
        ({"metrics": [{"field": "a"}] * 51}, "“metrics” has too many items.", "metrics"),
        ({"metrics": [{"field": "x" * 301}]}, "“metrics.0.field” is too long.", "metrics.0.field"),
        ({"colour": 1}, "“colour” is not something a query knows.", "colour"),
        (
            {"dimensions": [{"field": "d"}, {"field": "d", "grain": "decade"}]},
            f"“dimensions.1.grain” must be {GRAINS}.",
            "dimensions.1.grain",
        ),
        ({"limit": 0}, "“limit” must be greater than or equal to 1.", "limit"),
        ({"limit": 50_001}, "“limit” must be less than or equal to 50000.", "limit"),
        ({"limit": "5"}, "“limit” must be a whole number.", "limit"),
        ({"limit": True}, "“limit” must be a whole number.", "limit"),
        ({"totals": "yes"}, "“totals” must be true or false.", "totals"),
        (
            {"sort": [{"by": "a", "direction": "up"}]},
            "“sort.0.direction” must be 'asc' or 'desc'.",
            "sort.0.direction",
        ),
        ({"compare": True}, "“compare” must be an object.", "compare"),
        (
            {"compare": {"to": "last_year"}},
            "“compare.to” must be 'previous_period' or 'previous_year'.",
            "compare.to",
        ),
        ({"time_zone": 5}, "“time_zone” must be a text.", "time_zone"),
    ],
)
def test_a_malformed_part_is_told_with_its_place(
    parts: dict[str, Any], sentence: str, place: str
) -> None:
    assert refusal(**parts) == (sentence, place)


@pytest.mark.parametrize(
    ("asked", "sentence", "place"),
    [
        ({}, "A date range is either a preset, or a start and an end", ""),
        ({"start": "2026-01-01"}, "A date range is either a preset, or a start and an end", ""),
        (
            {"preset": "all_time", "end": "2026-01-01"},
            "A date range is either a preset, or a start and an end",
            "",
        ),
        ({"start": "2026-01-02", "end": "2026-01-01"}, "The start lies after the end", ""),
        ({"start": 1, "end": 2}, "A date is written as 2026-01-31", ".start"),
        ({"start": "yesterday", "end": "2026-01-01"}, "A date is written as 2026-01-31", ".start"),
        ({"start": "2026-01-01", "end": "2026-02-30"}, "A date is written as 2026-01-31", ".end"),
        (
            {"start": "2026-01-01T00:00:00", "end": "2026-02-01"},
            "A date is written as 2026-01-31",
            ".start",
        ),
        (
            {"start": "1899-12-31", "end": "2026-02-01"},
            "A date lies between 1900-01-01 and 2200-12-31",
            ".start",
        ),
        (
            {"start": "2026-02-01", "end": "2201-01-01"},
            "A date lies between 1900-01-01 and 2200-12-31",
            ".end",
        ),
    ],
)
def test_a_malformed_date_range_is_told(asked: dict[str, Any], sentence: str, place: str) -> None:
    place = f"date_range{place}"

    assert refusal(date_range=asked) == (f"{sentence} (in {place}).", place)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (5, "A moment is written as 2026-01-31 or 2026-01-31T09:30:00Z"),
        ("soon", "A moment is written as 2026-01-31 or 2026-01-31T09:30:00Z"),
        ("2026-01-31T25:00:00", "A moment is written as 2026-01-31 or 2026-01-31T09:30:00Z"),
        ("0001-01-01", "A date lies between 1900-01-01 and 2200-12-31"),
        ("9999-12-31T23:59:59", "A date lies between 1900-01-01 and 2200-12-31"),
    ],
)
def test_a_malformed_moment_is_told(asked: object, sentence: str) -> None:
    assert refusal(as_of=asked) == (f"{sentence} (in as_of).", "as_of")


@pytest.mark.parametrize(
    ("tree", "sentence", "place"),
    [
        ([], "“filters” must be an object.", "filters"),
        ({"field": "a"}, "“filters.operator” is missing.", "filters.operator"),
        ({"and": {}}, "“filters.and” must be a list.", "filters.and"),
        ({"or": []}, "“filters.or” must not be empty.", "filters.or"),
        ({"and": [], "or": []}, "“filters.or” is not something a query knows.", "filters.or"),
        ({"and": [IS_EMPTY] * 201}, "“filters.and” has too many items.", "filters.and"),
        (
            {"and": [{"or": [IS_EMPTY] * 101}] * 2},
            "A query has at most 200 filter conditions.",
            "",
        ),
        (
            {"and": [condition(list(range(4000)), "in")] * 3},
            "All filters together have at most 10000 values.",
            "",
        ),
        (nested(9), "Filters are nested more than 8 deep.", ""),
        (nested(2000), "Filters are nested too deeply.", "filters"),
        (
            {"not": {"and": [IS_EMPTY, condition({"x": 1})]}},
            f"{VALUES} (in filters.not.and.1.value).",
            "filters.not.and.1.value",
        ),
        (
            condition([[1]], "in"),
            f"{VALUES} (in filters.value).",
            "filters.value",
        ),
        (
            condition("x" * 10_001),
            "A text has at most 10000 characters (in filters.value).",
            "filters.value",
        ),
        (
            condition(list(range(5001)), "in"),
            "A filter has at most 5000 values (in filters.value).",
            "filters.value",
        ),
    ],
)
def test_a_malformed_filter_is_told(tree: object, sentence: str, place: str) -> None:
    assert refusal(filters=tree) == (sentence, place)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf"), 1e301, 10**400])
def test_a_number_that_no_column_holds_is_refused(number: float) -> None:
    assert refusal(filters=condition(number))[1] == "filters.value"


def test_an_unknown_operator_is_answered_with_those_there_are() -> None:
    sentence, place = refusal(filters={"field": "a", "operator": "like", "value": "x"})

    assert place == "filters.operator"
    assert all(f"'{operator}'" in sentence for operator in Operator)


def test_an_unknown_preset_is_answered_with_those_there_are() -> None:
    sentence, place = refusal(date_range={"preset": "last_8_days"})

    assert place == "date_range.preset"
    assert all(f"'{preset}'" in sentence for preset in DatePreset)


def test_equal_questions_have_equal_bytes() -> None:
    reordered = dict(reversed(COMPLETE.items()))
    in_order = {"field": "channel", "operator": "in", "value": ["email", "google_ads"]}
    reordered["filters"] = {"and": [in_order]}
    del reordered["as_of"]

    assert parse_query(reordered).canonical() == parse_query(COMPLETE).canonical()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (condition(5), condition(5.0)),
        (condition([3, None, 1], "in"), condition([1, 3, None], "in")),
        (condition(["b", "a", "b"], "not_in"), condition(["a", "b"], "not_in")),
        ({"and": [IS_EMPTY, condition(1)]}, {"and": [condition(1), IS_EMPTY]}),
        ({"or": [nested(1), condition(1)]}, {"or": [condition(1), nested(1)]}),
    ],
)
def test_what_has_no_order_has_one_spelling(one: object, other: object) -> None:
    first = parse_query({**BARE, "filters": one})
    second = parse_query({**BARE, "filters": other})

    assert first.canonical() == second.canonical()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (condition(1), condition(True)),
        (condition(1), condition("1")),
        (condition([1, 2], "between"), condition([2, 1], "between")),
        (condition([1], "in"), condition([1, None], "in")),
        ({"and": [IS_EMPTY, condition(1)]}, {"or": [IS_EMPTY, condition(1)]}),
    ],
)
def test_what_differs_has_another_spelling(one: object, other: object) -> None:
    first = parse_query({**BARE, "filters": one})
    second = parse_query({**BARE, "filters": other})

    assert first.canonical() != second.canonical()


def test_the_order_of_fields_is_part_of_a_question() -> None:
    two = [{"field": "cost"}, {"field": "clicks"}]

    assert (
        parse_query({"source": "s", "metrics": two}).canonical()
        != parse_query({"source": "s", "metrics": two[::-1]}).canonical()
    )


@given(st.permutations(list(COMPLETE)), st.data())
def test_bytes_survive_any_order_of_keys_and_a_round_trip(order: list[str], data: Any) -> None:
    left_out = data.draw(st.sets(st.sampled_from(sorted(COMPLETE.keys() - {"source", "metrics"}))))
    asked = {key: COMPLETE[key] for key in order if key not in left_out}
    spec = parse_query(asked)

    assert QuerySpec.model_validate_json(spec.model_dump_json(by_alias=True)) == spec
    assert spec.canonical() == parse_query(dict(sorted(asked.items()))).canonical()
