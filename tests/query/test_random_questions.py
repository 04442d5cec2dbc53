"""Random questions over random rows, held against an answer that plain Python has reckoned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cashstage.query.periods import QueryContext
from tests.query.asking import NOW, Asking, Row
from tests.query.reckoned_answers import (
    METRICS,
    NAMES,
    ROWS,
    Reckoning,
    dimensions,
    measured,
    shown,
)

CONTEXT = QueryContext(NOW, week_starts_on=6, fiscal_year_starts_on=2)
MARCH = {"field": "day", "start": "2026-03-01", "end": "2026-03-31"}
MANY = settings(max_examples=40)
DAYS = st.dates(date(2026, 1, 15), date(2026, 3, 31))
FILTERS = st.sampled_from(
    [
        None,
        {"field": "channel", "operator": "not_equals", "value": "email"},
        {"not": {"field": "active", "operator": "equals", "value": True}},
    ]
)
HAVING = st.sampled_from(
    [None, {"field": "spend", "operator": "greater_than_or_equal", "value": 20}]
)


@st.composite
def questions(draw: st.DrawFn, *, dated: bool = False) -> dict[str, Any]:
    spec: dict[str, Any] = {"dimensions": draw(dimensions()), "metrics": METRICS, "totals": True}
    parts = {"filters": draw(FILTERS), "having": draw(HAVING)}
    spec |= {name: part for name, part in parts.items() if part is not None}
    if dated or draw(st.booleans()):
        first = draw(DAYS)
        last = first + timedelta(days=draw(st.integers(0, 20)))
        spec["date_range"] = {"field": "day", "start": first.isoformat(), "end": last.isoformat()}
    return spec


def rounded(values: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(round(each, 9) if isinstance(each, float) else each for each in values)


def same_rows(found: Sequence[Sequence[Any]], expected: Sequence[Sequence[Any]]) -> bool:
    """In whatever order; true differs from 1 here as it does to readers."""
    return Counter(repr_of(each) for each in found) == Counter(repr_of(each) for each in expected)


def repr_of(row: Sequence[Any]) -> str:
    return repr([float(each) if type(each) is int else each for each in rounded(row)])


@MANY
@given(ROWS, questions())
def test_rows_totals_and_subtotals(asking: Asking, rows: list[Row], spec: dict[str, Any]) -> None:
    body = asking.read(asking.source(rows), CONTEXT, **spec, subtotals=True)
    reckoned = Reckoning(spec, rows)
    remaining = reckoned.remaining

    assert same_rows(list(zip(*body["data"], strict=True)), shown(reckoned.groups))
    assert same_rows([list(body["totals"].values())], [measured(remaining)])
    depths = range(1, len(spec["dimensions"]))
    assert [len(each["dimensions"]) for each in body.get("subtotals", [])] == list(depths)
    for depth in depths:
        block = body["subtotals"][depth - 1]
        expected = shown(reckoned.by(remaining, range(depth)))
        assert same_rows(list(zip(*block["data"], strict=True)), expected)


@MANY
@given(ROWS, questions(), st.data())
def test_a_pivot_is_the_same_rows_down_and_across(
    asking: Asking, rows: list[Row], spec: dict[str, Any], data: st.DataObject
) -> None:
    width = len(spec["dimensions"])
    across = data.draw(st.lists(st.integers(0, width - 1), min_size=1, unique=True))
    down = [at for at in range(width) if at not in across]
    fields = [each["field"] for each in spec["dimensions"]]
    pivot = [fields[at] for at in across]
    spec = {**spec, "pivot": pivot, "limit": 3}
    body = asking.read(asking.source(rows), CONTEXT, **spec)["pivot"]
    reckoned = Reckoning(spec, rows)
    remaining = reckoned.remaining

    def totals(positions: Sequence[int], side: str, keys: str) -> list[Any]:
        metrics = [body[side][name] for name in NAMES]
        return list(zip(*body[keys], *metrics, strict=True)) if positions else []

    wide = shown(reckoned.by(remaining, across))
    assert same_rows(totals(across, "column_totals", "column_keys"), wide)
    long = totals(down, "row_totals", "row_keys")
    everything = shown(reckoned.by(remaining, down))
    assert len(long) == (min(3, len(everything)) if down else 0)
    assert all(repr_of(each) in {repr_of(one) for one in everything} for each in long)
    assert same_rows([[body["totals"][name] for name in NAMES]], [measured(remaining)])
    if not any("top" in each and each["top"].get("others") for each in spec["dimensions"]):
        cells = {
            (row, column): rows_
            for row, by_row in reckoned.by(remaining, down).items()
            for column, rows_ in reckoned.by(by_row, across).items()
        }
        for at_column, column in enumerate(zip(*body["column_keys"], strict=True)):
            for at_row in range(len(long) if down else 1):
                row = tuple(values[at_row] for values in body["row_keys"])
                key = tuple((each, False) for each in row), tuple((each, False) for each in column)
                found = [body["cells"][name][at_column][at_row] for name in NAMES]
                expected = measured(cells[key]) if key in cells else [None, None, None]
                assert same_rows([found], [expected])


@MANY
@given(ROWS, questions(dated=True), st.integers(1, 60))
def test_a_comparison_asks_again_and_lays_the_answers_side_by_side(
    asking: Asking, rows: list[Row], spec: dict[str, Any], back: int
) -> None:
    reckoned = Reckoning(spec, rows)
    assert reckoned.days is not None
    other = tuple(day - timedelta(days=back) for day in reckoned.days)
    days = {"start": other[0].isoformat(), "end": other[1].isoformat()}
    body = asking.read(asking.source(rows), CONTEXT, **spec, compare={"to": days})
    compared = body["comparison"]
    before = reckoned.before((other[0], other[1]))
    moving = [
        at
        for at, each in enumerate(spec["dimensions"])
        if each.get("grain") in {"week", "month", "fiscal_quarter"}
    ]

    assert compared["date_range"] == days
    if "having" not in spec:
        assert same_rows(list(zip(*compared["data"], strict=True)), shown(before))
    if moving or any("top" in each for each in spec["dimensions"]):
        return
    by_values = {tuple(value for value, _ in key): measured(found) for key, found in before.items()}
    width = len(spec["dimensions"])
    for at, row in enumerate(zip(*body["data"], strict=True)):
        expected = by_values.get(row[:width], [None, None, None])
        assert rounded([compared["aligned"][name][at] for name in NAMES]) == rounded(expected)
        for name, now, then in zip(NAMES, row[width:], expected, strict=True):
            change = compared["change"][name]
            if now is None or then is None:
                assert (change["absolute"][at], change["relative"][at]) == (None, None)
                continue
            assert change["absolute"][at] == pytest.approx(now - then)
            relative = None if then == 0 else pytest.approx((now - then) / abs(then))
            assert change["relative"][at] == relative


@pytest.mark.parametrize("rows", [[], [{"channel": None}] * 2], ids=["no rows", "only nulls"])
def test_over_nothing_every_part_is_there_and_empty(asking: Asking, rows: list[Row]) -> None:
    spec: dict[str, Any] = {
        "dimensions": [
            {"field": "channel", "top": {"n": 2, "others": True}},
            {"field": "cost", "bins": {"width": 10}},
            {"field": "day", "grain": "fiscal_year"},
        ],
        "metrics": METRICS,
    }
    body = asking.read(
        asking.source(rows), CONTEXT, **spec, totals=True, subtotals=True, pivot=["day"],
        date_range=MARCH if not rows else None, compare={"to": "previous_year"},
    )  # fmt: skip
    count = len(rows)

    assert body["totals"] == {"spend": None, "cpc": None, "n": count}
    assert body["row_count"] == (1 if rows else 0)
    assert [each["row_count"] for each in body["subtotals"]] == [min(count, 1)] * 2
    assert body["pivot"]["totals"] == body["totals"]
    assert body["data"][:3] == ([[None], [None], [None]] if rows else [[], [], []])
    assert (body["comparison"] is None) == bool(rows)
