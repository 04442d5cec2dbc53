"""Ingestion job rows: inserting once per slot, claiming, finding what was left behind."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, or_
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, func, select, update

from cashstage.core.errors import NotFound
from cashstage.core.ids import new_id
from cashstage.core.jobs import Patience
from cashstage.models import IngestionJob, JobState, JobTrigger, Stage
from cashstage.models.paging import PageRequest, read_page
from cashstage.models.tenancy import VerifiedOrganization


def insert_once(
    session: Session,
    organization: VerifiedOrganization,
    data_source_id: UUID,
    *,
    slot: str,
    trigger: JobTrigger,
    requested_by: UUID | None,
    now: datetime,
) -> tuple[IngestionJob, bool]:
    """The slot's job and whether this call made it."""
    statement = (
        insert(IngestionJob)
        .values(
            id=new_id(),
            created_at=now,
            organization_id=organization.id,
            data_source_id=data_source_id,
            slot=slot,
            trigger=trigger,
            state=JobState.QUEUED,
            stage=Stage.WAITING,
            attempt=0,
            failures=0,
            losses=0,
            quota_waits=0,
            rows_done=0,
            requested_by=requested_by,
        )
        .on_conflict_do_nothing(index_elements=["data_source_id", "slot"])
        .returning(col(IngestionJob.id))
    )
    made = session.connection().execute(statement).first() is not None
    job = session.exec(
        select(IngestionJob).where(
            IngestionJob.data_source_id == data_source_id, IngestionJob.slot == slot
        )
    ).one()
    return job, made


def read(session: Session, organization: VerifiedOrganization, job_id: UUID) -> IngestionJob:
    """One job; raises NotFound."""
    row = session.exec(
        select(IngestionJob).where(
            IngestionJob.organization_id == organization.id, IngestionJob.id == job_id
        )
    ).first()
    if row is None:
        raise NotFound("There is no such ingestion job.")
    return row


def read_all(
    session: Session,
    organization: VerifiedOrganization,
    request: PageRequest,
    *,
    data_source_id: UUID | None,
    state: JobState | None,
    trigger: JobTrigger | None,
) -> tuple[list[IngestionJob], str | None]:
    """A page of jobs, newest first."""
    query = select(IngestionJob).where(IngestionJob.organization_id == organization.id)
    if data_source_id is not None:
        query = query.where(IngestionJob.data_source_id == data_source_id)
    if state is not None:
        query = query.where(IngestionJob.state == state)
    if trigger is not None:
        query = query.where(IngestionJob.trigger == trigger)
    return read_page(session, query, IngestionJob, request)


def read_open(session: Session, data_source_id: UUID) -> IngestionJob | None:
    """The source's oldest job that is queued and not yet claimed."""
    query = (
        select(IngestionJob)
        .where(
            IngestionJob.data_source_id == data_source_id,
            IngestionJob.state == JobState.QUEUED,
        )
        .order_by(col(IngestionJob.id))
    )
    return session.exec(query).first()


def lock_waiting(session: Session, job_id: UUID) -> IngestionJob | None:
    """The job, locked, while it is not claimed; None when somebody else holds it."""
    query = (
        select(IngestionJob)
        .where(IngestionJob.id == job_id, IngestionJob.state == JobState.QUEUED)
        .with_for_update(skip_locked=True)
    )
    return session.exec(query).first()


def lock_waiting_of(
    session: Session, data_source_id: UUID, triggers: Collection[JobTrigger]
) -> list[IngestionJob]:
    """The source's queued jobs with these reasons, locked but for those that are being claimed."""
    query = (
        select(IngestionJob)
        .where(
            IngestionJob.data_source_id == data_source_id,
            IngestionJob.state == JobState.QUEUED,
            col(IngestionJob.trigger).in_(triggers),
        )
        .with_for_update(skip_locked=True)
    )
    return list(session.exec(query).all())


def lock_claimable(
    session: Session, job_id: UUID, now: datetime, patience: Patience
) -> IngestionJob | None:
    """The job, locked, when it waits to be run or its worker fell silent; None otherwise."""
    query = (
        select(IngestionJob)
        .where(
            IngestionJob.id == job_id,
            or_(
                and_(
                    col(IngestionJob.state) == JobState.QUEUED,
                    or_(
                        col(IngestionJob.not_before).is_(None),
                        col(IngestionJob.not_before) <= now,
                    ),
                ),
                _silent(now, patience),
            ),
        )
        .with_for_update(skip_locked=True)
    )
    return session.exec(query).first()


def source_is_busy(session: Session, job: IngestionJob, now: datetime, patience: Patience) -> bool:
    """Whether another live job of the same source runs right now."""
    session.exec(
        select(func.pg_advisory_xact_lock(func.hashtextextended(str(job.data_source_id), 0)))
    )
    query = select(IngestionJob.id).where(
        IngestionJob.data_source_id == job.data_source_id,
        IngestionJob.id != job.id,
        IngestionJob.state == JobState.RUNNING,
        col(IngestionJob.heartbeat_at) > now - patience.silent,
    )
    return session.exec(query).first() is not None


def lock_attempt(session: Session, job_id: UUID, attempt: int) -> IngestionJob | None:
    """The running job, locked, when `attempt` is still the current one; None when fenced off."""
    query = (
        select(IngestionJob)
        .where(
            IngestionJob.id == job_id,
            IngestionJob.attempt == attempt,
            IngestionJob.state == JobState.RUNNING,
        )
        .with_for_update()
    )
    return session.exec(query).first()


def beat(
    session: Session,
    job_id: UUID,
    attempt: int,
    *,
    stage: Stage,
    rows_done: int,
    rows_total: int | None,
    now: datetime,
) -> bool:
    """Writes progress, which never goes backwards, whatever was reported before by any attempt.

    False when the attempt was fenced off.
    """
    statement = (
        update(IngestionJob)
        .where(*_running(job_id, attempt))
        .values(
            stage=case((col(IngestionJob.stage).in_(stage.later), IngestionJob.stage), else_=stage),
            rows_done=func.greatest(IngestionJob.rows_done, rows_done),
            # GREATEST leaves out what is not known.
            rows_total=func.greatest(IngestionJob.rows_total, rows_total),
            heartbeat_at=now,
        )
    )
    return bool(session.connection().execute(statement).rowcount)


def pulse(session: Session, job_id: UUID, attempt: int, now: datetime) -> bool:
    """Says that the worker lives; False when the attempt was fenced off."""
    statement = update(IngestionJob).where(*_running(job_id, attempt)).values(heartbeat_at=now)
    return bool(session.connection().execute(statement).rowcount)


def read_left_behind(
    session: Session, now: datetime, limit: int, patience: Patience
) -> list[IngestionJob]:
    """Jobs whose worker fell silent, then those whose message was lost; the oldest first.

    A long queue looks like many lost messages, and must not hide what nobody works at.
    """
    waiting_since = func.coalesce(IngestionJob.not_before, IngestionJob.created_at)
    query = (
        select(IngestionJob)
        .where(
            or_(
                and_(
                    col(IngestionJob.state) == JobState.QUEUED,
                    waiting_since < now - patience.queued,
                ),
                _silent(now, patience),
            )
        )
        .order_by(col(IngestionJob.state) == JobState.QUEUED, col(IngestionJob.id))
        .limit(limit)
    )
    return list(session.exec(query).all())


def _running(job_id: UUID, attempt: int) -> tuple[ColumnElement[bool], ...]:
    return (
        col(IngestionJob.id) == job_id,
        col(IngestionJob.attempt) == attempt,
        col(IngestionJob.state) == JobState.RUNNING,
    )


def _silent(now: datetime, patience: Patience) -> ColumnElement[bool]:
    return and_(
        col(IngestionJob.state) == JobState.RUNNING,
        col(IngestionJob.heartbeat_at) < now - patience.silent,
    )
