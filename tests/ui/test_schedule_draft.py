"""A schedule being edited: from a schedule to fields and back, and what is said in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given

from cashstage.core.errors import InvalidInput
from cashstage.core.schedule.value import WEEKDAYS, Daily, Hourly, Interval, Schedule
from cashstage.ui.states.schedule_draft import (
    Draft,
    chosen,
    draft_of,
    run_words,
    schedule_of,
)
from tests.factories.schedules import schedules


@given(schedules)
def test_fields_and_back_is_the_same(schedule: Schedule) -> None:
    assert schedule_of(draft_of(schedule, "UTC")) == schedule


def test_no_schedule_is_none_in_the_organizations_zone() -> None:
    draft = draft_of(None, "Asia/Kolkata")

    assert (draft.kind, draft.time_zone) == ("none", "Asia/Kolkata")
    assert schedule_of(draft) is None


@pytest.mark.parametrize(
    ("minutes", "every", "unit"),
    [(15, "15", "1"), (90, "90", "1"), (120, "2", "60"), (2880, "2", "1440")],
)
def test_an_interval_is_counted_in_its_largest_unit(minutes: int, every: str, unit: str) -> None:
    draft = draft_of(Interval(every_minutes=minutes), "UTC")

    assert (draft.every, draft.unit) == (every, unit)


@pytest.mark.parametrize(
    ("draft", "sentence"),
    [
        (Draft(kind="interval", every=""), "Give an interval from a minute to 31 days."),
        (Draft(kind="interval", every="0"), "Give an interval"),
        (Draft(kind="interval", every="9999999"), "Give an interval"),
        (Draft(kind="interval", every="32", unit="1440"), "Give an interval"),
        (Draft(kind="interval", every="²"), "Give an interval"),
        (Draft(kind="hourly", minute="60"), "Give a minute from 0 to 59."),
        (Draft(kind="daily", times=("06:00", "")), "Fill in each time, or remove it."),
        (Draft(kind="daily", weekdays=()), "Choose at least one day."),
        (Draft(kind="cron", expression="0 25 * * *"), "The hour “25” can't be read"),
        (Draft(kind="daily", time_zone="Atlantis"), "Atlantis is not a time zone"),
        (Draft(kind="hourly", jitter="90"), "Give a number of minutes from 0 to 60."),
    ],
)
def test_a_field_that_is_not_right_says_what_to_do(draft: Draft, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        schedule_of(draft)


def test_a_kind_nobody_knows_is_refused() -> None:
    with pytest.raises(InvalidInput):
        schedule_of(replace(Draft(), kind="yearly"))


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("", None),
        ("60", Interval(every_minutes=60)),
        ("daily", Daily(kind="daily", times=("07:30",))),
        ("workdays", Daily(kind="daily", times=("07:30",), weekdays=WEEKDAYS[:5])),
    ],
)
def test_a_new_source_is_offered_simple_ones(choice: str, expected: Schedule | None) -> None:
    assert chosen(choice, "07:30") == expected


def test_a_run_is_told_by_the_schedules_clock() -> None:
    schedule = Hourly(kind="hourly", time_zone="Asia/Kolkata")
    now = datetime(2026, 11, 27, tzinfo=UTC)
    soon = datetime(2026, 11, 27, 0, 30, tzinfo=UTC)
    next_year = datetime(2026, 12, 31, 20, tzinfo=UTC)

    assert run_words(soon, schedule, now) == "Fri 27 Nov, 06:00"
    assert run_words(next_year, schedule, now) == "Fri 1 Jan 2027, 01:30"
