"""Reading a column in a given style; how styles are found is tested with `decide` and `infer`."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashstage.schema.cells import cells_of
from cashstage.schema.column import ColumnType
from cashstage.schema.reading.values import Style, Words, read_floats, read_values, text_of

SERIAL = Style(serial=True)
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - serial days carry no zone


def floats(*numbers: float) -> pa.DoubleArray:
    return pa.array(numbers, pa.float64())


@given(st.dates())
def test_serial_days(day: date) -> None:
    serial = floats((day - EPOCH.date()).days)

    assert read_floats(serial, ColumnType.DATE, SERIAL).to_pylist() == [day]


@given(st.integers(0, 4_102_444_800_000))
def test_serial_moments_are_exact_to_the_millisecond(milliseconds: int) -> None:
    moment = datetime(1970, 1, 1) + timedelta(milliseconds=milliseconds)  # noqa: DTZ001
    serial = floats((moment - EPOCH) / timedelta(days=1))

    assert read_floats(serial, ColumnType.DATETIME, SERIAL).to_pylist() == [moment]


@pytest.mark.parametrize("kind", [ColumnType.DATE, ColumnType.DATETIME])
def test_days_that_no_calendar_has(kind: ColumnType) -> None:
    numbers = floats(-1e9, 2_958_466, 1e300, float("nan"), float("inf"))

    assert read_floats(numbers, kind, SERIAL).null_count == 5


def test_times_stay_within_their_day() -> None:
    read = read_floats(floats(0.25, 0.9999999999, 1.0, -0.5), ColumnType.TIME, SERIAL)

    assert read.to_pylist() == [time(6), time(23, 59, 59, 999_000), None, None]


def test_whole_numbers_are_only_those_that_are_exact() -> None:
    numbers = floats(5, 5.5, 2.0**53, 2.0**54, float("inf"))

    assert read_floats(numbers, ColumnType.INTEGER, Style()).to_pylist() == [
        5,
        None,
        2**53,
        None,
        None,
    ]


def test_numbers_as_text() -> None:
    assert text_of(floats(12, 0.5, -3, 1e15)).to_pylist() == ["12", "0.5", "-3", "1000000000000000"]


def test_an_infinite_number_is_unreadable() -> None:
    values, nulled = read_values(cells_of(["1e999", "1"]), ColumnType.NUMBER, Style())

    assert values.to_pylist() == [None, 1.0]
    assert nulled == {"unreadable": 1}


def test_points_leave_signed_percentages_alone() -> None:
    values, _ = read_values(cells_of(["1.5", "2%", 3]), ColumnType.NUMBER, Style(points=True))

    assert values.to_pylist() == [0.015, 0.02, 0.03]


def test_words_are_counted_by_the_rows_that_hold_them() -> None:
    cells = cells_of(["a", "#N/A", "a", None, "--", "gone"])
    kept = cells.filter(pa.array([True] * 5 + [False]))

    words = Words.of(kept, as_text=True)

    assert words.rows(words.errors) == words.rows(words.placeholders) == 1
    assert dict(zip(words.texts.to_pylist(), words.counts.to_pylist(), strict=True))["a"] == 2
    assert [text for text in words.real.to_pylist() if text] == ["a"]
