"""The address of a dashboard says what is shown, and nothing that can't be understood."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashstage.dashboards.dashboard.schemas import DateRange
from cashstage.query.spec import Comparison, DatePreset
from cashstage.ui.states.address import View, query_of, view_of

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
DAYS = st.dates(date(1900, 1, 1), date(2200, 1, 1))
DATES = st.one_of(
    st.none(),
    st.sampled_from(DatePreset).map(lambda preset: DateRange(preset=preset)),
    st.tuples(DAYS, DAYS).map(lambda pair: DateRange(start=min(pair), end=max(pair))),
)


def opened(query: str) -> View:
    return view_of(dict(parse_qsl(query.removeprefix("?"), keep_blank_values=True)))


@given(
    st.builds(
        View,
        tab=st.just("") | st.uuids().map(str),
        dates=DATES,
        filters=st.dictionaries(WORDS, st.lists(WORDS, min_size=1, max_size=3), max_size=3),
        compare=st.none() | st.sampled_from(Comparison),
        values=st.dictionaries(WORDS, WORDS, max_size=3),
        editing=st.booleans(),
    )
)
def test_the_address_brings_back_what_was_shown(view: View) -> None:
    assert opened(query_of(view)) == view


def test_a_dashboard_as_it_opens_by_itself_has_a_plain_address() -> None:
    assert query_of(View(filters={"Channel": []})) == ""


@pytest.mark.parametrize(
    "query",
    [
        "?dates=next_30_days",
        "?dates=2026-01-31..",
        "?dates=2026-02-30..2026-03-01",
        "?dates=2026-02-02..2026-02-01",
        "?filters=[]",
        '?filters={"Channel":"Search"}',
        "?filters={",
        "?compare=next_year",
        "?values=[1]",
        '?values={"Target":{"from":1}}',
        "?somebody=else",
    ],
)
def test_what_can_not_be_understood_is_left_out(query: str) -> None:
    assert opened(query) == View()
