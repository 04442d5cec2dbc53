"""The signs of life of one attempt: progress, lines of the log, and a pulse while it waits."""

from __future__ import annotations

import logging
import threading
import time
from datetime import timedelta
from types import TracebackType
from typing import Self

from sqlalchemy.exc import SQLAlchemyError

from cashstage.core.errors import CashstageError
from cashstage.core.jobs import Patience
from cashstage.core.words import counted
from cashstage.models import JobEventKind, Stage
from cashstage.models.database import after_commit
from cashstage.models.platform import Platform
from cashstage.sources.job import log, repository
from cashstage.sources.job.schemas import ClaimedJob
from cashstage.sources.job.service import announce

BEAT_SECONDS = 0.5
ROWS_TOLD_EVERY = 30.0
WORTH_TELLING = 5.0
"""Shorter waits for Google are not written into the log."""

_LOOK_SECONDS = 1.0
_log = logging.getLogger(__name__)


class AttemptLostError(Exception):
    """This attempt may not write any more: the job was cancelled or given to another worker."""


class Heartbeat:
    """Progress of one attempt, written at most twice a second.

    Inside its block a thread keeps the pulse, so that a job without one has no worker any more.
    Every method raises AttemptLostError when the attempt was cancelled or fenced off.
    """

    def __init__(self, platform: Platform, job: ClaimedJob) -> None:
        self._platform = platform
        self._job = job
        self._stage = Stage.FETCHING
        self._rows: tuple[int, int | None] = (0, None)
        self._next = 0.0
        self._next_rows_told = time.monotonic() + ROWS_TOLD_EVERY
        self._every = Patience.of(platform.settings).pulse.total_seconds()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._keep_pulse, name="job-pulse", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join()

    def stage(self, stage: Stage, kind: JobEventKind, sentence: str) -> None:
        """Enters the next stage and says so at once."""
        self._stage = stage
        self._write((kind, sentence))

    def progress(self, rows_done: int, rows_total: int | None) -> None:
        """Reports rows."""
        self._rows = (rows_done, rows_total)
        if time.monotonic() >= self._next:
            self._write(self._told_rows())

    def pause(self, seconds: float) -> None:
        """Passes a wait for Google, and leaves it when the job is not ours any more."""
        end = time.monotonic() + seconds
        if seconds >= WORTH_TELLING:
            sentence = "Google is busy or its quota is used up; reading goes on after a pause."
            self._write((JobEventKind.WAITING, sentence), wait=seconds)
        while (left := end - time.monotonic()) > 0:
            time.sleep(min(left, _LOOK_SECONDS))
            self._pulse()

    def _told_rows(self) -> tuple[JobEventKind, str] | None:
        done, total = self._rows
        if done == 0 or time.monotonic() < self._next_rows_told:
            return None
        self._next_rows_told = time.monotonic() + ROWS_TOLD_EVERY
        of_all = f"{done:,} of {counted(total, 'row')}" if total else counted(done, "row")
        return JobEventKind.ROWS, f"{of_all} read so far."

    def _write(
        self, line: tuple[JobEventKind, str] | None = None, *, wait: float | None = None
    ) -> None:
        rows_done, rows_total = self._rows
        now = self._platform.clock()
        with self._platform.database.tenant(self._job.organization) as session:
            alive = repository.beat(
                session,
                self._job.id,
                self._job.attempt,
                stage=self._stage,
                rows_done=rows_done,
                rows_total=rows_total,
                now=now,
            )
            if not alive:
                raise AttemptLostError(self._job.id)
            job = repository.read(session, self._job.organization, self._job.id)
            if line is not None:
                until = now + timedelta(seconds=wait) if wait is not None else None
                log.note(session, job, *line, now=now, until=until)
            after_commit(session, lambda: announce(self._platform, job))
        self._next = time.monotonic() + BEAT_SECONDS

    def _pulse(self) -> None:
        with self._platform.database.tenant(self._job.organization) as session:
            now = self._platform.clock()
            if not repository.pulse(session, self._job.id, self._job.attempt, now):
                raise AttemptLostError(self._job.id)

    def _keep_pulse(self) -> None:
        while not self._ended.wait(self._every):
            try:
                self._pulse()
            except AttemptLostError:
                return
            except (CashstageError, SQLAlchemyError) as error:
                _log.warning("A pulse was missed: %s", type(error).__name__)
