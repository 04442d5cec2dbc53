"""Answers over written rows, held against the same question reckoned in plain Python."""

from __future__ import annotations

import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cashstage.query.compile import compile_query
from cashstage.query.periods import QueryContext
from cashstage.query.resolve import resolve
from cashstage.query.run import QuerySource
from cashstage.query.spec import parse_query
from tests.query.asking import NOW, Asking, Row

DAY = timedelta(days=1)
CHANNELS = ["email", "Email", "", "ads", None]
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "day": st.none() | st.dates(date(2026, 1, 1), date(2026, 3, 31)),
            "at": st.none() | st.datetimes(datetime(2023, 12, 25), datetime(2026, 1, 5)),  # noqa: DTZ001
            "channel": st.sampled_from(CHANNELS),
            "cost": st.none() | st.sampled_from([-0.0, 0.0, 0.1, 0.2, 1.5, -2.25, 1e9]),
            "clicks": st.none() | st.integers(-3, 3) | st.integers(-(2**63), 2**63 - 1),
            "active": st.none() | st.booleans(),
            "start": st.none() | st.times(),
        }
    ),
    max_size=12,
)
FEW = settings(max_examples=25)
RECKONED: dict[str, Callable[[list[Any]], Any]] = {
    "sum": sum,
    "avg": lambda values: sum(values) / len(values),
    "count": len,
    "count_distinct": lambda values: len(set(values)),
    "min": min,
    "max": max,
    "median": lambda values: float(statistics.median(values)),
}
"""Aggregates of the values that are there; of none, only the counts have a value."""


def aggregated(name: str, values: list[Any]) -> Any:
    there = [value for value in values if value is not None]
    if not there and not name.startswith("count"):
        return None
    return RECKONED[name](there)


def groups(rows: list[Row], key: Callable[[Row], Any]) -> dict[Any, list[Row]]:
    found: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found


def same(found: Any, expected: Any) -> bool:
    """Equal, or as near as the order of adding floats allows."""
    if isinstance(expected, date | datetime) or hasattr(expected, "isoformat"):
        return bool(found == expected.isoformat())
    if isinstance(expected, int) and not -(2**63) <= expected < 2**63:
        expected = float(expected)
    if isinstance(expected, float):
        return bool(found == pytest.approx(expected, rel=1e-9, abs=1e-6))
    return bool(found == expected)


@FEW
@given(ROWS)
@pytest.mark.parametrize("field", ["cost", "clicks"])
def test_every_aggregation_of_numbers_by_group_and_in_total(
    asking: Asking, field: str, rows: list[Row]
) -> None:
    metrics = [{"field": field, "aggregation": each, "name": each} for each in RECKONED]
    body = asking.read(
        asking.source(rows), dimensions=[{"field": "channel"}], metrics=metrics, totals=True
    )
    answered = {row[0]: row[1:] for row in zip(*body["data"], strict=True)}
    expected = groups(rows, lambda row: row["channel"])

    assert answered.keys() == expected.keys()
    for channel, members in expected.items():
        for name, value in zip(RECKONED, answered[channel], strict=True):
            assert same(value, aggregated(name, [row[field] for row in members])), name
    for name in RECKONED:
        assert same(body["totals"][name], aggregated(name, [row[field] for row in rows])), name


@FEW
@given(ROWS)
@pytest.mark.parametrize("field", ["day", "at", "channel", "active", "start"])
def test_counts_and_ends_of_what_is_no_number(asking: Asking, field: str, rows: list[Row]) -> None:
    names = ("count", "count_distinct", "min", "max")
    metrics = [{"field": field, "aggregation": each, "name": each} for each in names]
    [row] = asking.rows(asking.source(rows), metrics=metrics)

    for name, value in zip(names, row, strict=True):
        assert same(value, aggregated(name, [each[field] for each in rows])), name


def bucket(value: date, grain: str, week_starts_on: int) -> date:
    """The bucket's beginning: days are stepped back until it is reached."""
    if grain == "hour" and isinstance(value, datetime):
        return value.replace(minute=0, second=0, microsecond=0)
    day = value.date() if isinstance(value, datetime) else value
    begins: dict[str, Callable[[date], bool]] = {
        "day": lambda _: True,
        "week": lambda each: each.weekday() == week_starts_on,
        "month": lambda each: each.day == 1,
        "quarter": lambda each: each.day == 1 and each.month in {1, 4, 7, 10},
        "year": lambda each: (each.month, each.day) == (1, 1),
    }
    while not begins[grain](day):
        day -= DAY
    return day


@pytest.fixture(scope="module")
def moments() -> list[datetime]:
    """Two years of them, seven hours apart, a leap day among them."""
    first = datetime(2023, 12, 25, 5, 30)  # noqa: DTZ001 - civil
    return [first + position * timedelta(hours=7) for position in range(2600)]


@pytest.fixture(scope="module")
def calendar(asking: Asking, moments: list[datetime]) -> QuerySource:
    """Every moment with its day, and a row without either."""
    return asking.source([*({"day": each.date(), "at": each} for each in moments), {"row": 0}])


@pytest.mark.parametrize(
    ("field", "grain", "week_starts_on"),
    [
        ("at", "hour", 0),
        *(
            (field, grain, start)
            for field in ("day", "at")
            for grain in ("day", "week", "month", "quarter", "year")
            for start in ((0, 5, 6) if grain == "week" else (6,))
        ),
    ],
)
def test_buckets_of_time_begin_where_a_calendar_says(
    asking: Asking,
    calendar: QuerySource,
    moments: list[datetime],
    field: str,
    grain: str,
    week_starts_on: int,
) -> None:
    found = asking.rows(
        calendar,
        QueryContext(NOW, week_starts_on=week_starts_on),
        dimensions=[{"field": field, "grain": grain}],
        metrics=[{"formula": "COUNT(*)", "name": "n"}],
    )
    held = [each.date() if field == "day" else each for each in moments]
    expected = Counter(bucket(each, grain, week_starts_on) for each in held)

    assert found == [*((start.isoformat(), n) for start, n in sorted(expected.items())), (None, 1)]


def test_a_ratio_is_two_sums_divided_last_in_rows_totals_and_comparison(asking: Asking) -> None:
    rows: list[Row] = [
        {"day": date(2026, 3, 2), "channel": "a", "cost": 1.0, "clicks": 1},
        {"day": date(2026, 3, 2), "channel": "a", "cost": 9.0, "clicks": 4},
        {"day": date(2026, 3, 3), "channel": "b", "cost": 5.0, "clicks": None},
        {"day": date(2026, 3, 3), "channel": "c", "cost": None, "clicks": 5},
        {"day": date(2026, 3, 1), "channel": "a", "cost": 6.0, "clicks": 2},
        {"day": date(2026, 2, 28), "channel": "b", "cost": 4.0, "clicks": 0},
    ]
    body = asking.read(
        asking.source(rows),
        dimensions=[{"field": "channel"}],
        metrics=[{"metric": "cpc"}],
        date_range={"start": "2026-03-02", "end": "2026-03-03"},
        compare={},
        totals=True,
    )

    assert body["data"] == [["a", "b", "c"], [2.0, None, None]]
    assert body["totals"] == {"cpc": 1.5}
    assert body["comparison"] == {
        "date_range": {"start": "2026-02-28", "end": "2026-03-01"},
        "data": [["a", "b"], [3.0, None]],
        "row_count": 2,
        "totals": {"cpc": 5.0},
        "aligned": {"cpc": [3.0, None, None]},
        "change": {
            "cpc": {
                "absolute": [-1.0, None, None],
                "relative": [pytest.approx(-1 / 3), None, None],
                "unit": None,
            }
        },
        "total_change": {"cpc": {"absolute": -3.5, "relative": -0.7}},
    }


@FEW
@given(ROWS, st.dates(date(2026, 1, 15), date(2026, 3, 31)), st.integers(0, 40))
def test_a_comparison_is_the_same_question_over_the_days_before(
    asking: Asking, rows: list[Row], first: date, length: int
) -> None:
    def answered(start: date, end: date, **more: Any) -> dict[str, Any]:
        return asking.read(
            source,
            dimensions=[{"field": "day", "grain": "week"}],
            metrics=[{"field": "clicks", "aggregation": "count"}, {"metric": "cpc"}],
            date_range={"field": "day", "start": start.isoformat(), "end": end.isoformat()},
            totals=True,
            **more,
        )

    source, days = asking.source(rows), timedelta(days=length)
    whole = answered(first, first + days, compare={})
    before = answered(first - days - DAY, first - DAY)
    inside = [row for row in rows if row["day"] and first <= row["day"] <= first + days]

    assert whole["comparison"]["data"] == before["data"]
    assert whole["comparison"]["totals"] == before["totals"]
    assert whole["totals"]["clicks"] == aggregated("count", [row["clicks"] for row in inside])


def test_compared_groups_are_those_of_the_answer_whatever_their_rank_was(asking: Asking) -> None:
    now, then = date(2026, 3, 2), date(2026, 3, 1)
    rows: list[Row] = [
        {"day": now, "channel": "a", "cost": 9.0},
        {"day": now, "channel": "b", "cost": 5.0},
        {"day": now, "channel": None, "cost": 7.0},
        {"day": then, "channel": "a", "cost": 1.0},
        {"day": then, "channel": "b", "cost": 100.0},
        {"day": then, "channel": None, "cost": 2.0},
    ]
    body = asking.read(
        asking.source(rows),
        dimensions=[{"field": "channel"}],
        metrics=[{"field": "cost"}],
        date_range={"start": "2026-03-02", "end": "2026-03-02"},
        compare={},
        limit=2,
    )

    assert body["data"] == [["a", None], [9.0, 7.0]]
    assert body["comparison"]["data"] == [[None, "a"], [2.0, 1.0]]


def test_a_range_of_moments_holds_both_days_to_their_end(asking: Asking) -> None:
    moments = [
        datetime(2026, 3, 28, 23, 59, 59, 999_999),  # noqa: DTZ001 - civil
        datetime(2026, 3, 29),  # noqa: DTZ001
        datetime(2026, 3, 30, 23, 59, 59, 999_999),  # noqa: DTZ001
        datetime(2026, 3, 31),  # noqa: DTZ001
    ]
    rows: list[Row] = [{"row": number, "at": each} for number, each in enumerate(moments)]
    asked = {"field": "at", "start": "2026-03-29", "end": "2026-03-30"}

    found = asking.rows(asking.source(rows), dimensions=[{"field": "row"}], date_range=asked)

    assert found == [(1,), (2,)]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ([{"by": "cost"}], [2, 0, 4, 1, 3]),
        ([{"by": "cost", "direction": "desc"}], [0, 4, 2, 1, 3]),
        ([{"by": "channel"}], [1, 0, 4, 2, 3]),
        ([{"by": "channel", "direction": "desc"}], [0, 4, 1, 2, 3]),
        ([{"by": "channel"}, {"by": "row", "direction": "desc"}], [1, 4, 0, 3, 2]),
        ([{"by": "c4", "direction": "desc"}, {"by": "ROW", "direction": "desc"}], [4, 0, 2, 3, 1]),
    ],
)
def test_what_is_missing_comes_last_in_either_direction(
    asking: Asking, sort: list[dict[str, str]], order: list[int]
) -> None:
    rows: list[Row] = [
        {"row": 0, "channel": "b", "cost": 5.0},
        {"row": 1, "channel": "a", "cost": None},
        {"row": 2, "channel": None, "cost": -1.0},
        {"row": 3, "channel": None, "cost": None},
        {"row": 4, "channel": "b", "cost": 5.0},
    ]
    asked: dict[str, Any] = {
        "dimensions": [{"field": "row"}, {"field": "channel"}],
        "metrics": [{"field": "cost"}],
    }
    source = asking.source(rows)

    assert [row[0] for row in asking.rows(source, **asked, sort=sort)] == order
    assert [row[0] for row in asking.rows(source, **asked, sort=sort, limit=2)] == order[:2]


def test_a_limit_does_not_cut_the_total(asking: Asking) -> None:
    rows: list[Row] = [{"channel": name, "cost": 1.0} for name in "abc"]
    asked: dict[str, Any] = {
        "dimensions": [{"field": "channel"}], "metrics": [{"field": "cost"}],
        "limit": 1, "totals": True,
    }  # fmt: skip

    body = asking.read(asking.source(rows), **asked)

    assert (body["row_count"], body["totals"]) == (1, {"cost": 3.0})


def test_over_nothing_counts_are_zero_and_sums_missing(asking: Asking) -> None:
    source = asking.source([])
    metrics = [{"field": "cost"}, {"formula": "COUNT(*)", "name": "n"}]

    assert asking.rows(source, metrics=metrics) == [(None, 0)]
    assert asking.rows(source, metrics=metrics, dimensions=[{"field": "channel"}]) == []


def test_without_dimensions_the_only_row_is_the_total(asking: Asking) -> None:
    rows: list[Row] = [{"cost": 1.0}, {"cost": 2.5}]
    body = asking.read(asking.source(rows), metrics=[{"field": "cost"}], totals=True)

    assert (body["data"], body["totals"]) == ([[3.5]], {"cost": 3.5})


@pytest.mark.parametrize(
    ("asked", "scanned"),
    [
        ({}, 10),
        ({"date_range": {"field": "day", "start": "2026-01-05", "end": "2026-01-05"}}, 1),
        ({"date_range": {"field": "at", "start": "2026-01-05", "end": "2026-01-05"}}, 1),
        ({"filters": {"field": "row", "operator": "in", "value": [5, 6]}}, 1),
        ({"filters": {"field": "row", "operator": "between", "value": [150, 250]}}, 2),
        ({"filters": {"field": "channel", "operator": "equals", "value": "c7"}}, 1),
        ({"filters": {"field": "at", "operator": "equals", "value": "2026-01-05"}}, 1),
    ],
)
def test_bound_values_still_skip_the_row_groups_outside(
    asking: Asking, asked: dict[str, Any], scanned: int
) -> None:
    first = datetime(2026, 1, 1)  # noqa: DTZ001 - civil
    rows: list[Row] = [
        {
            "row": number,
            "channel": f"c{number // 100}",
            "day": first.date() + number // 100 * DAY,
            "at": first + number // 100 * DAY,
        }
        for number in range(1000)
    ]
    source = asking.source(rows)
    spec = parse_query({"source": "s", "metrics": [{"field": "row"}], **asked})
    query = resolve(spec, source.columns, QueryContext(NOW))
    statement = compile_query(query, source.columns, source.relation).rows
    plan = asking.engine.run(
        f"EXPLAIN ANALYZE {statement.sql}",
        {**statement.parameters, "object": str(source.paths["object"]())},
    )
    found = re.search(r"Row Groups Scanned: (\d+) / 10", plan.column(1)[0].as_py())

    assert found is not None
    assert int(found[1]) == scanned
