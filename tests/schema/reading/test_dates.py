from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashstage.schema.reading.dates import (
    DateOrder,
    compact_dates,
    date_order,
    read_moments,
    read_times,
)

UNAMBIGUOUS = [
    "2024-01-05",
    "2024/1/5",
    "2024.01.05",
    "20240105",
    "5. Jan 2024",
    "5 January 2024",
    "5-Jan-24",
    "Jan 5, 2024",
    "January 5th, 2024",
    "Fri, 5 Jan 2024",
    "Friday, January 5, 2024",
    "5 janvier 2024",
    "5. Januar 2024",
    "5 ene 2024",
]
NO_DATES = [
    "",
    "5",
    "2024",
    "202401",
    "2024-02-30",
    "20241301",
    "2024-01/05",
    "1.2.10",
    "5 Foo 2024",
    "12:30",
    "2024-01-05 25:00",
    "2024-01-05 noon",
    "Campaign 2024-01-05",
]


@pytest.mark.parametrize("text", UNAMBIGUOUS)
@pytest.mark.parametrize("order", DateOrder)
def test_dates_that_any_order_reads_alike(text: str, order: DateOrder) -> None:
    assert read_moments(pa.array([text]), order).dates.to_pylist() == [date(2024, 1, 5)]


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_date(text: str) -> None:
    assert read_moments(pa.array([text]), DateOrder.DAY_FIRST).dates.to_pylist() == [None]


@pytest.mark.parametrize("text", ["3/4/2025", "03-04-2025", "03.04.2025", "3. 4. 2025", "03/04/25"])
def test_the_order_decides(text: str) -> None:
    texts = pa.array([text])

    assert read_moments(texts, DateOrder.DAY_FIRST).dates.to_pylist() == [date(2025, 4, 3)]
    assert read_moments(texts, DateOrder.MONTH_FIRST).dates.to_pylist() == [date(2025, 3, 4)]


def test_two_digit_years_are_1970_to_2069() -> None:
    texts = pa.array(["01/01/69", "01/01/70"])

    read = read_moments(texts, DateOrder.DAY_FIRST).dates.to_pylist()

    assert read == [date(2069, 1, 1), date(1970, 1, 1)]


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("2024-01-05T09:30", time(9, 30)),
        ("2024-01-05 09:30:15", time(9, 30, 15)),
        ("2024-01-05 09:30:15.25", time(9, 30, 15, 250_000)),
        ("20240105 09:30", time(9, 30)),
        ("Jan 5, 2024, 9:30 PM", time(21, 30)),
        ("Jan 5, 2024 at 9 p.m.", time(21)),
        ("2024-01-05 12:05 am", time(0, 5)),
        ("2024-01-05 12:05 pm", time(12, 5)),
    ],
)
def test_clocks(text: str, clock: time) -> None:
    reading = read_moments(pa.array([text]), DateOrder.MONTH_FIRST)

    assert reading.moments.to_pylist() == [datetime.combine(date(2024, 1, 5), clock)]
    assert reading.clock.to_pylist() == [True]
    assert reading.zone.to_pylist() == [False]


@pytest.mark.parametrize("zone", ["Z", " UTC", "+02:00", " -0500", "+05"])
def test_an_offset_is_left_out_and_told(zone: str) -> None:
    reading = read_moments(pa.array(["2024-01-05T09:30:00" + zone]), DateOrder.DAY_FIRST)

    assert reading.moments.to_pylist() == [datetime(2024, 1, 5, 9, 30)]  # noqa: DTZ001
    assert reading.zone.to_pylist() == [True]


@given(st.lists(st.datetimes(min_value=datetime(1000, 1, 1))))  # noqa: DTZ001
def test_iso_moments_come_back_exactly(moments: list[datetime]) -> None:
    texts = pa.array([moment.isoformat(sep=" ") for moment in moments], pa.string())

    assert read_moments(texts, DateOrder.DAY_FIRST).moments.to_pylist() == moments


def test_times_of_a_day() -> None:
    texts = pa.array(["9:30", "09:30:15", "9:30 pm", "12 AM", "9", "24:00", "9:60", ""])

    assert read_times(texts).to_pylist() == [
        time(9, 30),
        time(9, 30, 15),
        time(21, 30),
        time(0),
        None,
        None,
        None,
        None,
    ]


def test_digits_that_are_days() -> None:
    texts = pa.array(["20240131", "19900101", "20241301", "18991230", "2024013", "12345678"])

    assert compact_dates(texts).to_pylist() == [True, True, False, False, False, False]


def texts_of(days: list[date], pattern: str) -> pa.StringArray:
    return pa.array([day.strftime(pattern) for day in days], pa.string())


DAILY = [date(2024, 2, 1) + timedelta(days=number) for number in range(12)]


def test_one_day_after_the_12th_decides_for_all() -> None:
    days = [*DAILY, date(2024, 2, 13)]

    assert date_order(texts_of(days, "%d/%m/%Y"), None) == (DateOrder.DAY_FIRST, True)
    assert date_order(texts_of(days, "%m/%d/%Y"), None) == (DateOrder.MONTH_FIRST, True)


def test_daily_rows_stay_together() -> None:
    expected = DateOrder.MONTH_FIRST

    assert date_order(texts_of(DAILY, "%d/%m/%Y"), expected) == (DateOrder.DAY_FIRST, True)
    assert date_order(texts_of(DAILY, "%m/%d/%Y"), None) == (DateOrder.MONTH_FIRST, True)


def test_firsts_of_months_could_be_daily_so_the_locale_decides() -> None:
    firsts = [date(2024, month, 1) for month in range(1, 6)]

    for order in DateOrder:
        assert date_order(texts_of(firsts, "%d/%m/%Y"), order) == (order, False)


@pytest.mark.parametrize(
    ("text", "order", "certain"),
    [
        ("01/02/2024", DateOrder.MONTH_FIRST, False),
        ("01-02-2024", DateOrder.DAY_FIRST, False),
        ("01.02.2024", DateOrder.DAY_FIRST, True),
        ("2024-01-02", DateOrder.DAY_FIRST, True),
    ],
)
def test_signs_decide_last(text: str, order: DateOrder, certain: bool) -> None:  # noqa: FBT001
    assert date_order(pa.array([text]), None) == (order, certain)
