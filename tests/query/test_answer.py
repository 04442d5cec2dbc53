"""The body of an answer, its strong ETag, and the cache behind it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import pytest

from cashstage.core.errors import InvalidInput
from cashstage.query.periods import QueryContext
from cashstage.query.relation import OBJECT_PARAMETER, ObjectRelation
from cashstage.query.run import QuerySource, explain, read_rows
from cashstage.query.spec import parse_query
from tests.factories.columns import AT, CHANNEL, CLICKS, COST, DAY, START, column
from tests.query.asking import ALL, NOW, SNAPSHOT_ID, SOURCE_ID, Asking, Row

ROWS: list[Row] = [
    {"row": 1, "day": date(2026, 3, 1), "channel": "a", "cost": 1.5, "clicks": 3},
    {"row": 2, "day": date(2026, 3, 2), "channel": "b", "cost": 2.5, "clicks": None},
]
QUESTION: dict[str, Any] = {
    "dimensions": [{"field": "channel"}],
    "metrics": [{"field": "cost"}],
    "filters": {"field": "channel", "operator": "in", "value": ["a", "b"]},
}


@pytest.fixture(scope="module")
def source(asking: Asking) -> QuerySource:
    return asking.source(ROWS)


def test_the_whole_body(asking: Asking, source: QuerySource) -> None:
    body = asking.read(
        source,
        dimensions=[{"field": "day", "grain": "week", "label": "Week"}],
        metrics=[{"field": "cost"}, {"metric": "cpc"}, {"formula": "MAX(channel)", "name": "x"}],
        totals=True,
    )
    elapsed = body.pop("elapsed_ms")

    assert body == {
        "columns": [
            {
                "name": "day", "label": "Week", "type": "date", "semantic_type": "date",
                "role": "dimension", "format": None, "grain": "week",
            },
            {
                "name": "cost", "label": "cost", "type": "number", "semantic_type": "cost",
                "role": "metric", "format": "currency:EUR", "direction": None,
                "additive": True, "note": None,
            },
            {
                "name": "cpc", "label": "CPC", "type": "number", "semantic_type": "cpc",
                "role": "metric", "format": "currency:EUR", "direction": "down_is_good",
                "additive": False, "note": None,
            },
            {
                "name": "x", "label": "x", "type": "text", "semantic_type": None,
                "role": "metric", "format": None, "direction": None,
                "additive": False, "note": None,
            },
        ],
        "data": [["2026-02-23", "2026-03-02"], [1.5, 2.5], [0.5, None], ["a", "b"]],
        "row_count": 2,
        "totals": {"cost": 4.0, "cpc": 4.0 / 3, "x": "b"},
        "comparison": None,
        "notes": [],
        "snapshots": [
            {
                "data_source_id": str(SOURCE_ID), "snapshot_id": str(SNAPSHOT_ID),
                "taken_at": "2026-04-15T12:00:00Z",
            }
        ],
        "cache": "miss",
    }  # fmt: skip
    assert elapsed >= 0


@pytest.mark.parametrize(
    ("metric", "held"),
    [
        ({"field": "clicks"}, "integer"),
        ({"field": "clicks", "aggregation": "avg"}, "number"),
        ({"field": "clicks", "aggregation": "median"}, "number"),
        ({"field": "clicks", "aggregation": "max"}, "integer"),
        ({"field": "channel"}, "integer"),
        ({"field": "cost"}, "number"),
        ({"field": "day", "aggregation": "max"}, "date"),
        ({"field": "at", "aggregation": "max"}, "datetime"),
        ({"field": "start", "aggregation": "max"}, "time"),
        ({"field": "active", "aggregation": "max"}, "boolean"),
        ({"field": "channel", "aggregation": "max"}, "text"),
        ({"formula": "COUNT(*) > 1", "name": "x"}, "boolean"),
        ({"formula": "SUM(clicks) * 1000", "name": "x"}, "integer"),
        ({"formula": "SUM(clicks) / 2", "name": "x"}, "number"),
        ({"formula": "COUNT(*) * 0.1", "name": "x"}, "number"),
        ({"formula": "SUM(IF(active, 1.5, 0))", "name": "x"}, "number"),
        ({"formula": "MEDIAN(IF(active, 1.5, 0))", "name": "x"}, "number"),
    ],
)
def test_a_metric_says_the_type_of_its_values(
    asking: Asking, source: QuerySource, metric: dict[str, Any], held: str
) -> None:
    [described] = asking.read(source, metrics=[metric])["columns"]

    assert described["type"] == held


def test_a_sum_is_exact_in_64_bits_and_a_float_beyond(asking: Asking) -> None:
    largest = 2**63 - 1

    def total(*clicks: int) -> Any:
        source = asking.source([{"clicks": each} for each in clicks])
        return asking.read(source, metrics=[{"field": "clicks"}])["data"][0][0]

    assert repr(total(largest - 1, 1)) == repr(largest)
    assert repr(total(-largest, -1)) == repr(-(2**63))
    assert repr(total(largest, largest)) == repr(float(2 * largest))
    assert repr(total(largest, largest, -largest)) == repr(largest)


def test_fractions_in_a_formula_keep_their_digits(asking: Asking) -> None:
    source = asking.source([{"clicks": 3}])
    long = "SUM(clicks) * 1.1 * 0.000000001 * 1.123456789012345678901234567890"
    metrics = [
        {"formula": "SUM(clicks) * 0.1", "name": "tenth"},
        {"formula": "COUNT(*) * 1.5", "name": "more"},
        {"formula": long, "name": "long"},
    ]
    [row] = asking.rows(source, metrics=metrics)

    assert row == pytest.approx((0.3, 1.5, 3 * 1.1e-9 * 1.1234567890123457))


def test_one_large_sum_leaves_the_others_exact(asking: Asking) -> None:
    large, exact = 2**63 - 1, 2**53 + 1
    rows: list[Row] = [
        {"channel": "a", "clicks": large},
        {"channel": "a", "clicks": large},
        {"channel": "b", "clicks": exact},
    ]
    found = asking.rows(
        asking.source(rows), dimensions=[{"field": "channel"}], metrics=[{"field": "clicks"}]
    )

    assert repr(found) == repr([("a", float(2 * large)), ("b", exact)])


def test_what_is_no_finite_number_is_missing(asking: Asking) -> None:
    rows: list[Row] = [
        {"channel": "a", "cost": float("nan")},
        {"channel": "b", "cost": float("inf")},
        {"channel": "c", "cost": 1e308},
        {"channel": "c", "cost": 1e308},
        {"channel": "d", "cost": 1.0},
    ]
    body = asking.read(
        asking.source(rows),
        dimensions=[{"field": "channel"}],
        metrics=[{"field": "cost"}],
        sort=[{"by": "channel"}],
        totals=True,
    )

    assert body["data"] == [["a", "b", "c", "d"], [None, None, None, 1.0]]
    assert body["totals"] == {"cost": None}


def test_a_formula_that_overflows_is_the_question_s_fault(asking: Asking) -> None:
    source = asking.source([{"clicks": 2**63 - 1}])

    with pytest.raises(InvalidInput, match="A value can't be computed: "):
        asking.ask(source, metrics=[{"formula": "MAX(clicks) * 2", "name": "x"}])


def test_a_week_before_the_first_day_is_missing(asking: Asking) -> None:
    source = asking.source([{"day": date(1, 1, 1)}])
    context = QueryContext(NOW, week_starts_on=6)

    assert asking.rows(source, context, dimensions=[{"field": "day", "grain": "week"}]) == [(None,)]


def test_a_hit_is_the_miss_but_for_its_circumstances(asking: Asking, source: QuerySource) -> None:
    question = {**QUESTION, "limit": 7}
    miss, hit = asking.ask(source, **question), asking.ask(source, **question)
    other_moment = replace(
        source.snapshots[0], snapshot_id=UUID(int=9), taken_at=NOW - timedelta(1)
    )
    later = asking.ask(replace(source, snapshots=(other_moment,)), **question)
    first, second, third = (orjson.loads(each.body) for each in (miss, hit, later))

    assert [miss.cache, hit.cache, later.cache] == ["miss", "hit", "hit"]
    assert [first["cache"], second["cache"]] == ["miss", "hit"]
    assert third["snapshots"][0]["snapshot_id"] == str(UUID(int=9))
    for each in (first, second, third):
        del each["cache"], each["elapsed_ms"], each["snapshots"]
    assert first == second == third
    assert miss.etag == hit.etag == later.etag


def test_an_etag_is_strong(asking: Asking, source: QuerySource) -> None:
    etag = asking.ask(source, **QUESTION).etag

    assert etag.startswith('"')
    assert etag.endswith('"')
    assert len(etag) == 34


@pytest.mark.parametrize(
    "changed",
    [
        {"filters": {"field": "channel", "operator": "in", "value": ["b", "a", "b"]}},
        {"totals": False},
        {"compare": None, "limit": None},
        {"as_of": "2026-04-15"},
    ],
)
def test_an_equal_question_has_an_equal_etag(
    asking: Asking, source: QuerySource, changed: dict[str, Any]
) -> None:
    first, second = asking.ask(source, **QUESTION), asking.ask(source, **{**QUESTION, **changed})

    assert first.etag == second.etag


@pytest.mark.parametrize(
    "changed",
    [
        {"filters": None},
        {"totals": True},
        {"limit": 5},
        {"dimensions": [{"field": "channel", "label": "Channel"}]},
        {"metrics": [{"field": "cost", "aggregation": "avg"}]},
        {"sort": [{"by": "channel"}]},
        {"date_range": {"start": "2026-03-01", "end": "2026-03-02"}},
        {"time_zone": "Europe/Berlin"},
    ],
)
def test_another_question_has_another_etag(
    asking: Asking, source: QuerySource, changed: dict[str, Any]
) -> None:
    first, second = asking.ask(source, **QUESTION), asking.ask(source, **{**QUESTION, **changed})

    assert first.etag != second.etag


def test_content_columns_and_surroundings_are_in_the_etag(
    asking: Asking, source: QuerySource
) -> None:
    renamed = tuple(replace(each, format="percent") if each is COST else each for each in ALL)
    older = {key: kind for key, kind in source.relation.identity.items() if key != CLICKS.key}
    others = [
        replace(source, snapshots=(replace(source.snapshots[0], digest="0" * 64),)),
        replace(source, columns=renamed),
        replace(source, relation=ObjectRelation(older)),
    ]
    etags = {asking.ask(each, **QUESTION).etag for each in (source, *others)}
    etags.add(asking.ask(source, QueryContext(NOW, week_starts_on=6), **QUESTION).etag)

    assert len(etags) == 5


def test_only_a_moving_range_depends_on_today(asking: Asking, source: QuerySource) -> None:
    fixed = {**QUESTION, "date_range": {"start": "2026-03-01", "end": "2026-03-02"}}
    moving = {**QUESTION, "date_range": {"preset": "last_30_days"}}
    tomorrow = QueryContext(NOW + timedelta(days=1))
    later_today = QueryContext(NOW + timedelta(hours=11, minutes=59))

    assert asking.ask(source, **fixed).etag == asking.ask(source, tomorrow, **fixed).etag
    assert asking.ask(source, **moving).etag != asking.ask(source, tomorrow, **moving).etag
    assert asking.ask(source, **moving).etag == asking.ask(source, later_today, **moving).etag


def test_a_refused_question_is_not_kept(asking: Asking, source: QuerySource) -> None:
    for _ in range(2):
        with pytest.raises(InvalidInput, match="There is no column “nothing”"):
            asking.ask(source, metrics=[{"field": "nothing"}])


def test_the_sql_is_told_without_values(source: QuerySource) -> None:
    spec = parse_query({"source": "s", **QUESTION})

    assert explain(spec, source, QueryContext(NOW)).splitlines()[-2:] == ["  v0 ASC", "LIMIT 50000"]
    assert '"c3" IN ($p1, $p2)' in explain(spec, source, QueryContext(NOW))


def test_rows_are_read_page_by_page_as_the_snapshot_holds_them(asking: Asking) -> None:
    columns = [column("c10", "row", "integer"), DAY, AT, CHANNEL, COST, START]
    rows: list[Row] = [
        {
            "row": number,
            "day": date(2026, 3, 1),
            "at": datetime(2026, 3, 1, 9, 30, 0, 10_000),  # noqa: DTZ001 - civil
            "channel": "",
            "cost": float("inf") if number == 1 else 0.5,
            "start": time(9, 30, 0, 10_000),
        }
        for number in range(250)
    ]
    path: Path = asking.source(rows).paths[OBJECT_PARAMETER]()
    read = read_rows(asking.engine, path, columns, limit=2, offset=0)

    assert orjson.loads(orjson.dumps(read)) == [
        [0, "2026-03-01", "2026-03-01T09:30:00.010000", "", 0.5, "09:30:00.010000"],
        [1, "2026-03-01", "2026-03-01T09:30:00.010000", "", None, "09:30:00.010000"],
    ]
    later = read_rows(asking.engine, path, columns[:1], limit=100, offset=180)
    assert later == [[number] for number in range(180, 250)]
    assert read_rows(asking.engine, path, columns, limit=5, offset=250) == []


def test_a_moment_of_the_context_may_have_any_offset(asking: Asking, source: QuerySource) -> None:
    asked = {**QUESTION, "date_range": {"preset": "today"}}
    utc = QueryContext(datetime(2026, 3, 2, 0, 30, tzinfo=UTC), "Asia/Tokyo")

    assert asking.rows(source, utc, **asked) == [("b", 2.5)]
