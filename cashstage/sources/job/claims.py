"""The worker's side of a job: claim it, report progress, finish it exactly once.

Each write is a short transaction that checks the fencing attempt, so a worker that was thought
dead, cancelled or overtaken can't change anything any more.
"""

from __future__ import annotations

import time
from datetime import timedelta
from uuid import UUID

from sqlmodel import Session

from cashstage.access.work import scope_of_row
from cashstage.core.errors import CashstageError, UpstreamBusy
from cashstage.core.jobs import Patience, Task
from cashstage.models import DataSource, IngestionJob, JobState, JobTrigger, SourceState
from cashstage.models.database import after_commit
from cashstage.models.platform import Platform
from cashstage.sources.job import repository
from cashstage.sources.job.schemas import ClaimedJob
from cashstage.sources.job.service import announce

MAX_ATTEMPTS = 3
MAX_LEFT_BEHIND = 200
BEAT_SECONDS = 0.5
RETRY_SECONDS = (5.0, 60.0)


class AttemptLostError(Exception):
    """This attempt may not write any more: the job was cancelled or given to another worker."""


def claim(platform: Platform, job_id: UUID) -> ClaimedJob | None:
    """Takes the job for this worker; None when it ended, is held, or its source is busy."""
    now, patience = platform.clock(), Patience.of(platform.settings)
    with platform.database.system() as session:
        job = repository.lock_claimable(session, job_id, now, patience)
        if job is None or repository.source_is_busy(session, job, now, patience):
            return None
        if job.attempt >= MAX_ATTEMPTS:
            _fail(
                platform,
                session,
                job,
                code="worker_lost",
                reason="The worker died three times while reading this source.",
            )
            return None
        job.state = JobState.RUNNING
        job.stage = "fetching"
        job.attempt += 1
        job.started_at = job.started_at or now
        job.heartbeat_at = now
        session.add(job)
        after_commit(session, lambda: announce(platform, job))
        return ClaimedJob(
            id=job.id,
            organization=scope_of_row(job.organization_id),
            data_source_id=job.data_source_id,
            attempt=job.attempt,
            trigger=JobTrigger(job.trigger),
        )


class Heartbeat:
    """Progress of one attempt, written at most twice a second."""

    def __init__(self, platform: Platform, job: ClaimedJob) -> None:
        self._platform = platform
        self._job = job
        self._stage = "fetching"
        self._rows: tuple[int, int | None] = (0, None)
        self._next = 0.0

    def stage(self, name: str) -> None:
        """Enters the next stage and says so at once."""
        self._stage = name
        self._write()

    def progress(self, rows_done: int, rows_total: int | None) -> None:
        """Reports rows; raises AttemptLostError when the attempt was cancelled or fenced off."""
        self._rows = (rows_done, rows_total)
        if time.monotonic() >= self._next:
            self._write()

    def _write(self) -> None:
        rows_done, rows_total = self._rows
        with self._platform.database.tenant(self._job.organization) as session:
            alive = repository.beat(
                session,
                self._job.id,
                self._job.attempt,
                stage=self._stage,
                rows_done=rows_done,
                rows_total=rows_total,
                now=self._platform.clock(),
            )
            if not alive:
                raise AttemptLostError(self._job.id)
            job = repository.read(session, self._job.organization, self._job.id)
            after_commit(session, lambda: announce(self._platform, job))
        self._next = time.monotonic() + BEAT_SECONDS


def fail(platform: Platform, claimed: ClaimedJob, error: CashstageError) -> None:
    """Ends the attempt: again later when trying again can help, else with the reason."""
    now = platform.clock()
    with platform.database.tenant(claimed.organization) as session:
        job = repository.lock_attempt(session, claimed.id, claimed.attempt)
        if job is None:
            return
        if error.retryable and job.attempt < MAX_ATTEMPTS:
            wait = _wait_seconds(error, job.attempt)
            job.state = JobState.QUEUED
            job.stage = "waiting to try again"
            job.reason = error.sentence
            job.error_code = error.code
            job.not_before = now + timedelta(seconds=wait)
            session.add(job)
            after_commit(
                session,
                lambda: platform.jobs.send(Task.INGEST, claimed.id, countdown=wait),
            )
            after_commit(session, lambda: announce(platform, job))
            return
        _fail(platform, session, job, code=error.code, reason=error.sentence)


def release(platform: Platform, claimed: ClaimedJob) -> None:
    """Gives the job back at once, because this worker is told to end."""
    with platform.database.tenant(claimed.organization) as session:
        job = repository.lock_attempt(session, claimed.id, claimed.attempt)
        if job is None:
            return
        job.state = JobState.QUEUED
        job.stage = "waiting"
        session.add(job)
        after_commit(session, lambda: platform.jobs.send(Task.INGEST, claimed.id))
        after_commit(session, lambda: announce(platform, job))


def send_next(platform: Platform, claimed: ClaimedJob) -> None:
    """Sends the source's next waiting job, which a single flight has held back."""
    with platform.database.tenant(claimed.organization) as session:
        waiting = repository.read_open(session, claimed.data_source_id)
    if waiting is not None and waiting.id != claimed.id:
        platform.jobs.send(Task.INGEST, waiting.id)


def sweep(platform: Platform) -> int:
    """Sends jobs again whose message was lost or whose worker fell silent; returns how many."""
    patience = Patience.of(platform.settings)
    with platform.database.system() as session:
        rows = repository.read_left_behind(session, platform.clock(), MAX_LEFT_BEHIND, patience)
    for job in rows:
        platform.jobs.send(Task.INGEST, job.id)
    return len(rows)


def _fail(
    platform: Platform, session: Session, job: IngestionJob, *, code: str, reason: str
) -> None:
    job.state = JobState.FAILED
    job.stage = "failed"
    job.error_code = code
    job.reason = reason
    job.finished_at = platform.clock()
    session.add(job)
    source = session.get(DataSource, job.data_source_id, with_for_update=True)
    if source is not None:
        source.state = SourceState.NEEDS_ATTENTION
        source.state_reason = reason
        session.add(source)
    after_commit(session, lambda: announce(platform, job))


def _wait_seconds(error: CashstageError, attempt: int) -> float:
    if isinstance(error, UpstreamBusy) and error.retry_after is not None:
        return error.retry_after
    return RETRY_SECONDS[min(attempt, len(RETRY_SECONDS)) - 1]
