"""Filters: which operators fit a column, and values in its own type."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cashstage.core.errors import InvalidInput
from cashstage.metrics.naming import ColumnNames
from cashstage.query.conditions import resolve_filter
from cashstage.query.resolved import ResolvedCondition, ResolvedFilter, ResolvedGroup, Value
from cashstage.query.spec import parse_query
from tests.factories.columns import COLUMNS


def settled(tree: dict[str, Any]) -> ResolvedFilter:
    """The filter over the factory's columns, in Berlin."""
    spec = parse_query({"source": "s", "metrics": [{"field": "cost"}], "filters": tree})
    assert spec.filters is not None
    return resolve_filter(spec.filters, ColumnNames(COLUMNS), ZoneInfo("Europe/Berlin"))


def refusal(tree: dict[str, Any]) -> tuple[str, object]:
    with pytest.raises(InvalidInput) as caught:
        settled(tree)
    return caught.value.sentence, caught.value.context["field"]


def condition(field: str, operator: str, value: object = None) -> ResolvedCondition:
    """One settled filter."""
    filters = settled(asked(field, operator, value))
    assert isinstance(filters, ResolvedCondition)
    return filters


def asked(field: str, operator: str, value: object = None) -> dict[str, Any]:
    return {"field": field, "operator": operator, "value": value}


@pytest.mark.parametrize(
    ("field", "value", "typed"),
    [
        ("clicks", 7, 7),
        ("clicks", 7.5, 7.5),
        ("clicks", " 7 ", 7),
        ("cost", "-7.5e3", -7500.0),
        ("cost", "9" * 30, float("9" * 30)),
        ("channel", "7", "7"),
        ("channel", 7, "7"),
        ("channel", "", ""),
        ("active", True, True),
        ("active", "FALSE", False),
        ("day", "2026-01-31", date(2026, 1, 31)),
        ("day", "2026-01-31T23:30:00Z", date(2026, 2, 1)),
        ("at", "2026-01-31T09:30:00", datetime(2026, 1, 31, 9, 30)),  # noqa: DTZ001 - civil
        ("at", "2026-01-31T09:30:00Z", datetime(2026, 1, 31, 10, 30)),  # noqa: DTZ001
        ("at", "2026-01-31", date(2026, 1, 31)),
        ("start", "09:30", time(9, 30)),
        ("start", "09:30:15.5", time(9, 30, 15, 500_000)),
    ],
)
def test_a_value_becomes_what_its_column_holds(field: str, value: object, typed: Value) -> None:
    found = condition(field, "equals", value)

    assert [(type(each), each) for each in found.values] == [(type(typed), typed)]
    assert found.by_day is (field == "at" and len(str(value)) == 10)


def test_a_list_of_days_and_moments_is_of_moments() -> None:
    found = condition("at", "between", ["2026-01-31", "2026-02-01T12:00:00"])

    assert found.values == (datetime(2026, 1, 31), datetime(2026, 2, 1, 12))  # noqa: DTZ001
    assert not found.by_day


def test_a_list_may_name_what_is_missing() -> None:
    found = condition("clicks", "in", [1, None, 2])

    assert (found.values, found.or_missing) == ((1, 2), True)


@pytest.mark.parametrize(
    ("field", "value", "example"),
    [
        ("clicks", "many", "a number such as 12"),
        ("clicks", True, "a number such as 12"),
        ("cost", "0x10", "a number such as 12.5"),
        ("cost", "", "a number such as 12.5"),
        ("cost", "nan", "a number such as 12.5"),
        ("cost", "1e999", "a number such as 12.5"),
        ("active", 1, "true or false"),
        ("active", "yes", "true or false"),
        ("day", 20260131, "a date such as 2026-01-31"),
        ("day", "31.01.2026", "a date such as 2026-01-31"),
        ("at", "2026-02-30", "a date or time such as 2026-01-31T09:30:00"),
        ("at", "0001-01-01T00:00:00+14:00", "a date or time such as 2026-01-31T09:30:00"),
        ("start", "noon", "a time such as 09:30"),
        ("channel", 1.5, "a text"),
        ("channel", True, "a text"),
    ],
)
def test_a_value_of_another_kind_is_refused(field: str, value: object, example: str) -> None:
    tree = {"or": [asked("channel", "is_empty"), asked(field, "not_equals", value)]}

    assert refusal(tree) == (
        f"“{field}” is compared with {example}, not “{value}”.",
        "filters.or.1",
    )


@pytest.mark.parametrize(
    ("tree", "sentence"),
    [
        (asked("cost", "contains", "1"), "“contains” compares text, but “cost” holds numbers."),
        (asked("day", "regex", "1"), "“regex” compares text, but “day” holds dates or times."),
        (
            asked("active", "ends_with", "e"),
            "“ends_with” compares text, but “active” holds true or false.",
        ),
        (
            asked("active", "less_than", True),
            "“less_than” needs an order; “active” is true or false.",
        ),
        (asked("cost", "is_empty", 1), "“is_empty” takes no value."),
        (asked("cost", "in", 1), "“in” takes a list of values."),
        (asked("cost", "between", [1]), "“between” takes two values: the lowest and the highest."),
        (
            asked("cost", "between", [1, None]),
            "“between” takes two values: the lowest and the highest.",
        ),
        (asked("cost", "equals", [1]), "“equals” takes one value. For several, use “in”."),
        (asked("cost", "equals"), "“equals” takes a value. For missing values, use “is_empty”."),
        (asked("cots", "equals", 1), "There is no column “cots”. Did you mean “cost”?"),
    ],
)
def test_an_operator_that_does_not_fit_is_told(tree: dict[str, Any], sentence: str) -> None:
    assert refusal({"not": tree}) == (sentence, "filters.not")


def test_groups_keep_their_shape() -> None:
    tree = {"and": [{"not": asked("cost", "equals", 1)}, {"or": [asked("day", "is_empty")]}]}
    filters = settled(tree)

    assert isinstance(filters, ResolvedGroup)
    assert [part.kind for part in filters.parts if isinstance(part, ResolvedGroup)] == ["not", "or"]
