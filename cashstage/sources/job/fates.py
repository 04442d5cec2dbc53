"""What becomes of a job after an attempt failed: again, when, or never. Pure.

fate        tried again                                  given up
transient   after 5 s, then 30 s, with jitter            after the third failure
quota       when the server says, or 1 min … 30 min      after six hours of waiting
permanent   never                                        at once
consent     when the account is connected again          at once
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cashstage.core.errors import CashstageError, Fate, RateLimited, UpstreamBusy

MAX_FAILURES = 3
MAX_LOSSES = 3
FIRST_WAIT = 5.0
LONGEST_WAIT = 300.0
FIRST_QUOTA_WAIT = 60.0
LONGEST_QUOTA_WAIT = 1800.0
QUOTA_PATIENCE = timedelta(hours=6)
"""How long a job waits for a quota; its source keeps serving, and is not called broken before."""

_GROWTH = 6.0
_QUOTA_GROWTH = 2.0
_JITTER = 0.5


@dataclass(frozen=True, slots=True)
class Counters:
    """What a job has gone through; see IngestionJob."""

    failures: int = 0
    losses: int = 0
    quota_waits: int = 0
    quota_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The job's counters from now on, and the seconds to its next attempt; None to give up."""

    counters: Counters
    again_in: float | None


def judge(error: CashstageError, before: Counters, now: datetime, chance: float) -> Verdict:
    """The verdict on an attempt that ended so; `chance` from 0 to 1 spreads the waits."""
    spread = 1.0 + _JITTER * chance
    if error.fate is Fate.QUOTA:
        return _judge_quota(error, before, now, spread)
    failures = before.failures + (error.fate is Fate.TRANSIENT)
    counters = Counters(failures, before.losses)
    if error.fate is not Fate.TRANSIENT or failures >= MAX_FAILURES:
        return Verdict(counters, None)
    wait = min(FIRST_WAIT * _GROWTH ** (failures - 1) * spread, LONGEST_WAIT)
    return Verdict(counters, max(wait, _asked(error)))


def _judge_quota(error: CashstageError, before: Counters, now: datetime, spread: float) -> Verdict:
    since = before.quota_since or now
    waits = before.quota_waits + 1
    counters = Counters(before.failures, before.losses, waits, since)
    left = (since + QUOTA_PATIENCE - now).total_seconds()
    if left <= 0:
        return Verdict(counters, None)
    wait = min(FIRST_QUOTA_WAIT * _QUOTA_GROWTH ** (waits - 1) * spread, LONGEST_QUOTA_WAIT)
    return Verdict(counters, min(max(wait, _asked(error)), left))


def last_words(error: CashstageError) -> tuple[str, str]:
    """What is said of a job that was given up: what happened, and the next step."""
    if error.fate is Fate.QUOTA:
        hours = int(QUOTA_PATIENCE.total_seconds() // 3600)
        return (
            f"Google's read quota has been used up for {hours} hours.",
            error.next_step or "Refresh less often, or ask an operator to have the quota raised.",
        )
    if error.fate is Fate.TRANSIENT:
        tried = f"{error.detail} It was tried {MAX_FAILURES} times."
        return tried, error.next_step or "Try again later; a schedule does so by itself."
    return error.detail, error.next_step or "Try again, or look at the settings of this source."


def _asked(error: CashstageError) -> float:
    """The seconds that the server has asked us to wait."""
    if isinstance(error, UpstreamBusy | RateLimited):
        return error.retry_after or 0.0
    return 0.0
