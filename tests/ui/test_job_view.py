"""What the pages say of a job and its log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from cashstage.models import JobEventKind, JobState, JobTrigger
from cashstage.sources.job.schemas import JobEventRead, JobRead
from cashstage.ui.states.job_view import (
    DELETED,
    STATE_WORDS,
    TRIGGER_WORDS,
    job_facts,
    job_row,
    log_lines,
    span_words,
)

ASKED = datetime(2026, 3, 9, 12, tzinfo=UTC)


def job(**values: Any) -> JobRead:
    """A job that nobody has taken on, unless `values` say more."""
    usual = {
        "id": uuid4(),
        "data_source_id": uuid4(),
        "trigger": "manual",
        "state": "queued",
        "stage": "waiting",
        "attempt": 0,
        "rows_done": 0,
        "rows_total": None,
        "reason": None,
        "error_code": None,
        "snapshot_id": None,
        "created_at": ASKED,
        "started_at": None,
        "finished_at": None,
        "not_before": None,
    }
    return JobRead.model_validate(usual | values)


def event(kind: JobEventKind, **values: Any) -> JobEventRead:
    usual = {"at": ASKED, "attempt": 1, "kind": kind, "sentence": "So it is.", "until": None}
    return JobEventRead.model_validate(usual | values)


def facts(one: JobRead, after: int = 60) -> dict[str, str]:
    now = ASKED + timedelta(seconds=after)
    return {fact.name: fact.words or fact.moment for fact in job_facts(one, now)}


def test_every_state_and_reason_has_its_word() -> None:
    assert set(STATE_WORDS) == set(JobState)
    assert set(TRIGGER_WORDS) == set(JobTrigger)


def test_a_job_that_waits_says_until_when() -> None:
    waiting = job(attempt=1, started_at=ASKED, not_before=ASKED + timedelta(minutes=5))
    row = job_row(waiting, {})

    assert (row.state_word, row.open, row.source) == ("Waiting", True, DELETED)
    assert row.next_try == "2026-03-09T12:05:00+00:00"
    assert facts(waiting) == {
        "Why": "By hand",
        "Asked": "2026-03-09T12:00:00+00:00",
        "Next try": "2026-03-09T12:05:00+00:00",
        "Waited": "less than a second",
        "Attempts": "1",
    }


def test_durations_are_told_while_it_runs_and_when_it_has_ended() -> None:
    started = ASKED + timedelta(seconds=3)
    running = job(state="running", attempt=1, started_at=started, rows_done=70, rows_total=900)
    ended = job(
        state="succeeded",
        attempt=2,
        started_at=started,
        finished_at=started + timedelta(seconds=125),
        rows_done=1200,
        rows_total=1200,
        snapshot_id=uuid4(),
    )

    assert facts(running) | {"Asked": ""} == {
        "Why": "By hand",
        "Asked": "",
        "Waited": "3 s",
        "Under way for": "57 s",
        "Attempts": "1",
        "Rows": "70 of 900",
    }
    assert facts(ended)["Took"] == "2 min 5 s"
    assert facts(ended)["Rows"] == "1,200"
    assert job_row(ended, {ended.data_source_id: "Ads"}).landed


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-1, "less than a second"),
        (0.4, "less than a second"),
        (1, "1 s"),
        (60, "1 min 0 s"),
        (3599, "59 min 59 s"),
        (3600, "1 h 0 min"),
        (90_000, "25 h 0 min"),
    ],
)
def test_spans_are_told_as_people_say_them(seconds: float, words: str) -> None:
    assert span_words(timedelta(seconds=seconds)) == words


def test_the_log_shows_at_a_glance_what_was_good_and_what_not() -> None:
    until = ASKED + timedelta(minutes=1)
    lines = log_lines(
        [
            event(JobEventKind.CLAIMED),
            event(JobEventKind.WAITING, until=until),
            event(JobEventKind.FAILED),
            event(JobEventKind.LANDED),
        ]
    )

    assert [line.tone for line in lines] == ["", "warn", "bad", "good"]
    assert [line.until for line in lines] == ["", until.isoformat(), "", ""]
