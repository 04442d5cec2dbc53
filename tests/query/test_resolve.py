"""Names become columns, defaults become explicit, and what does not fit is told with its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from cashstage.core.errors import FormulaError, InvalidInput
from cashstage.metrics.book import MetricBook
from cashstage.metrics.catalog import MetricDefinition
from cashstage.query.periods import Days, QueryContext
from cashstage.query.resolve import resolve
from cashstage.query.resolved import ResolvedQuery
from cashstage.query.spec import MAX_LIMIT, parse_query
from cashstage.schema.column import ColumnType
from tests.factories.columns import AT, CHANNEL, COLUMNS, COST, DAY, column

COUNT_THEM = "Use count, count_distinct, min or max."
WEIGH_IT = (
    "Use min or max, or group so that every row stands alone."
    " Totals need a column that means impressions."
)
SORT_BY = "Sort by one of its dimensions or metrics."
CONTEXT = QueryContext(datetime(2026, 11, 23, 12, tzinfo=UTC), "Europe/Berlin", 6)


def settled(**parts: object) -> ResolvedQuery:
    """The question with these parts, over the factory's columns."""
    if not parts.keys() & {"dimensions", "metrics"}:
        parts["metrics"] = [{"field": "cost"}]
    return resolve(parse_query({"source": "s", **parts}), COLUMNS, CONTEXT)


def refusal(**parts: object) -> tuple[str, object]:
    with pytest.raises(InvalidInput) as caught:
        settled(**parts)
    return caught.value.sentence, caught.value.context["field"]


@pytest.mark.parametrize(
    ("metric", "sql", "name", "label"),
    [
        ({"field": "COST"}, 'SUM("c4")', "cost", "cost"),
        (
            {"field": "ctr"},
            'CASE WHEN COUNT("c9") = 1 THEN MAX("c9") END',
            "ctr",
            "ctr",
        ),
        ({"field": "ctr", "aggregation": "max"}, 'MAX("c9")', "ctr", "Highest ctr"),
        ({"field": "channel"}, 'COUNT("c3")', "channel", "Count of channel"),
        ({"field": "active"}, 'COUNT("c6")', "active", "Count of active"),
        ({"field": "c4", "aggregation": "avg"}, 'AVG("c4")', "cost", "Average cost"),
        ({"field": "cost", "aggregation": "min"}, 'MIN("c4")', "cost", "Lowest cost"),
        ({"field": "day", "aggregation": "max"}, 'MAX("c1")', "day", "Highest day"),
        ({"field": "cost", "aggregation": "median"}, 'MEDIAN("c4")', "cost", "Median cost"),
        (
            {"field": "channel", "aggregation": "count_distinct"},
            'COUNT(DISTINCT "c3")',
            "channel",
            "Distinct channel",
        ),
        ({"field": "cost", "name": "spend"}, 'SUM("c4")', "spend", "spend"),
        ({"field": "cost", "name": "n", "label": "L"}, 'SUM("c4")', "n", "L"),
        ({"metric": "CPC"}, 'SUM("c4") / NULLIF(SUM("c5"), 0)', "cpc", "CPC"),
        ({"metric": "cpc", "label": "Price"}, 'SUM("c4") / NULLIF(SUM("c5"), 0)', "cpc", "Price"),
        ({"formula": "MAX(cost)", "name": "top"}, 'MAX("c4")', "top", "top"),
    ],
)
def test_a_metric_has_a_tree_a_name_and_a_label(
    metric: dict[str, Any], sql: str, name: str, label: str
) -> None:
    [found] = settled(metrics=[metric]).metrics

    assert (found.tree.sql("duckdb"), found.name, found.label) == (sql, name, label)


def test_a_metric_keeps_its_column_s_meaning_and_format_unless_it_counts() -> None:
    total, count, named, formula = settled(
        metrics=[
            {"field": "cost"},
            {"field": "cost", "aggregation": "count", "name": "n"},
            {"metric": "cpc"},
            {"formula": "SUM(cost)", "name": "f"},
        ]
    ).metrics

    assert (total.semantic_type, total.format) == ("cost", "currency:EUR")
    assert (count.semantic_type, count.format) == (None, None)
    assert (named.semantic_type, named.format) == ("cpc", "currency:EUR")
    assert (formula.semantic_type, formula.format) == (None, None)


def test_names_that_collide_are_told_apart() -> None:
    query = settled(
        dimensions=[{"field": "day"}, {"field": "day", "grain": "month"}, {"field": "channel"}],
        metrics=[
            {"field": "channel"},
            {"field": "cost"},
            {"field": "cost", "aggregation": "max"},
            {"field": "day", "aggregation": "min"},
        ],
    )

    assert [each.name for each in query.dimensions] == ["day", "day_month", "channel"]
    assert [each.name for each in query.metrics] == ["channel_count", "cost", "cost_max", "day_min"]


def test_a_named_metric_gives_way_to_a_column_of_its_name() -> None:
    columns = (*COLUMNS, column("c10", "cpc", "number", "cpc"))
    spec = parse_query({"source": "s", "metrics": [{"field": "cpc"}, {"metric": "cpc"}]})

    assert [each.name for each in resolve(spec, columns, CONTEXT).metrics] == ["cpc", "cpc_metric"]


@pytest.mark.parametrize(
    ("field", "grain", "held"),
    [
        ("day", None, ColumnType.DATE),
        ("day", "day", ColumnType.DATE),
        ("at", None, ColumnType.DATETIME),
        ("at", "hour", ColumnType.DATETIME),
        ("at", "day", ColumnType.DATE),
        ("at", "year", ColumnType.DATE),
        ("channel", None, ColumnType.TEXT),
    ],
)
def test_a_bucket_is_a_day_unless_it_is_an_hour(
    field: str, grain: str | None, held: ColumnType
) -> None:
    [dimension] = settled(dimensions=[{"field": field, "grain": grain}]).dimensions

    assert dimension.type is held


@pytest.mark.parametrize(
    ("parts", "sentence", "place"),
    [
        (
            {"dimensions": [{"field": "day"}, {"field": "chanel"}]},
            "There is no column “chanel”. Did you mean “channel”?",
            "dimensions.1",
        ),
        (
            {"dimensions": [{"field": "channel", "grain": "week"}]},
            "“channel” is not a date; it has no weeks.",
            "dimensions.0",
        ),
        (
            {"dimensions": [{"field": "day", "grain": "hour"}]},
            "“day” holds days; it has no hours.",
            "dimensions.0",
        ),
        (
            {"dimensions": [{"field": "channel"}, {"field": "Channel"}, {"field": "c3"}]},
            "The query asks for “channel” twice.",
            "dimensions.2",
        ),
        (
            {"metrics": [{"field": "costs"}]},
            "There is no column “costs”. Did you mean “cost”?",
            "metrics.0",
        ),
        (
            {"metrics": [{"metric": "ctrr"}]},
            "There is no metric “ctrr”. Did you mean “ctr”?",
            "metrics.0",
        ),
        (
            {"metrics": [{"field": "channel", "aggregation": "sum"}]},
            f"“channel” holds text values, which have no sum. {COUNT_THEM}",
            "metrics.0",
        ),
        (
            {"metrics": [{"field": "ctr", "aggregation": "sum"}]},
            f"“ctr” is a ratio; a sum of ratios means nothing. {WEIGH_IT}",
            "metrics.0",
        ),
        (
            {"metrics": [{"field": "cost", "name": "x"}, {"field": "clicks", "name": "x"}]},
            "The query asks for “x” twice.",
            "metrics.1",
        ),
        (
            {"date_range": {"field": "channel", "preset": "today"}},
            "“channel” is not a date column.",
            "date_range",
        ),
        (
            {"date_range": {"field": "dya", "preset": "today"}},
            "There is no column “dya”. Did you mean “day”?",
            "date_range",
        ),
        (
            {"sort": [{"by": "cost"}, {"by": "coost"}]},
            f"The query has no “coost” to sort by. Did you mean “cost”? {SORT_BY}",
            "sort.1.by",
        ),
        (
            {"time_zone": "Berlin"},
            "There is no time zone “Berlin”. Write it like Europe/Berlin.",
            "time_zone",
        ),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(
    parts: dict[str, Any], sentence: str, place: str
) -> None:
    if "time_zone" in parts:
        parts = {**parts, "date_range": {"preset": "today"}}

    assert refusal(**parts) == (sentence, place)


def test_a_formula_is_told_with_both_places() -> None:
    metrics = [{"field": "cost"}, {"formula": "SUM(cost) / SUM(click)", "name": "x"}]
    with pytest.raises(FormulaError) as caught:
        settled(metrics=metrics)

    assert caught.value.detail == "There is no column “click”. Did you mean “clicks”?"
    assert caught.value.context == {
        "position": 16,
        "length": 5,
        "suggestion": "clicks",
        "field": "metrics.1",
    }


def test_a_source_without_dates_has_no_date_range() -> None:
    spec = parse_query(
        {"source": "s", "metrics": [{"field": "cost"}], "date_range": {"preset": "today"}}
    )
    with pytest.raises(InvalidInput, match="This data source has no date column."):
        resolve(spec, (COST, CHANNEL), CONTEXT)


def test_a_date_range_is_of_the_first_date_column_in_the_question_s_time_zone() -> None:
    query = settled(date_range={"preset": "this_week"}, compare={})

    assert query.date_column is DAY
    assert query.days == Days(date(2026, 11, 22), date(2026, 11, 23))
    assert query.compared == Days(date(2026, 11, 15), date(2026, 11, 16))


def test_a_date_range_names_its_field_and_days() -> None:
    query = settled(date_range={"field": "at", "start": "2026-01-01", "end": "2026-01-31"})

    assert query.date_column is AT
    assert query.days == Days(date(2026, 1, 1), date(2026, 1, 31))
    assert query.compared is None


@pytest.mark.parametrize("parts", [{}, {"date_range": {"preset": "all_time"}}])
def test_over_all_time_there_is_nothing_to_compare_with(parts: dict[str, Any]) -> None:
    assert settled(**parts, compare={}).compared is None


@pytest.mark.parametrize(
    ("parts", "order"),
    [
        ({"metrics": [{"field": "cost"}]}, []),
        ({"dimensions": [{"field": "channel"}]}, [(0, "asc")]),
        (
            {"dimensions": [{"field": "channel"}], "metrics": [{"field": "cost"}]},
            [(1, "desc"), (0, "asc")],
        ),
        (
            {
                "dimensions": [{"field": "channel"}, {"field": "day"}],
                "metrics": [{"field": "cost"}],
            },
            [(1, "asc"), (0, "asc")],
        ),
        (
            {
                "dimensions": [{"field": "channel"}, {"field": "day"}],
                "sort": [{"by": "CHANNEL", "direction": "desc"}],
            },
            [(0, "desc"), (1, "asc")],
        ),
        (
            {
                "dimensions": [{"field": "channel"}],
                "metrics": [{"field": "cost", "name": "spend"}, {"field": "clicks"}],
                "sort": [{"by": "c5"}, {"by": "spend"}, {"by": "clicks", "direction": "desc"}],
            },
            [(2, "asc"), (1, "asc"), (0, "asc")],
        ),
    ],
)
def test_the_order_is_total(parts: dict[str, Any], order: list[tuple[int, str]]) -> None:
    assert [(each.position, str(each.direction)) for each in settled(**parts).sort] == order


def test_the_limit_is_the_highest_unless_asked() -> None:
    assert settled().limit == MAX_LIMIT
    assert settled(limit=3).limit == 3


def test_a_ratio_without_an_aggregation_is_weighed_where_there_is_a_weight() -> None:
    columns = (*COLUMNS, column("c10", "Impr.", "integer", "impressions"))
    spec = parse_query({"source": "s", "metrics": [{"field": "ctr"}, {"field": "cost"}]})
    ratio, total = resolve(spec, columns, CONTEXT).metrics

    assert ratio.tree.sql("duckdb") == 'SUM("c5") / NULLIF(SUM("c10"), 0)'
    assert (ratio.format, ratio.direction, ratio.additive) == ("percent", "up_is_good", False)
    assert (total.additive, total.note) == (True, None)


def test_what_has_no_total_says_why() -> None:
    [found] = settled(metrics=[{"field": "ctr"}]).metrics

    assert found.note is not None
    assert found.note.startswith("“ctr” is a ratio;")


def test_a_metric_of_the_organization_is_asked_for_like_any_other() -> None:
    own = MetricDefinition("twice", "Twice", ("cpc * 2",), "currency", up_is_good=False, own=True)
    context = replace(CONTEXT, book=MetricBook((own,)))
    spec = parse_query({"source": "s", "metrics": [{"metric": "twice"}]})
    [found] = resolve(spec, COLUMNS, context).metrics

    assert found.tree.sql("duckdb") == '(SUM("c4") / NULLIF(SUM("c5"), 0)) * 2'
    assert (found.label, found.format, found.direction) == ("Twice", "currency:EUR", "down_is_good")
