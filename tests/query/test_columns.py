"""Today's columns over an older object: missing ones are empty, values that do not fit too."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest

from cashstage.schema.column import ColumnType
from tests.factories.columns import column
from tests.query.asking import ROW, Asking

VALUES: dict[ColumnType, list[Any]] = {
    ColumnType.INTEGER: [5, 0],
    ColumnType.NUMBER: [5.0, 0.0],
    ColumnType.BOOLEAN: [True, False],
    ColumnType.DATE: [date(2026, 3, 1), date(9999, 12, 31)],
    ColumnType.DATETIME: [datetime(2026, 3, 1, 9, 30), datetime(9999, 12, 31, 23, 59)],  # noqa: DTZ001 - civil
    ColumnType.TIME: [time(9, 30), time(0)],
    ColumnType.TEXT: ["word", ""],
}
KEPT: dict[tuple[ColumnType, ColumnType], list[Any]] = {
    (ColumnType.INTEGER, ColumnType.NUMBER): [5.0, 0.0],
    (ColumnType.INTEGER, ColumnType.BOOLEAN): [True, False],
    (ColumnType.INTEGER, ColumnType.TEXT): ["5", "0"],
    (ColumnType.NUMBER, ColumnType.INTEGER): [5, 0],
    (ColumnType.NUMBER, ColumnType.BOOLEAN): [True, False],
    (ColumnType.NUMBER, ColumnType.TEXT): ["5.0", "0.0"],
    (ColumnType.BOOLEAN, ColumnType.INTEGER): [1, 0],
    (ColumnType.BOOLEAN, ColumnType.NUMBER): [1.0, 0.0],
    (ColumnType.BOOLEAN, ColumnType.TEXT): ["true", "false"],
    (ColumnType.DATE, ColumnType.DATETIME): ["2026-03-01T00:00:00", "9999-12-31T00:00:00"],
    (ColumnType.DATE, ColumnType.TEXT): ["2026-03-01", "9999-12-31"],
    (ColumnType.DATETIME, ColumnType.DATE): ["2026-03-01", "9999-12-31"],
    (ColumnType.DATETIME, ColumnType.TIME): ["09:30:00", "23:59:00"],
    (ColumnType.DATETIME, ColumnType.TEXT): ["2026-03-01 09:30:00", "9999-12-31 23:59:00"],
    (ColumnType.TIME, ColumnType.TEXT): ["09:30:00", "00:00:00"],
}
"""What becomes of the values; of a pair that is not here, nothing."""


def read(asking: Asking, was: ColumnType, now: ColumnType, values: list[Any]) -> list[Any]:
    """The values of a column that once had another type, in their order."""
    older, today = column("c1", "x", was), column("c1", "x", now)
    rows = [{"row": position, "x": value} for position, value in enumerate(values)]
    source = asking.source(rows, (today, ROW), (older, ROW))
    found = asking.rows(source, dimensions=[{"field": "row"}, {"field": "x"}])
    return [value for _, value in sorted(found)]


@pytest.mark.parametrize("now", ColumnType)
@pytest.mark.parametrize("was", ColumnType)
def test_a_value_keeps_its_meaning_in_another_type_or_is_empty(
    asking: Asking, was: ColumnType, now: ColumnType
) -> None:
    unchanged = [
        each.isoformat() if isinstance(each, date | time) else each for each in VALUES[was]
    ]
    expected = unchanged if was is now else KEPT.get((was, now), [None, None])

    assert read(asking, was, now, VALUES[was]) == expected


@pytest.mark.parametrize(
    ("now", "texts", "values"),
    [
        (
            ColumnType.INTEGER,
            ["7", " 7 ", "7.5", "1e3", "many", "9" * 30],
            [7, 7, 8, 1000, None, None],
        ),
        (ColumnType.NUMBER, ["7.5", "-1e3", "1,5", "50%"], [7.5, -1000.0, None, None]),
        (ColumnType.NUMBER, ["nan", "inf", "-Infinity", "1e999"], [None] * 4),
        (ColumnType.BOOLEAN, ["true", "FALSE", "maybe"], [True, False, None]),
        (ColumnType.DATE, ["2026-03-01", "01.03.2026", "infinity"], ["2026-03-01", None, None]),
        (ColumnType.DATE, ["2026-02-30", "12026-01-01"], [None, None]),
        (
            ColumnType.DATETIME,
            ["2026-03-01T09:30", "2026-03-01", "-infinity"],
            ["2026-03-01T09:30:00", "2026-03-01T00:00:00", None],
        ),
        (ColumnType.TIME, ["09:30", "25:00"], ["09:30:00", None]),
    ],
)
def test_a_text_is_read_as_its_new_type_where_it_fits(
    asking: Asking, now: ColumnType, texts: list[str], values: list[Any]
) -> None:
    assert read(asking, ColumnType.TEXT, now, texts) == values


def test_a_sum_leaves_out_what_is_no_number(asking: Asking) -> None:
    older, today = column("c1", "x", "text"), column("c1", "x", "number")
    rows = [{"x": text} for text in ("1.5", "nan", "inf", "2", "-")]
    source = asking.source(rows, (today,), (older,))

    assert asking.rows(source, metrics=[{"field": "x"}]) == [(3.5,)]


def test_a_column_that_an_older_object_lacks_is_empty(asking: Asking) -> None:
    added = column("c2", "added", "text")
    source = asking.source([{"row": 1}, {"row": 2}], (ROW, added), (ROW,))
    count = [{"field": "row", "aggregation": "count"}]

    assert asking.rows(source, dimensions=[{"field": "added"}], metrics=count) == [(None, 2)]
    assert asking.rows(source, metrics=[{"field": "added"}]) == [(0,)]
    for operator, value, rows in (
        ("equals", "x", []),
        ("not_equals", "x", [(1,), (2,)]),
        ("contains", "x", []),
        ("is_empty", None, [(1,), (2,)]),
        ("regex", "x", []),
    ):
        tree = {"field": "added", "operator": operator, "value": value}
        assert asking.rows(source, dimensions=[{"field": "row"}], filters=tree) == rows
