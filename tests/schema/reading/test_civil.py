from __future__ import annotations

from datetime import date, datetime, time

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from cashstage.schema.reading import civil


def whole(*numbers: int) -> pa.Int64Array:
    return pa.array(numbers, pa.int64())


@given(st.dates())
def test_every_day_of_the_calendar(day: date) -> None:
    found = civil.dates(whole(day.year), whole(day.month), whole(day.day))

    assert found.to_pylist() == [day]


@given(st.integers(-1, 10_001), st.integers(-1, 14), st.integers(-1, 33))
def test_days_exist_when_the_calendar_has_them(year: int, month: int, day: int) -> None:
    try:
        expected = date(year, month, day)
    except ValueError:
        expected = None

    assert civil.dates(whole(year), whole(month), whole(day)).to_pylist() == [expected]


def test_seconds_of_a_day() -> None:
    found = civil.seconds_of_day(whole(0, 23, 24, 1), whole(0, 59, 0, 60), whole(0, 59, 0, 0))

    assert found.to_pylist() == [0, 86_399, None, None]


def test_moments_before_and_after_the_epoch() -> None:
    days = pa.array([date(1969, 12, 31), date(2024, 2, 29)])

    assert civil.moments(days, whole(1, 3_600_000_000)).to_pylist() == [
        datetime.combine(date(1969, 12, 31), time(microsecond=1)),
        datetime.combine(date(2024, 2, 29), time(1)),
    ]
