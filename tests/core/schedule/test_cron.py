"""Cron expressions: read as cron reads them, refused with the name of the field."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashstage.core.schedule import cron


@pytest.mark.parametrize(
    ("expression", "after", "expected"),
    [
        ("0 6 * * 1-5", "2026-03-06T06:00", "2026-03-09T06:00"),
        ("*/15 8-18 * * *", "2026-03-06T18:45", "2026-03-07T08:00"),
        ("0 0 1 JAN *", "2026-03-06T00:00", "2027-01-01T00:00"),
        ("30 4 * * 7", "2026-03-06T00:00", "2026-03-08T04:30"),
        ("0 0 13 * FRI", "2026-03-01T00:00", "2026-03-06T00:00"),
        ("0 0 L * *", "2026-02-10T00:00", "2026-02-28T00:00"),
    ],
)
def test_the_next_wall_time(expression: str, after: str, expected: str) -> None:
    rule = cron.rule_of(cron.checked(expression))

    assert rule(datetime.fromisoformat(after)) == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        ("60 * * * *", "The minute “60” can't be read; use 0 to 59, with"),
        ("* 24 * * *", "The hour “24” can't be read; use 0 to 23, with"),
        ("* * 0 * *", "The day of month “0” can't be read; use 1 to 31, with"),
        ("* * * 13 *", "The month “13” can't be read; use 1 to 12, or JAN to DEC, with"),
        ("* * * * MOO", "The day of week “MOO” can't be read; use 0 to 7, where"),
        ("*/0 * * * *", "The minute “\\*/0” can't be read"),
        ("9-5 * * * *", "The minute “9-5” can't be read"),
        ("0 0 31 2 *", "The day of month “31” never comes in the month “2”"),
        ("", "has 5 fields.*this one has 0 fields"),
        ("daily", "this one has 1 field$"),
        ("0 0 6 * * 1", "this one has 6 fields"),
        ("@daily", "this one has 1 field$"),
    ],
)
def test_a_wrong_field_is_named(expression: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        cron.checked(expression)


@given(st.lists(st.text("0123456789*/,-#LW?MONJA ", max_size=7), min_size=4, max_size=6))
def test_whatever_is_typed_is_read_or_refused(parts: list[str]) -> None:
    try:
        expression = cron.checked(" ".join(parts))
    except ValueError:
        return
    wall = datetime.fromisoformat("2026-03-06T00:00")

    assert cron.rule_of(expression)(wall) > wall
    assert 1 <= cron.shortest_gap(expression) <= 60
    assert cron.explain(expression)


def test_spaces_do_not_matter() -> None:
    assert cron.checked("  0  6 * *   1-5 ") == "0 6 * * 1-5"


@pytest.mark.parametrize(
    ("expression", "hourly"),
    [("5 * * * *", True), ("5 0-23 * * *", True), ("5 */2 * * *", False), ("5 2 * * *", False)],
)
def test_what_comes_every_hour_names_no_time_of_day(
    expression: str,
    hourly: bool,  # noqa: FBT001
) -> None:
    assert cron.is_hourly(expression) is hourly
