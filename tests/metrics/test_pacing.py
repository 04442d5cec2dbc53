"""Budget pacing against figures worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashstage.metrics.pacing import EVEN_WEIGHTS, Period, month_of, pace, weekday_weights

APRIL = Period(date(2026, 4, 1), date(2026, 4, 30), date(2026, 4, 10))
WORKDAYS = (1.4, 1.4, 1.4, 1.4, 1.4, 0.0, 0.0)


def test_ten_days_of_thirty() -> None:
    found = pace(3000.0, 1200.0, APRIL, EVEN_WEIGHTS)

    assert found.expected == pytest.approx(1000)
    assert found.pacing == pytest.approx(1.2)
    assert found.projected == pytest.approx(3600)
    assert found.needed_per_day == pytest.approx(90)


def test_weekdays_weigh_what_they_take() -> None:
    """April 2026 has 22 workdays, 8 of them until the tenth."""
    found = pace(2200.0, 400.0, APRIL, WORKDAYS)

    assert found.expected == pytest.approx(800)
    assert found.pacing == pytest.approx(0.5)
    assert found.projected == pytest.approx(1100)


def test_nothing_to_divide_by_is_no_number() -> None:
    before = Period(date(2026, 4, 1), date(2026, 4, 30), date(2026, 3, 31))
    after = Period(date(2026, 4, 1), date(2026, 4, 30), date(2026, 4, 30))

    early, late, unplanned = (
        pace(300.0, 0.0, before, EVEN_WEIGHTS),
        pace(300.0, 330.0, after, EVEN_WEIGHTS),
        pace(None, 5.0, APRIL, EVEN_WEIGHTS),
    )

    assert (early.expected, early.pacing, early.projected) == (0, None, None)
    assert early.needed_per_day == pytest.approx(10)
    assert late.pacing == pytest.approx(1.1)
    assert late.needed_per_day is None
    assert (unplanned.expected, unplanned.pacing, unplanned.needed_per_day) == (None, None, None)


def test_weekdays_are_learned_from_eight_weeks_before() -> None:
    start = date(2026, 4, 1)
    spend = {
        start - timedelta(days=n): (0.0 if (start - timedelta(days=n)).weekday() > 4 else 10.0)
        for n in range(1, 57)
    }

    assert weekday_weights(spend, start) == pytest.approx(WORKDAYS)
    assert weekday_weights(spend | {start: 9e9, date(2020, 1, 1): 9e9}, start) == pytest.approx(
        WORKDAYS
    )
    assert weekday_weights({}, start) == EVEN_WEIGHTS


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.floats(1, 1e6), st.floats(1, 1e6))
def test_a_plan_kept_day_by_day_stays_on_plan(day: date, budget: float, weekend: float) -> None:
    first, last = month_of(day)
    weights = (1.0, 1.0, 1.0, 1.0, 1.0, weekend, weekend)
    expected = pace(budget, 0.0, Period(first, last, day), weights).expected
    assert expected is not None
    found = pace(budget, expected, Period(first, last, day), weights)

    assert found.pacing == pytest.approx(1)
    assert found.projected == pytest.approx(budget)


def test_months_end_where_they_end() -> None:
    assert month_of(date(2028, 2, 3)) == (date(2028, 2, 1), date(2028, 2, 29))
    assert month_of(date(2026, 12, 31)) == (date(2026, 12, 1), date(2026, 12, 31))
