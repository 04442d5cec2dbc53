"""How an attempt ends that neither the origin nor a person has ended."""

from __future__ import annotations

import errno

from cashstage.core.errors import CashstageError, Fate, Unavailable
from cashstage.core.jobs import SOFT_TIME_LIMIT

_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class UnexpectedFailure(CashstageError):
    """A bug of ours; the log has the trace."""

    code = "unexpected"


class TooSlow(CashstageError):
    """An attempt that met the time limit of a task."""

    code = "time_limit"
    fate = Fate.TRANSIENT


class WorkerLost(CashstageError):
    """Nothing was heard of the worker any more: it was killed, or its machine is gone."""

    code = "worker_lost"


def disk_full(error: Exception) -> Unavailable | None:
    """The sentence for a worker without room to write; None for any other error."""
    if not isinstance(error, OSError) or error.errno not in _NO_SPACE:
        return None
    return Unavailable(
        "The worker's disk is full, so this source was not read; the last good data keeps serving.",
        next_step="An operator makes room; the next refresh reads it.",
    )


def unexpected() -> UnexpectedFailure:
    """The sentence for what nobody foresaw."""
    return UnexpectedFailure(
        "Reading this source failed unexpectedly; the last good data keeps serving.",
        next_step="Try again; if it persists, an operator finds the reason in the log.",
    )


def too_slow() -> TooSlow:
    """The sentence for the soft time limit."""
    return TooSlow(
        f"Reading took longer than {SOFT_TIME_LIMIT // 60} minutes and was stopped.",
        next_step="Try again later, or choose fewer rows or columns in the settings.",
    )


def worker_lost() -> WorkerLost:
    """The sentence for a job that has cost too many workers."""
    return WorkerLost(
        "The worker died three times while reading this source.",
        next_step="Read fewer rows or columns of it, or give the worker more memory and time.",
    )
