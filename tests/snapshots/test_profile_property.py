"""Any table: every statistic of its profile against the same reckoned in plain Python."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cashstage.schema.column import ColumnType
from cashstage.snapshots.bins import Bin
from cashstage.snapshots.coverage import Step
from cashstage.snapshots.frequencies import TOP_VALUES
from cashstage.snapshots.profile import MOST_TOP_NUMBERS, ColumnProfile, profile
from tests.snapshots.comparing import Comparing

FIRST, LAST = date(2024, 2, 26), date(2026, 3, 2)
CELLS: dict[str, st.SearchStrategy[Any]] = {
    "integer": st.integers(-5, 5)
    | st.integers(-300, 300)
    | st.sampled_from([2**63 - 1, -(2**63), 2**53 + 1]),
    "number": st.integers(-20_000, 20_000).map(lambda cents: cents / 100)
    | st.sampled_from([0.0, -0.0, 1e11, math.nan, math.inf, -math.inf]),
    "boolean": st.booleans(),
    "date": st.dates(FIRST, LAST) | st.dates(FIRST, FIRST + timedelta(days=9)),
    "datetime": st.datetimes(datetime(2024, 2, 26), datetime(2024, 4, 2)),  # noqa: DTZ001
    "time": st.times(),
    "text": st.text(alphabet="aäZ東", max_size=3) | st.sampled_from(["x" * 201, ""]),
}
Column = tuple[str, list[Any]]


@st.composite
def columns(draw: Callable[..., Any]) -> list[Column]:
    """Two columns of equal length, at times of few values, at times empty."""
    rows = draw(st.integers(0, 25))
    drawn = []
    for name in draw(st.lists(st.sampled_from(sorted(CELLS)), min_size=2, max_size=2)):
        cell = draw(st.sampled_from([st.none() | CELLS[name], CELLS[name], st.none()]))
        drawn.append((name, draw(st.lists(cell, min_size=rows, max_size=rows))))
    return drawn


def profiled(comparing: Comparing, drawn: list[Column]) -> tuple[int, list[ColumnProfile]]:
    types = {f"c{place}": name for place, (name, _) in enumerate(drawn)}
    rows = list(zip(*(values for _, values in drawn), strict=True))
    found = profile(comparing.engine, comparing.table(types, rows))
    return found.rows, found.columns


def values_of(cells: list[Any]) -> list[Any]:
    return [
        cell
        for cell in cells
        if cell is not None and not (isinstance(cell, float) and not math.isfinite(cell))
    ]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(columns())
@example([("integer", [2**63 - 1] * 3), ("number", [0.1, 0.2, 0.3])])
@example([("integer", []), ("date", [])])
@example([("text", [None]), ("number", [math.nan])])
def test_every_statistic(comparing: Comparing, drawn: list[Column]) -> None:
    rows, found = profiled(comparing, drawn)

    assert rows == len(drawn[0][1])
    for (name, cells), column in zip(drawn, found, strict=True):
        values = values_of(cells)
        assert column.nulls == sum(cell is None for cell in cells)
        assert column.values == len(values)
        assert column.nulls + column.values + column.unusable == rows
        assert (column.distinct, column.estimated) == (len(set(values)), False)
        check_ends(name, values, column)
        check_sums(name, values, column)
        check_top(name, values, column)
        check_histogram(name, values, column)
        check_coverage(name, values, column)


def check_ends(name: str, values: list[Any], column: ColumnProfile) -> None:
    if not values or name == "boolean":
        assert (column.minimum, column.maximum) == (None, None)
        return
    ends = min(values), max(values)
    assert (column.minimum, column.maximum) == (
        tuple(end[:200] for end in ends) if name == "text" else ends
    )
    lengths = [len(value) for value in values] if name == "text" else []
    assert (column.shortest, column.longest) == (
        min(lengths, default=None),
        max(lengths, default=None),
    )


def check_sums(name: str, values: list[Any], column: ColumnProfile) -> None:
    if name not in {"integer", "number"}:
        assert (column.sum, column.mean, column.zeros, column.negatives) == (None,) * 4
        return
    assert column.zeros == sum(value == 0 for value in values)
    assert column.negatives == sum(value < 0 for value in values)
    if not values:
        assert (column.sum, column.mean) == (None, None)
        return
    exact = sum(map(Fraction, values))
    assert column.sum is not None
    assert column.mean is not None
    if name == "integer":
        assert column.sum == exact
        assert column.mean == float(exact / len(values))
    else:
        assert abs(Fraction(column.sum) - exact) < Fraction(5, 1000)
        assert math.isclose(column.mean, exact / len(values), abs_tol=0.005)


def check_top(name: str, values: list[Any], column: ColumnProfile) -> None:
    few = name in {"text", "boolean", "time"} or len(set(values)) <= MOST_TOP_NUMBERS
    if name in {"date", "datetime"} or not few:
        assert column.top == []
        return
    counts = sorted(Counter(values).items(), key=lambda item: (-item[1], item[0]))
    assert [(each.value, each.count) for each in column.top] == [
        (value[:200] if name == "text" else value, count) for value, count in counts[:TOP_VALUES]
    ]


def check_histogram(name: str, values: list[Any], column: ColumnProfile) -> None:
    if not values or name in {"text", "boolean", "time"}:
        assert column.histogram == []
        return
    bins = column.histogram
    assert sum(each.count for each in bins) == len(values)
    if name in {"date", "datetime"}:
        days = [value.date() if isinstance(value, datetime) else value for value in values]
        for each in bins:
            assert isinstance(each.start, date)
            assert isinstance(each.end, date)
            assert each.count == sum(each.start <= day <= each.end for day in days)
        assert_adjoining(bins, 1)
        return
    assert len(bins) <= 20
    assert_adjoining(bins, 0)
    for place, each in enumerate(bins):
        last = place == len(bins) - 1
        assert each.count == sum(
            each.start <= value < each.end or (last and value == each.end) for value in values
        )


def assert_adjoining(bins: list[Bin], days: int) -> None:
    for earlier, later in itertools.pairwise(bins):
        after = earlier.end + timedelta(days=days) if isinstance(earlier.end, date) else earlier.end
        assert after == later.start


def check_coverage(name: str, values: list[Any], column: ColumnProfile) -> None:
    if name not in {"date", "datetime"} or not values:
        assert column.coverage is None
        return
    days = {value.date() if isinstance(value, datetime) else value for value in values}
    coverage = column.coverage
    assert coverage is not None
    assert (coverage.first, coverage.last) == (min(days), max(days))
    assert coverage.days == len(days)
    for gap in coverage.gaps:
        assert gap.missing > 0
        assert {gap.first - timedelta(days=1), gap.last + timedelta(days=1)} <= days
        assert not any(gap.first <= day <= gap.last for day in days)
    if coverage.step is Step.DAY:
        span = (coverage.last - coverage.first).days + 1
        assert coverage.missing == span - len(days)
        assert coverage.gap_count == len(coverage.gaps)
    if coverage.step is None:
        assert (coverage.missing, coverage.gaps) == (0, [])


@given(st.lists(st.integers(0, 10**9).map(lambda cents: cents / 100), min_size=1, max_size=300))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_money_does_not_drift(comparing: Comparing, amounts: list[float]) -> None:
    table = comparing.table({"c1": "number"}, [(amount,) for amount in amounts])
    total = profile(comparing.engine, table).columns[0].sum

    assert total is not None
    cents = sum(round(amount * 100) for amount in amounts)
    assert f"{total:.2f}" == f"{cents // 100}.{cents % 100:02d}"
    assert profile(comparing.engine, table).columns[0].type is ColumnType.NUMBER
