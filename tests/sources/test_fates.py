"""What becomes of a job for every kind of error, as a table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashstage.core.errors import (
    CashstageError,
    ConsentLost,
    Fate,
    QuotaExhausted,
    SourceUnavailable,
    Unavailable,
    UnreadableData,
    UpstreamBusy,
    UpstreamError,
)
from cashstage.sources.job import fates
from cashstage.sources.job.failures import too_slow, unexpected, worker_lost
from cashstage.sources.job.fates import Counters, judge

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
FRESH = Counters()


@pytest.mark.parametrize(
    ("error", "fate", "first_wait"),
    [
        (UpstreamBusy("Busy."), Fate.TRANSIENT, 5),
        (UpstreamBusy("Busy.", retry_after=40), Fate.TRANSIENT, 40),
        (Unavailable("Down."), Fate.TRANSIENT, 5),
        (too_slow(), Fate.TRANSIENT, 5),
        (QuotaExhausted("Used up."), Fate.QUOTA, 60),
        (QuotaExhausted("Used up.", retry_after=700), Fate.QUOTA, 700),
        (ConsentLost("Gone."), Fate.CONSENT, None),
        (SourceUnavailable("Gone."), Fate.PERMANENT, None),
        (UnreadableData("No table."), Fate.PERMANENT, None),
        (UpstreamError("Odd."), Fate.PERMANENT, None),
        (unexpected(), Fate.PERMANENT, None),
        (worker_lost(), Fate.PERMANENT, None),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, CashstageError) else "",
)
def test_every_error_has_its_fate(
    error: CashstageError, fate: Fate, first_wait: float | None
) -> None:
    assert error.fate is fate
    assert judge(error, FRESH, NOW, chance=0).again_in == first_wait


def test_trouble_that_passes_is_tried_three_times_with_growing_waits() -> None:
    waits = []
    counters = FRESH
    for _ in range(3):
        verdict = judge(UpstreamBusy("Busy."), counters, NOW, chance=0)
        waits.append(verdict.again_in)
        counters = verdict.counters

    assert waits == [5, 30, None]
    assert counters == Counters(failures=3)


def test_a_quota_is_waited_for_without_using_up_the_tries() -> None:
    error, counters, now = QuotaExhausted("Used up."), Counters(failures=2, losses=2), NOW
    waits: list[float] = []
    while (verdict := judge(error, counters, now, chance=0)).again_in is not None:
        waits.append(verdict.again_in)
        counters, now = verdict.counters, now + timedelta(seconds=verdict.again_in)

    assert waits[:6] == [60, 120, 240, 480, 960, 1800]
    assert now - NOW == fates.QUOTA_PATIENCE
    assert (verdict.counters.failures, verdict.counters.losses) == (2, 2)


def test_a_read_that_gets_through_begins_the_patience_anew() -> None:
    waiting = Counters(quota_waits=5, quota_since=NOW - timedelta(hours=5))

    assert judge(UpstreamBusy("Busy."), waiting, NOW, chance=0).counters == Counters(failures=1)


@given(
    chance=st.floats(0, 1),
    asked=st.none() | st.floats(0, 10_000),
    failures=st.integers(0, 1),
)
def test_waits_are_spread_but_bounded_and_never_shorter_than_asked(
    chance: float, asked: float | None, failures: int
) -> None:
    error = UpstreamBusy("Busy.", retry_after=asked)
    wait = judge(error, Counters(failures=failures), NOW, chance).again_in

    assert wait is not None
    assert wait >= max(fates.FIRST_WAIT, asked or 0)
    assert wait <= max(fates.LONGEST_WAIT, asked or 0)


@pytest.mark.parametrize(
    "error",
    [UpstreamBusy("Busy."), QuotaExhausted("Used up."), ConsentLost("Gone."), UpstreamError("No.")],
    ids=lambda error: type(error).__name__,
)
def test_nothing_is_given_up_without_a_next_step(error: CashstageError) -> None:
    detail, next_step = fates.last_words(error)

    assert detail.endswith(".")
    assert next_step.endswith(".")
