"""Calculated columns in questions: everywhere a column is, and in the cache's key."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from cashstage.core.errors import InvalidInput
from cashstage.metrics.calculated import CalculatedField, calculate
from cashstage.query.calculated import CalculatedRelation
from cashstage.query.periods import QueryContext
from cashstage.query.run import QuerySource, explain
from cashstage.query.spec import parse_query
from tests.query.asking import ALL, Asking, Row

ROWS: list[Row] = [
    {"day": date(2026, 4, 10), "channel": "DE_brand", "cost": 2.0, "clicks": 4},
    {"day": date(2026, 4, 11), "channel": "US_brand", "cost": 3.0, "clicks": 6},
    {"day": date(2026, 4, 11), "channel": "DE_spring", "cost": 5.0, "clicks": None},
]
FIELDS = [
    CalculatedField("fa", "Market", "REGEXP_EXTRACT(`c3`, '^([A-Z]{2})_')"),
    CalculatedField("fb", "Per click", "`c4` / `c5`"),
    CalculatedField("fc", "Label", "CONCAT(`fa`, ': it''s ', `c3`)"),
    CalculatedField("fd", "Age", "DATE_DIFF(TODAY(), `c1`)"),
    CalculatedField("fe", "Month", "DATE_TRUNC(`c1`, MONTH)"),
    CalculatedField("ff", "Lost", "`c99` * 2"),
]
BEFORE, AFTER = datetime(2026, 4, 14, 23, tzinfo=UTC), datetime(2026, 4, 15, 1, tzinfo=UTC)


@pytest.fixture
def source(asking: Asking) -> QuerySource:
    return calculating(asking.source(ROWS))


def calculating(source: QuerySource, today: date = date(2026, 4, 15)) -> QuerySource:
    calculated = calculate(ALL, FIELDS)
    return replace(
        source,
        columns=[*ALL, *(each.column for each in calculated)],
        relation=CalculatedRelation(source.relation, ALL, calculated, today),
    )


def test_it_is_grouped_filtered_aggregated_and_sorted_by(
    asking: Asking, source: QuerySource
) -> None:
    body = asking.read(
        source,
        dimensions=[{"field": "Market"}],
        metrics=[
            {"field": "cost"},
            {"field": "Per click", "aggregation": "max"},
            {"formula": "SUM(IF(Market = 'DE', Age, 0))", "name": "days"},
        ],
        filters={"field": "Label", "operator": "contains", "value": "it's"},
        sort=[{"by": "Market", "direction": "desc"}],
        totals=True,
    )

    assert body["data"] == [["US", "DE"], [3.0, 7.0], [0.5, 0.5], [0, 9]]
    assert body["totals"] == {"cost": 10.0, "Per click": 0.5, "days": 9}
    market = body["columns"][0]
    assert (market["name"], market["type"], market["role"]) == ("Market", "text", "dimension")


def test_a_date_has_grains_and_ranges(asking: Asking, source: QuerySource) -> None:
    answered = asking.rows(
        source,
        dimensions=[{"field": "Month", "grain": "quarter"}],
        metrics=[{"field": "Age"}],
        date_range={"field": "Month", "start": "2026-04-01", "end": "2026-04-01"},
    )

    assert answered == [("2026-04-01", 13)]


def test_it_can_be_named_by_its_key(asking: Asking, source: QuerySource) -> None:
    assert asking.rows(source, dimensions=[{"field": "fa"}]) == [("DE",), ("US",)]


def test_what_an_older_object_lacks_is_missing(asking: Asking) -> None:
    held = [column for column in ALL if column.name != "channel"]
    source = calculating(asking.source(ROWS, present=held))

    assert asking.rows(source, dimensions=[{"field": "Market"}]) == [(None,)]


def test_what_can_t_be_worked_out_is_told_only_to_who_asks_for_it(
    asking: Asking, source: QuerySource
) -> None:
    with pytest.raises(InvalidInput, match="“Lost” can't be worked out") as caught:
        asking.ask(source, dimensions=[{"field": "Lost"}])

    assert caught.value.next_step == "Correct its formula in the data source."


def test_texts_are_bound_and_columns_build_on_each_other_once(source: QuerySource) -> None:
    spec = parse_query({"source": "s", "dimensions": [{"field": "Label"}]})

    sql = explain(spec, source, QueryContext(AFTER))

    assert "it''s" not in sql
    assert "REGEXP_EXTRACT_ALL" in sql
    assert sql.count('AS "fa"') == 1


def test_another_formula_is_another_answer(asking: Asking, source: QuerySource) -> None:
    changed = calculate(ALL, [CalculatedField("fa", "Market", "LOWER(`c3`)")])
    other = replace(
        source, relation=CalculatedRelation(asking.source(ROWS).relation, ALL, changed, date.min)
    )
    question: dict[str, Any] = {"dimensions": [{"field": "Market"}], "limit": 3}

    assert asking.ask(source, **question).etag != asking.ask(other, **question).etag


@pytest.mark.parametrize(
    ("formula", "after"),
    [
        ("SUM(DATE_DIFF(TODAY(), day))", "miss"),
        ("MAX(current_date())", "miss"),
        ("SUM(cost)", "hit"),
    ],
)
def test_a_formula_of_today_is_answered_anew_on_another_day(
    asking: Asking, formula: str, after: str
) -> None:
    source = asking.source(ROWS)
    question = {"metrics": [{"formula": formula, "name": "x"}]}

    first = asking.ask(source, QueryContext(BEFORE), **question)
    second = asking.ask(source, QueryContext(AFTER), **question)

    assert (first.cache, second.cache) == ("miss", after)
    assert (first.etag == second.etag) is (after == "hit")


def test_today_is_the_day_of_the_question_s_time_zone(asking: Asking) -> None:
    source = asking.source(ROWS[:1])
    metrics = [{"formula": "MAX(TODAY())", "name": "x"}]

    utc = asking.rows(source, QueryContext(BEFORE), metrics=metrics)
    berlin = asking.rows(source, QueryContext(BEFORE), metrics=metrics, time_zone="Europe/Berlin")

    assert (utc, berlin) == ([("2026-04-14",)], [("2026-04-15",)])


def test_a_calculated_column_of_today_moves_with_the_day(asking: Asking) -> None:
    held = asking.source(ROWS)
    question = {"metrics": [{"field": "Age"}]}

    first = asking.ask(calculating(held, date(2026, 4, 14)), QueryContext(BEFORE), **question)
    second = asking.ask(calculating(held, date(2026, 4, 15)), QueryContext(AFTER), **question)

    assert first.etag != second.etag
