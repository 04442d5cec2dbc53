"""The worker's side of a job: claim it, and end each attempt exactly once.

Each write is a short transaction that checks the fencing attempt, so a worker that was thought
dead, cancelled or overtaken can't change anything any more.
"""

from __future__ import annotations

import random
from datetime import timedelta
from uuid import UUID

from sqlmodel import Session

from cashstage.access.work import scope_of_row
from cashstage.core.errors import CashstageError, Fate
from cashstage.core.jobs import Patience, Task
from cashstage.models import (
    Connection,
    ConnectionState,
    DataSource,
    IngestionJob,
    JobEventKind,
    JobState,
    JobTrigger,
    SourceState,
    Stage,
)
from cashstage.models.database import after_commit
from cashstage.models.platform import Platform
from cashstage.sources.job import fates, log, repository
from cashstage.sources.job.failures import worker_lost
from cashstage.sources.job.fates import Counters
from cashstage.sources.job.schemas import ClaimedJob
from cashstage.sources.job.service import announce
from cashstage.sources.notice import service as notices

MAX_LEFT_BEHIND = 200


def claim(platform: Platform, job_id: UUID) -> ClaimedJob | None:
    """Takes the job for this worker; None when it ended, is held, or its source is busy."""
    now, patience = platform.clock(), Patience.of(platform.settings)
    with platform.database.system() as session:
        job = repository.lock_claimable(session, job_id, now, patience)
        if job is None or repository.source_is_busy(session, job, now, patience):
            return None
        if job.state == JobState.RUNNING and not _lose(platform, session, job):
            return None
        job.state = JobState.RUNNING
        if job.stage not in Stage.FETCHING.later:
            job.stage = Stage.FETCHING
        job.attempt += 1
        job.started_at = job.started_at or now
        job.heartbeat_at = now
        job.not_before = None
        session.add(job)
        which = f" This is attempt {job.attempt}." if job.attempt > 1 else ""
        log.note(session, job, JobEventKind.CLAIMED, f"A worker took it on.{which}", now=now)
        after_commit(session, lambda: announce(platform, job))
        return ClaimedJob(
            id=job.id,
            organization=scope_of_row(job.organization_id),
            data_source_id=job.data_source_id,
            attempt=job.attempt,
            trigger=JobTrigger(job.trigger),
        )


def fail(platform: Platform, claimed: ClaimedJob, error: CashstageError) -> None:
    """Ends the attempt as the error's fate says: again later, or with its reason."""
    now = platform.clock()
    with platform.database.tenant(claimed.organization) as session:
        job = repository.lock_attempt(session, claimed.id, claimed.attempt)
        if job is None:
            return
        before = Counters(job.failures, job.losses, job.quota_waits, job.quota_since)
        verdict = fates.judge(error, before, now, random.random())  # noqa: S311 - no secret
        job.failures = verdict.counters.failures
        job.quota_waits = verdict.counters.quota_waits
        job.quota_since = verdict.counters.quota_since
        if verdict.again_in is None:
            _fail(platform, session, job, error)
            return
        _put_off(platform, session, job, error, verdict.again_in)


def release(platform: Platform, claimed: ClaimedJob) -> None:
    """Gives the job back at once, because this worker is told to end."""
    with platform.database.tenant(claimed.organization) as session:
        job = repository.lock_attempt(session, claimed.id, claimed.attempt)
        if job is None:
            return
        job.state = JobState.QUEUED
        session.add(job)
        sentence = "The worker was told to end; another one goes on."
        log.note(session, job, JobEventKind.RETRY, sentence, now=platform.clock())
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
    return sum(_pick_up(platform, job.id, patience) for job in rows)


def _pick_up(platform: Platform, job_id: UUID, patience: Patience) -> bool:
    """Sends the job, unless it ends here because it has lost too many workers."""
    with platform.database.system() as session:
        job = repository.lock_claimable(session, job_id, platform.clock(), patience)
        if job is None:
            return False
        if job.state == JobState.RUNNING:
            if not _lose(platform, session, job):
                return False
            after_commit(session, lambda: announce(platform, job))
        after_commit(session, lambda: platform.jobs.send(Task.INGEST, job.id))
        return True


def _lose(platform: Platform, session: Session, job: IngestionJob) -> bool:
    """Counts a worker that vanished, and fences it off; whether the job may be tried again."""
    job.losses += 1
    if job.losses >= fates.MAX_LOSSES:
        _fail(platform, session, job, worker_lost())
        return False
    job.state = JobState.QUEUED
    session.add(job)
    sentence = "Nothing was heard of the worker any more; another one takes over."
    log.note(session, job, JobEventKind.WORKER_LOST, sentence, now=platform.clock())
    return True


def _put_off(
    platform: Platform, session: Session, job: IngestionJob, error: CashstageError, wait: float
) -> None:
    now = platform.clock()
    job.state = JobState.QUEUED
    job.reason = error.detail
    job.error_code = error.code
    job.not_before = now + timedelta(seconds=wait)
    session.add(job)
    if error.fate is Fate.QUOTA:
        kind, sentence = JobEventKind.WAITING, f"{error.detail} Waiting for it to refill."
    else:
        left = fates.MAX_FAILURES - job.failures
        kind, sentence = JobEventKind.RETRY, f"{error.detail} Trying again, {_times(left)} at most."
    log.note(session, job, kind, sentence, now=now, until=job.not_before)
    after_commit(session, lambda: platform.jobs.send(Task.INGEST, job.id, countdown=wait))
    after_commit(session, lambda: announce(platform, job))


def _times(count: int) -> str:
    return "once more" if count == 1 else f"{count} times more"


def _fail(platform: Platform, session: Session, job: IngestionJob, error: CashstageError) -> None:
    now = platform.clock()
    detail, next_step = fates.last_words(error)
    job.state = JobState.FAILED
    job.stage = Stage.FAILED
    job.error_code = error.code
    job.reason = f"{detail} {next_step}"
    job.finished_at = now
    job.not_before = None
    session.add(job)
    log.note(session, job, JobEventKind.FAILED, f"Failed: {job.reason}", now=now)
    source = session.get(DataSource, job.data_source_id, with_for_update=True)
    if source is not None:
        source.state = SourceState.NEEDS_ATTENTION
        source.state_reason = job.reason
        session.add(source)
        if not _is_told_by_connection(session, source):
            notices.tell_broken(platform, session, source, job.id, detail, next_step)
    after_commit(session, lambda: announce(platform, job))


def _is_told_by_connection(session: Session, source: DataSource) -> bool:
    """Whether the connection itself has a notice: one for all the sources that read through it."""
    connection = session.get(Connection, source.connection_id) if source.connection_id else None
    return connection is not None and connection.state == ConnectionState.NEEDS_REAUTH
