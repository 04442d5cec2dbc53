"""Questions whose SQL is kept in golden files, by the file's name."""

from __future__ import annotations

from typing import Any

from cashstage.query.spec import Grain, Operator

Case = dict[str, Any]

MARCH = {"field": "day", "start": "2026-03-01", "end": "2026-03-31"}
COST: Case = {"metrics": [{"field": "cost"}]}
_ONE_VALUE = {
    Operator.EQUALS: ("clicks", 5),
    Operator.NOT_EQUALS: ("clicks", 5),
    Operator.CONTAINS: ("channel", "Ads"),
    Operator.NOT_CONTAINS: ("channel", "Ads"),
    Operator.STARTS_WITH: ("channel", "Goo"),
    Operator.ENDS_WITH: ("channel", "Ads"),
    Operator.REGEX: ("channel", "^(email|sms)$"),
    Operator.GREATER_THAN: ("cost", 9.5),
    Operator.GREATER_THAN_OR_EQUAL: ("cost", 9.5),
    Operator.LESS_THAN: ("start", "09:30"),
    Operator.LESS_THAN_OR_EQUAL: ("day", "2026-03-31"),
    Operator.BETWEEN: ("cost", [1, 2.5]),
    Operator.IN: ("channel", ["email", "sms"]),
    Operator.NOT_IN: ("channel", ["email", "sms"]),
    Operator.IS_EMPTY: ("channel", None),
    Operator.IS_NOT_EMPTY: ("channel", None),
}


def filtered(field: str, operator: str, value: object = None) -> Case:
    """A filter."""
    return {"field": field, "operator": operator, "value": value}


def by(field: str, grain: str | None = None) -> Case:
    """The cost by one dimension."""
    return {**COST, "dimensions": [{"field": field, "grain": grain}]}


def _filters() -> dict[str, Case]:
    trees = {
        f"operator_{operator}": filtered(field, operator, value)
        for operator, (field, value) in _ONE_VALUE.items()
    }
    trees |= {
        "operator_equals_a_day_of_moments": filtered("at", "equals", "2026-03-01"),
        "operator_between_moments": filtered("at", "between", ["2026-03-01", "2026-03-02T12:00"]),
        "operator_in_with_null": filtered("clicks", "in", [1, None]),
        "operator_not_in_with_null": filtered("clicks", "not_in", [1, None]),
        "operator_in_only_null": filtered("clicks", "in", [None]),
        "operator_in_nothing": filtered("clicks", "in", []),
        "operator_is_empty_of_numbers": filtered("cost", "is_empty"),
        "group_and": {"and": [filtered("cost", "greater_than", 1), filtered("active", "is_empty")]},
        "group_and_of_nothing": {"and": []},
        "group_or": {"or": [filtered("cost", "greater_than", 1), filtered("active", "is_empty")]},
        "group_not": {"not": filtered("cost", "greater_than", 1)},
        "group_nested": {
            "or": [
                {"and": [filtered("clicks", "equals", 1), filtered("cost", "equals", 1.0)]},
                {"not": {"or": [filtered("clicks", "equals", 1)]}},
            ]
        },
    }
    return {name: {**COST, "filters": tree} for name, tree in trees.items()}


def _grains() -> dict[str, Case]:
    cases = {
        f"grain_{grain}_of_{field}": by(field, grain)
        for field in ("day", "at")
        for grain in Grain
        if field == "at" or not grain.needs_hours
    }
    for field in ("day", "at"):
        cases[f"grain_week_from_sunday_of_{field}"] = {**by(field, "week"), "week_starts_on": 6}
    april = {"fiscal_year_starts_on": 4}
    return cases | {
        "grain_day_of_week_from_sunday": {**by("day", "day_of_week"), "week_starts_on": 6},
        "grain_fiscal_quarter_from_april": {**by("day", "fiscal_quarter"), **april},
        "grain_fiscal_year_from_april": {**by("at", "fiscal_year"), **april},
    }


def _metrics() -> dict[str, Case]:
    aggregations = ("sum", "avg", "count", "count_distinct", "min", "max", "median")
    return {
        "aggregations": {
            "metrics": [{"field": "cost", "aggregation": each} for each in aggregations]
        },
        "metric_ratio": {"metrics": [{"metric": "cpc"}]},
        "metric_formula_with_text": {
            "metrics": [
                {"formula": "SUM(IF(channel IN ('email', 'it''s'), cost, 0))", "name": "mail"}
            ]
        },
    }


def _wholes() -> dict[str, Case]:
    march = {"date_range": MARCH}
    return {
        "dimensions_only": {"dimensions": [{"field": "channel"}]},
        "two_dimensions": {**by("channel"), "dimensions": [{"field": "channel"}, {"field": "day"}]},
        "sorted_and_limited": {
            **by("channel"),
            "sort": [{"by": "channel", "direction": "desc"}, {"by": "cost"}],
            "limit": 5,
        },
        "date_range_of_days": {**COST, **march},
        "date_range_of_moments": {**COST, "date_range": {**MARCH, "field": "at"}},
        "date_range_with_filters": {
            **by("channel"), **march, "filters": filtered("channel", "in", ["email", "sms"]),
        },
        "date_range_all_time": {**COST, "date_range": {"preset": "all_time"}},
        "totals": {**by("channel"), "totals": True},
        "totals_without_dimensions": {**COST, "totals": True},
        "compare": {**by("channel"), **march, "compare": {}, "limit": 5},
        "compare_with_totals": {**by("day", "week"), **march, "compare": {}, "totals": True},
        "older_object_without_a_column": {
            **by("channel"),
            "filters": filtered("channel", "equals", "email"),
            "missing": ["c3"],
        },
        "older_object_of_another_type": {
            **by("day", "month"), **march, "changed": {"c1": "text", "c4": "integer"},
        },
    }  # fmt: skip


def _groupings() -> dict[str, Case]:
    def grouped(*dimensions: Case, **more: Any) -> Case:
        return {**COST, "dimensions": list(dimensions), **more}

    leading = {"field": "channel", "top": {"n": 2, "by": "cost", "others": True}}
    paid = {"Paid": ["google_ads", "meta"], "Owned": ["email", None]}
    large = filtered("cost", "greater_than", 100)
    return {
        "bins_of_a_width": grouped({"field": "cost", "bins": {"width": 10}}),
        "bins_between_edges": grouped({"field": "cost", "bins": {"edges": [0, 10, 100]}}),
        "groups": grouped({"field": "channel", "groups": paid}),
        "groups_with_others": grouped({"field": "channel", "groups": paid, "others": "Other"}),
        "groups_of_numbers": grouped({"field": "clicks", "groups": {"few": [1, 2]}}),
        "top": grouped({"field": "channel", "top": {"n": 2, "direction": "asc"}}),
        "top_with_others": grouped(leading, totals=True),
        "top_with_others_by_day": grouped(
            {"field": "day", "grain": "month"}, leading,
            date_range=MARCH, compare={}, filters=filtered("clicks", "greater_than", 0),
        ),
        "having": grouped({"field": "channel"}, having=large, totals=True),
        "having_compared": grouped(
            {"field": "channel"}, {"field": "day"}, having=large, date_range=MARCH, compare={},
            totals=True,
        ),
        "having_without_dimensions": {**COST, "having": large},
        "subtotals": grouped(
            {"field": "channel"}, {"field": "day", "grain": "month"}, {"field": "active"},
            subtotals=True,
        ),
        "subtotals_under_a_condition": grouped(
            leading, {"field": "active"}, having=large, subtotals=True
        ),
        "pivot": grouped(
            {"field": "day", "grain": "month"}, {"field": "channel"}, pivot=["channel"]
        ),
        "pivot_of_time_with_a_limit": grouped(
            {"field": "channel"}, {"field": "day", "grain": "month"}, pivot=["day"], limit=5
        ),
        "parameters": {
            "metrics": [{"formula": "SUM(IF(cost > @target, cost, 0)) / @share", "name": "x"}],
            "filters": {"and": [filtered("channel", "in", ["@who", "@@who"])]},
            "parameters": {"target": 10, "share": -0.5, "who": "it's"},
        },
    }  # fmt: skip


def _comparisons() -> dict[str, Case]:
    asked = {**by("channel"), "date_range": MARCH}
    return {
        "compare_year": {**asked, "compare": {"to": "previous_year"}},
        "compare_days": {
            **asked, "compare": {"to": {"start": "2025-12-01", "end": "2025-12-24"}},
        },
        "compare_moment": {**asked, "compare": {"to": {"as_of": "2026-04-01"}}, "totals": True},
    }  # fmt: skip


CASES: dict[str, Case] = {
    **_filters(),
    **_grains(),
    **_metrics(),
    **_wholes(),
    **_groupings(),
    **_comparisons(),
}
