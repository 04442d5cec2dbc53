"""Profiles of tables at the edges: empty, of one row, of hundreds of columns, too large."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cashstage.core.errors import Unavailable
from cashstage.schema.column import ColumnType
from cashstage.snapshots.bins import Bin, number_bins
from cashstage.snapshots.coverage import Gap, Step, coverage_of, date_bins
from cashstage.snapshots.profile import ColumnProfile, profile
from cashstage.snapshots.tables import SnapshotTable, SqlEngine
from tests.snapshots.comparing import Comparing


def column(comparing: Comparing, held: str, *values: Any) -> ColumnProfile:
    table = comparing.table({"c1": held}, [(value,) for value in values])
    return profile(comparing.engine, table).columns[0]


def test_an_empty_table_has_columns_of_nothing(comparing: Comparing) -> None:
    types = {f"c{place}": name for place, name in enumerate(ColumnType)}
    found = profile(comparing.engine, comparing.table(types, []))

    assert found.rows == 0
    assert found.columns == [
        ColumnProfile(
            key,
            ColumnType(held),
            0,
            0,
            0,
            0,
            zeros=0 if ColumnType(held).numeric else None,
            negatives=0 if ColumnType(held).numeric else None,
        )
        for key, held in types.items()
    ]


def test_one_row_has_one_bin(comparing: Comparing) -> None:
    assert column(comparing, "integer", 7).histogram == [Bin(7, 8, 1)]
    assert column(comparing, "number", 0.25).histogram == [Bin(0.25, 0.25, 1)]
    assert column(comparing, "date", date(2026, 3, 1)).histogram == [
        Bin(date(2026, 3, 1), date(2026, 3, 1), 1)
    ]


def test_sums_go_beyond_64_bits(comparing: Comparing) -> None:
    found = column(comparing, "integer", *[2**63 - 1] * 5)

    assert found.sum == 5 * (2**63 - 1)
    assert found.histogram == [Bin(2**63 - 1, 2**63, 5)]


def test_a_sum_beyond_all_floats_is_not_made_up(comparing: Comparing) -> None:
    found = column(comparing, "number", 1.5e308, 1.5e308, -1e308)

    assert (found.sum, found.mean, found.maximum) == (None, None, 1.5e308)
    assert sum(each.count for each in found.histogram) == 3


def test_what_is_no_number_is_told_apart(comparing: Comparing) -> None:
    found = column(comparing, "number", 1.0, math.nan, math.inf, None)

    assert (found.values, found.nulls, found.unusable) == (1, 1, 2)
    assert (found.minimum, found.maximum, found.sum, found.distinct) == (1.0, 1.0, 1.0, 1)


def test_days_beyond_the_calendar_are_told_apart(comparing: Comparing) -> None:
    path = comparing.folder / "beyond"
    days = pa.array([20_000, 4_000_000, -1_000_000, None], pa.int32()).cast(pa.date32())
    pq.write_table(pa.table({"c1": days}), path)
    found = profile(comparing.engine, SnapshotTable(path, {"c1": ColumnType.DATE})).columns[0]

    assert (found.values, found.nulls, found.unusable) == (1, 1, 2)
    assert found.minimum == found.maximum == date(2024, 10, 4)


def test_dates_far_apart_are_counted_by_year(comparing: Comparing) -> None:
    found = column(comparing, "date", date(1, 1, 1), date(2026, 3, 1), date(9999, 12, 31))

    assert found.histogram[0] == Bin(date(1, 1, 1), date(499, 12, 31), 1)
    assert found.histogram[-1].end == date(9999, 12, 31)
    assert sum(each.count for each in found.histogram) == 3
    assert found.coverage is not None
    assert (found.coverage.days, found.coverage.step) == (3, None)
    ancient = column(comparing, "datetime", datetime(1, 1, 1, 8), datetime(9999, 12, 31))  # noqa: DTZ001
    assert ancient.coverage is not None
    assert (ancient.coverage.first, ancient.coverage.days) == (date(1, 1, 1), 2)


def test_hundreds_of_columns_are_read_in_batches(comparing: Comparing) -> None:
    path = comparing.folder / "wide"
    keys = [f"c{place}" for place in range(1, 201)]
    pq.write_table(pa.table({key: pa.array([1, 2, 2, None]) for key in keys}), path)
    statements: list[str] = []

    class Counting:
        def run(self, sql: str, parameters: Mapping[str, Any]) -> pa.Table:
            statements.append(sql)
            return comparing.engine.run(sql, parameters)

    found = profile(Counting(), SnapshotTable(path, dict.fromkeys(keys, ColumnType.INTEGER)))

    assert [each.key for each in found.columns] == keys
    assert {(each.sum, each.nulls, each.distinct) for each in found.columns} == {(5, 1, 2)}
    assert len(statements) == 1 + 3 * 5


@dataclass
class Refusing:
    """An engine that can't hold the values of a column."""

    engine: SqlEngine

    def run(self, sql: str, parameters: Mapping[str, Any]) -> pa.Table:
        if "GROUP BY" in sql:
            raise Unavailable("This question needs more memory than it may have.")
        return self.engine.run(sql, parameters)


def test_what_can_not_be_counted_is_estimated(comparing: Comparing) -> None:
    table = comparing.table({"c1": "text"}, [(f"value {place}",) for place in range(100)])
    found = profile(Refusing(comparing.engine), table).columns[0]

    assert found.estimated
    assert 80 <= found.distinct <= 100
    assert (found.top, found.values, found.longest) == ([], 100, 8)


@pytest.mark.parametrize(
    ("minimum", "maximum", "held", "edges"),
    [
        (0, 9999, ColumnType.INTEGER, (0, 10_000, 500)),
        (-3, 4, ColumnType.INTEGER, (-3, 5, 1)),
        (0, 100, ColumnType.INTEGER, (0, 100, 5)),
        (-(2**63), 2**63 - 1, ColumnType.INTEGER, (-(10**19), 10**19, 10**18)),
        (0.0, 100.0, ColumnType.NUMBER, (0.0, 100.0, 5.0)),
        (12.5, 987.65, ColumnType.NUMBER, (0.0, 1000.0, 50.0)),
    ],
)
def test_edges_can_be_read(
    minimum: float, maximum: float, held: ColumnType, edges: tuple[float, float, float]
) -> None:
    found = number_bins(minimum, maximum, held)

    assert (found.edges[0], found.edges[-1], found.step) == edges


def test_edges_of_small_numbers_are_the_written_ones() -> None:
    assert number_bins(0.01, 0.17, ColumnType.NUMBER).edges[:4] == (0.01, 0.02, 0.03, 0.04)
    assert number_bins(5e-324, 1.5e-323, ColumnType.NUMBER).step is None
    assert number_bins(-1.7e308, 1.7e308, ColumnType.NUMBER).count <= 20


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("days", "step", "missing", "gaps"),
    [
        (["2026-03-01"], None, 0, []),
        (
            ["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-07"],
            Step.DAY,
            3,
            [Gap(day("2026-03-04"), day("2026-03-06"), 3)],
        ),
        (
            [f"2026-03-{number:02d}" for number in (2, 3, 4, 5, 6, 9, 10, 11, 13, 16)],
            Step.WEEKDAY,
            1,
            [Gap(day("2026-03-12"), day("2026-03-12"), 1)],
        ),
        (
            ["2026-03-02", "2026-03-09", "2026-03-16", "2026-03-30"],
            Step.WEEK,
            1,
            [Gap(day("2026-03-17"), day("2026-03-29"), 1)],
        ),
        (
            ["2025-12-31", "2026-01-31", "2026-02-28", "2026-05-31", "2026-06-30"],
            Step.MONTH,
            2,
            [Gap(day("2026-03-01"), day("2026-05-30"), 2)],
        ),
        (["2025-01-01", "2025-04-01", "2025-07-01", "2025-10-01"], Step.QUARTER, 0, []),
        (["2023-06-30", "2024-06-30", "2025-06-30"], Step.YEAR, 0, []),
        (["2026-03-01", "2026-03-04", "2026-03-20", "2026-05-09"], None, 0, []),
    ],
)
def test_gaps_follow_the_rhythm(
    days: list[str], step: Step | None, missing: int, gaps: list[Gap]
) -> None:
    found = coverage_of(map(day, days))

    assert (found.step, found.missing, found.gaps) == (step, missing, gaps)
    assert found.gap_count == len(gaps)


@pytest.mark.parametrize(
    ("last", "count", "second"),
    [
        ("2026-03-31", 31, "2026-03-02"),
        ("2026-06-30", 19, "2026-03-02"),
        ("2027-12-31", 22, "2026-04-01"),
        ("2030-12-31", 20, "2026-04-01"),
        ("2060-01-01", 35, "2027-01-01"),
        ("2126-01-01", 21, "2030-01-01"),
    ],
)
def test_dates_are_binned_by_what_fits(last: str, count: int, second: str) -> None:
    bins = date_bins({day("2026-03-01"): 2, day(last): 3}, {})

    assert len(bins) == count
    assert bins[1].start == day(second)
    assert (bins[0].count, bins[-1].count) == (2, 3)


def test_bins_are_not_narrower_than_the_rhythm() -> None:
    months = {day(f"2026-0{month}-01"): 5 for month in range(1, 6)}

    assert [each.count for each in date_bins(months, {}, Step.MONTH)] == [5] * 5
    assert date_bins(months, {}, Step.MONTH)[1] == Bin(day("2026-02-01"), day("2026-02-28"), 5)
    assert len(date_bins(months, {}, Step.YEAR)) == 1
