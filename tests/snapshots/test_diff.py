"""What a person reads of two snapshots: rows, cells, sums, past days."""

from __future__ import annotations

import math
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from cashstage.core.errors import InvalidInput
from cashstage.query.engine import Engine
from cashstage.snapshots.diff import (
    ChangeKind,
    ColumnChange,
    Diff,
    Restatement,
    RowChange,
    SnapshotTable,
    restatements,
)
from tests.snapshots.comparing import Comparing

ADS = {"c1": "date", "c2": "text", "c3": "number", "c4": "integer"}
FIRST, SECOND, THIRD = date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)
YESTERDAY = [
    (FIRST, "Search", 10.5, 100),
    (FIRST, "Social", 20.25, 50),
    (SECOND, "Search", 11.0, 110),
    (SECOND, "Social", None, 40),
]
TODAY = [
    (FIRST, "Search", 10.5, 100),
    (FIRST, "Social", 18.75, 53),
    (SECOND, "Social", None, 40),
    (THIRD, "Search", 9.0, 90),
]


@pytest.fixture
def found(comparing: Comparing) -> Diff:
    """Yesterday and today, by day and channel."""
    return comparing.diff(comparing.table(ADS, YESTERDAY), comparing.table(ADS, TODAY), "c1", "c2")


def cells(change: RowChange) -> tuple[dict[str, Any], dict[str, Any]]:
    return dict(change.before), dict(change.after)


def only(comparing: Comparing, held: str, value: Any, later: str, other: Any) -> int:
    """How many rows of a table with one cell beside its key changed."""
    before = comparing.table({"c1": "integer", "c2": held}, [(1, value)])
    after = comparing.table({"c1": "integer", "c2": later}, [(1, other)])
    return comparing.diff(before, after, "c1").changed


def test_rows_come_go_and_change(found: Diff) -> None:
    assert (found.added, found.removed, found.changed, found.unchanged) == (1, 1, 1, 2)
    assert [(change.kind, change.key) for change in found.rows] == [
        (ChangeKind.CHANGED, (FIRST, "Social")),
        (ChangeKind.REMOVED, (SECOND, "Search")),
        (ChangeKind.ADDED, (THIRD, "Search")),
    ]


def test_a_changed_row_tells_its_changed_cells_alone(found: Diff) -> None:
    changed, removed, added = found.rows

    assert cells(changed) == ({"c3": 20.25, "c4": 50}, {"c3": 18.75, "c4": 53})
    assert cells(removed) == ({"c1": SECOND, "c2": "Search", "c3": 11.0, "c4": 110}, {})
    assert cells(added) == ({}, {"c1": THIRD, "c2": "Search", "c3": 9.0, "c4": 90})
    assert (changed.before_row, changed.after_row) == (1, 1)
    assert (removed.before_row, removed.after_row) == (2, None)


def test_columns_tell_how_much_changed_rows_changed(found: Diff) -> None:
    assert found.changes == [ColumnChange("c3", 1, -1.5), ColumnChange("c4", 1, 3)]


def test_equal_tables_have_no_differences(comparing: Comparing) -> None:
    before = comparing.table(ADS, YESTERDAY)
    moved = comparing.table(ADS, YESTERDAY[::-1])
    found = comparing.diff(before, moved, "c1", "c2")

    assert (found.unchanged, found.rows, found.changes) == (4, [], [])


def test_without_a_key_rows_only_come_and_go(comparing: Comparing) -> None:
    found = comparing.diff(comparing.table(ADS, YESTERDAY), comparing.table(ADS, TODAY))

    assert (found.added, found.removed, found.changed, found.key) == (2, 2, 0, [])


def test_rows_with_one_key_are_paired_in_their_order(comparing: Comparing) -> None:
    types = {"c1": "text", "c2": "integer"}
    before = comparing.table(types, [("a", 1), ("a", 2), ("a", 3), ("a", 3)])
    after = comparing.table(types, [("a", 9), ("a", 2), ("a", 8), ("a", 3), ("a", 7)])
    found = comparing.diff(before, after, "c1")

    # 2 and one 3 are as they were; of the others the first is the first.
    assert found.unchanged == 2
    assert [cells(change) for change in found.rows] == [
        ({"c2": 1}, {"c2": 9}),
        ({"c2": 3}, {"c2": 8}),
        ({}, {"c1": "a", "c2": 7}),
    ]


def test_keys_may_be_empty(comparing: Comparing) -> None:
    types = {"c1": "text", "c2": "integer"}
    before = comparing.table(types, [(None, 1), ("", 2)])
    found = comparing.diff(before, comparing.table(types, [("", 2), (None, 5)]), "c1")

    assert [(change.key, *cells(change)) for change in found.rows] == [
        ((None,), {"c2": 1}, {"c2": 5})
    ]


def test_a_column_that_comes_or_goes_is_empty_where_it_is_not(comparing: Comparing) -> None:
    before = comparing.table({"c1": "text", "c2": "integer"}, [("a", 1), ("b", None)])
    after = comparing.table({"c3": "number", "c1": "text"}, [(0.5, "a"), (None, "b")])
    found = comparing.diff(before, after, "c1")

    assert [(each.key, each.before, each.after) for each in found.columns] == [
        ("c3", None, "number"),
        ("c1", "text", "text"),
        ("c2", "integer", None),
    ]
    assert [cells(change) for change in found.rows] == [
        ({"c3": None, "c2": 1}, {"c3": 0.5, "c2": None})
    ]
    assert found.changes == [ColumnChange("c3", 1, 0.5), ColumnChange("c2", 1, -1)]


@pytest.mark.parametrize(
    ("held", "value", "later", "same", "other"),
    [
        ("integer", 1, "number", 1.0, 1.5),
        ("integer", 2**53 + 1, "number", None, float(2**53)),
        ("integer", 7, "text", "7", "007"),
        ("number", 0.1, "text", "0.1", "0.10"),
        ("number", -0.0, "integer", 0, 1),
        ("number", 1e20, "text", "100000000000000000000", "1e20"),
        ("number", math.nan, "text", "nan", ""),
        ("date", FIRST, "datetime", datetime(2026, 3, 1), datetime(2026, 3, 1, 1)),  # noqa: DTZ001
        ("date", FIRST, "text", "2026-03-01", "1 March"),
        ("boolean", True, "text", "TRUE", "yes"),
    ],
)
def test_other_types_are_compared_as_texts(
    comparing: Comparing, held: str, value: Any, later: str, same: Any, other: Any
) -> None:
    if same is not None:
        assert only(comparing, held, value, later, same) == 0
        assert only(comparing, later, same, held, value) == 0
    assert only(comparing, held, value, later, other) == 1
    assert only(comparing, held, None, later, None) == 0


def test_numbers_are_compared_exactly(comparing: Comparing) -> None:
    assert only(comparing, "number", 0.3, "number", 0.1 + 0.2) == 1
    assert only(comparing, "integer", 2**53, "integer", 2**53 + 1) == 1
    assert only(comparing, "number", math.nan, "number", math.nan) == 0
    assert only(comparing, "number", math.nan, "number", None) == 1
    assert only(comparing, "number", 0.0, "number", -0.0) == 0
    assert only(comparing, "number", 0.0, "number", None) == 1


def test_days_beyond_the_calendar_are_compared_but_not_shown(comparing: Comparing) -> None:
    types = {"c1": "integer", "c2": "date"}
    beyond = 2_932_897  # days since 1970: the first of the year 10000
    before, after = comparing.table(types, [(1, beyond)]), comparing.table(types, [(1, beyond + 1)])
    found = comparing.diff(before, after, "c1")

    assert [cells(change) for change in found.rows] == [({"c2": None}, {"c2": None})]


def test_a_table_may_be_wide(comparing: Comparing) -> None:
    types = {f"c{number}": "number" for number in range(120)}
    row = [float(number) for number in range(120)]
    before, after = comparing.table(types, [row]), comparing.table(types, [[*row[:-1], 0.5]])

    assert comparing.diff(before, after, "c0").changes == [ColumnChange("c119", 1, 0.5 - 119)]


def test_a_difference_is_a_sum_of_finite_numbers(comparing: Comparing) -> None:
    types = {"c1": "integer", "c2": "number", "c3": "integer"}
    before = comparing.table(types, [(1, math.inf, 2**63 - 1), (2, None, None), (3, 1.0, -(2**63))])
    after = comparing.table(types, [(1, 2.0, None), (2, math.nan, 2**63 - 1), (3, 1.5, 2**63 - 1)])

    assert comparing.diff(before, after, "c1").changes == [
        ColumnChange("c2", 3, 2.5),
        ColumnChange("c3", 3, 2**64 - 1),
    ]


def test_pages_follow_the_key(comparing: Comparing) -> None:
    types = {"c1": "integer", "c2": "integer"}
    before = comparing.table(types, [(number, 0) for number in range(10)])
    after = comparing.table(types, [(number, 1) for number in reversed(range(10))])
    pages = [comparing.diff(before, after, "c1", limit=4, offset=at) for at in (0, 4, 8, 12)]

    assert [[change.key[0] for change in page.rows] for page in pages] == [
        [0, 1, 2, 3],
        [4, 5, 6, 7],
        [8, 9],
        [],
    ]
    assert {page.changed for page in pages} == {10}


def test_empty_keys_come_first(comparing: Comparing) -> None:
    types = {"c1": "text", "c2": "integer"}
    after = comparing.table(types, [("b", 1), (None, 2), ("", 3), (None, 4)])
    found = comparing.diff(comparing.table(types, []), after, "c1")

    assert [(change.key[0], change.after["c2"]) for change in found.rows] == [
        (None, 2),
        (None, 4),
        ("", 3),
        ("b", 1),
    ]


def test_a_key_must_be_in_both(comparing: Comparing) -> None:
    before = comparing.table({"c1": "text", "c2": "text"}, [])
    after = comparing.table({"c1": "text", "c3": "text"}, [])

    with pytest.raises(InvalidInput, match="c2 is not in both") as refused:
        comparing.diff(before, after, "c2")
    assert refused.value.next_step == "Choose among c1."


def test_a_page_can_not_be_applied(comparing: Comparing) -> None:
    before, after = comparing.table(ADS, YESTERDAY), comparing.table(ADS, TODAY)
    page = comparing.diff(before, after, "c1", "c2", limit=1)

    with pytest.raises(ValueError, match="complete"):
        comparing.apply(before, page)


def restated(
    comparing: Comparing, before: SnapshotTable, after: SnapshotTable, *key: str
) -> list[Restatement]:
    return restatements(comparing.engine, before, after, key, "c1")


def test_past_days_tell_their_sums_before_and_after(comparing: Comparing) -> None:
    before, after = comparing.table(ADS, YESTERDAY), comparing.table(ADS, TODAY)
    expected = [
        Restatement(FIRST, "c3", 30.75, 29.25),
        Restatement(FIRST, "c4", 150, 153),
        Restatement(SECOND, "c3", 11.0, None),
        Restatement(SECOND, "c4", 150, 40),
    ]

    # The third day is new, so nothing was said about it before.
    assert restated(comparing, before, after, "c1", "c2") == expected
    assert restated(comparing, before, after) == expected


def test_the_order_of_additions_restates_nothing(comparing: Comparing) -> None:
    """Added up in floating point, the last column would be 2 before and 0 after."""
    types = {"c1": "date", "c2": "text", "c3": "integer", "c4": "number"}
    huge, minus = (FIRST, "a", 1, 1e100), (FIRST, "b", 1, -1e100)
    before = comparing.table(types, [huge, minus, (FIRST, "c", 1, 1.0), (FIRST, "d", 1, 1.0)])
    after = comparing.table(types, [(FIRST, "c", 1, 1.0), huge, (FIRST, "d", 6, 1.0), minus])

    assert restated(comparing, before, after, "c2") == [Restatement(FIRST, "c3", 4, 9)]


def test_a_row_that_moves_restates_both_days(comparing: Comparing) -> None:
    types = {"c1": "datetime", "c2": "text", "c3": "integer"}
    at = datetime(2026, 3, 1, 10)  # noqa: DTZ001
    stays = [(at, "b", 5), (at.replace(day=2), "c", 6)]
    before = comparing.table(types, [(at, "a", 1), *stays])
    after = comparing.table(types | {"c1": "datetime"}, [(at.replace(day=2), "a", 1), *stays])

    assert restated(comparing, before, after, "c2") == [
        Restatement(FIRST, "c3", 6, 5),
        Restatement(SECOND, "c3", 6, 7),
    ]


def test_days_are_days_whatever_their_type(comparing: Comparing) -> None:
    before = comparing.table({"c1": "date", "c2": "integer"}, [(FIRST, 1), (None, 8)])
    at = datetime(2026, 3, 1, 10)  # noqa: DTZ001
    after = comparing.table({"c1": "datetime", "c2": "number"}, [(at, 2.5), (None, 9.0)])

    assert restated(comparing, before, after) == [Restatement(FIRST, "c2", 1, 2.5)]


def test_only_dates_have_days(comparing: Comparing) -> None:
    table = comparing.table({"c1": "text", "c2": "integer"}, [])

    with pytest.raises(InvalidInput, match="not a date"):
        restated(comparing, table, table)


def test_it_computes_within_the_engine_s_walls(comparing: Comparing, tmp_path: Path) -> None:
    engine = Engine(tmp_path, threads=1, memory_limit="256MB")
    table = comparing.table(ADS, YESTERDAY)
    outside = Comparing(engine, tmp_path)
    with pytest.raises(Exception, match="Permission"):
        outside.diff(table, table, "c1")
    engine.close()
