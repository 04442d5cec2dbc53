"""Asking for, watching and cancelling ingestion jobs."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlmodel import Session

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.audit.service import record
from cashstage.audit.words import Deed
from cashstage.core.errors import Conflict
from cashstage.core.events import JobChanged
from cashstage.core.jobs import Task
from cashstage.models import IngestionJob, JobEventKind, JobState, JobTrigger, Stage
from cashstage.models.database import after_commit
from cashstage.models.paging import Page, PageRequest
from cashstage.models.platform import Platform
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.sources.job import log, repository
from cashstage.sources.job.schemas import JobEventRead, JobRead


def enqueue(
    platform: Platform,
    session: Session,
    organization: VerifiedOrganization,
    data_source_id: UUID,
    *,
    slot: str,
    trigger: JobTrigger,
    requested_by: UUID | None = None,
) -> JobRead:
    """Writes the job once per slot; its message leaves after the commit."""
    now = platform.clock()
    job, made = repository.insert_once(
        session,
        organization,
        data_source_id,
        slot=slot,
        trigger=trigger,
        requested_by=requested_by,
        now=now,
    )
    if made:
        why = log.asked_words(session, trigger, requested_by)
        log.note(session, job, JobEventKind.QUEUED, why, now=now)
        after_commit(session, lambda: platform.jobs.send(Task.INGEST, job.id))
        after_commit(session, lambda: announce(platform, job))
    return JobRead.model_validate(job)


def hurry(platform: Platform, session: Session, job: IngestionJob, actor: Principal) -> JobRead:
    """Lets a job that waits for its next attempt be tried now; who holds it is at it already."""
    now = platform.clock()
    held = repository.lock_waiting(session, job.id)
    if held is not None and job.not_before is not None and job.not_before > now:
        job.not_before = None
        session.add(job)
        sentence = f"{actor.name} asked for it again; it is tried now."
        log.note(session, job, JobEventKind.QUEUED, sentence, now=now)
        after_commit(session, lambda: platform.jobs.send(Task.INGEST, job.id))
        after_commit(session, lambda: announce(platform, job))
    return JobRead.model_validate(job)


def read(platform: Platform, actor: Principal, job_id: UUID) -> JobRead:
    """One job."""
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        return JobRead.model_validate(repository.read(session, organization, job_id))


def read_all(
    platform: Platform,
    actor: Principal,
    request: PageRequest,
    *,
    data_source_id: UUID | None = None,
    state: JobState | None = None,
    trigger: JobTrigger | None = None,
) -> Page[JobRead]:
    """A page of jobs, newest first."""
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        rows, cursor = repository.read_all(
            session,
            organization,
            request,
            data_source_id=data_source_id,
            state=state,
            trigger=trigger,
        )
        return Page(items=[JobRead.model_validate(row) for row in rows], next_cursor=cursor)


def read_events(platform: Platform, actor: Principal, job_id: UUID) -> list[JobEventRead]:
    """The job's log from its beginning."""
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        job = repository.read(session, organization, job_id)
        return [JobEventRead.model_validate(row) for row in log.read(session, job.id)]


def cancel(platform: Platform, actor: Principal, job_id: UUID) -> JobRead:
    """Stops a job that has not ended; a running worker notices at its next heartbeat."""
    organization = actor.require(Permission.EDIT_SOURCES)
    with platform.database.tenant(organization) as session:
        job = repository.read(session, organization, job_id)
        session.refresh(job, with_for_update=True)
        if JobState(job.state).final:
            raise Conflict("This job has ended already.")
        _cancel(platform, session, job, f"Cancelled by {actor.name}.")
        record(session, organization, Deed.JOB_CANCELLED, actor_id=actor.user_id, target_id=job.id)
        return JobRead.model_validate(job)


def cancel_waiting(
    platform: Platform,
    session: Session,
    data_source_id: UUID,
    triggers: Collection[JobTrigger],
    reason: str,
) -> None:
    """Stops the source's jobs that exist for these reasons and have not begun, or begin again."""
    for job in repository.lock_waiting_of(session, data_source_id, triggers):
        _cancel(platform, session, job, reason)


def _cancel(platform: Platform, session: Session, job: IngestionJob, reason: str) -> None:
    now = platform.clock()
    job.state = JobState.CANCELLED
    job.stage = Stage.CANCELLED
    job.reason = reason
    job.finished_at = now
    job.not_before = None
    session.add(job)
    log.note(session, job, JobEventKind.CANCELLED, reason, now=now)
    after_commit(session, lambda: announce(platform, job))


def announce(platform: Platform, job: IngestionJob) -> None:
    """Tells open pages where the job stands."""
    platform.events.publish(
        job.organization_id,
        JobChanged(
            job_id=job.id,
            data_source_id=job.data_source_id,
            state=job.state,
            stage=job.stage,
            rows_done=job.rows_done,
            rows_total=job.rows_total,
        ),
    )
