"""As of when rows are shown, in the address and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashstage.ui.states.rows_address import as_of_in, exact, parse_moment, query_of

YEARS = st.integers(1901, 2199)
MOMENTS = st.tuples(YEARS, st.datetimes(timezones=st.timezones() | st.just(UTC))).map(
    lambda pair: pair[1].replace(year=pair[0], day=min(pair[1].day, 28))
)


def opened(query: str) -> str:
    return as_of_in(dict(parse_qsl(query.removeprefix("?"))))


@given(MOMENTS)
def test_an_address_shows_the_moment_it_was_made_for(moment: datetime) -> None:
    assert parse_moment(opened(query_of(exact(moment)))) == moment.astimezone(UTC)


def test_a_moment_without_an_offset_stays_so() -> None:
    assert opened(query_of("2026-03-01T09:00:00")) == "2026-03-01T09:00:00"
    assert query_of("2026-03-01T09:00:00") == "?as_of=2026-03-01T09:00:00"


def test_now_has_no_query() -> None:
    assert query_of("") == ""
    assert opened("") == ""


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-13-01", "<script>", "1700000000000", "0001-01-01"]
)
def test_what_is_no_moment_is_now(text: str) -> None:
    assert as_of_in({"as_of": text}) == ""


def test_moments_are_short_and_exact() -> None:
    east = timezone(timedelta(hours=2))

    assert exact(datetime(2026, 1, 1, 2, 0, 0, 5, tzinfo=east)) == "2026-01-01T00:00:00.000005Z"
