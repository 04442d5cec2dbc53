"""Data sources, their jobs and snapshots as rows, without anything being fetched."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from cashstage.access.work import scope_of_row
from cashstage.core.ids import new_id
from cashstage.core.jobs import JOBS, TICKS
from cashstage.models import (
    Connection,
    DataSnapshot,
    DataSource,
    IngestionJob,
    JobState,
    JobTrigger,
)
from cashstage.models.platform import Platform
from cashstage.schema.column import Column, ColumnType, Role
from cashstage.sources.job import service as jobs
from cashstage.sources.snapshot import repository as snapshots

COLUMNS = (
    Column("c1", "Day", ColumnType.DATE, Role.DIMENSION, semantic_type="date"),
    Column("c2", "Channel", ColumnType.TEXT, Role.DIMENSION, semantic_type="channel"),
    Column("c3", "Cost", ColumnType.NUMBER, Role.METRIC, semantic_type="cost"),
)


def data_source(platform: Platform, organization_id: UUID, **values: Any) -> DataSource:
    """A saved data source whose file nobody has fetched yet."""
    row = DataSource(
        organization_id=organization_id,
        **{"name": "Ads", "kind": "file_upload", "settings": {"digest": "0" * 64}} | values,
    )
    with platform.database.tenant(scope_of_row(organization_id)) as session:
        session.add(row)
    return row


def connection(platform: Platform, organization_id: UUID, **values: Any) -> Connection:
    """A saved connection whose secret nobody can use."""
    row = Connection(
        organization_id=organization_id,
        **{"subject": str(new_id()), "email": "account@ads.example", "secret": b"sealed"} | values,
    )
    with platform.database.tenant(scope_of_row(organization_id)) as session:
        session.add(row)
    return row


def job(platform: Platform, source: DataSource, slot: str | None = None) -> UUID:
    """A job that waits to be run."""
    scope = scope_of_row(source.organization_id)
    with platform.database.tenant(scope) as session:
        return jobs.enqueue(
            platform,
            session,
            scope,
            source.id,
            slot=slot or f"test:{new_id()}",
            trigger=JobTrigger.MANUAL,
        ).id


def job_row(platform: Platform, job_id: UUID) -> IngestionJob:
    """The job as it is now."""
    with platform.database.system() as session:
        return session.exec(select(IngestionJob).where(IngestionJob.id == job_id)).one()


def jobs_of(platform: Platform, source: DataSource) -> list[IngestionJob]:
    """All jobs of a source, oldest first."""
    with platform.database.system() as session:
        query = (
            select(IngestionJob)
            .where(IngestionJob.data_source_id == source.id)
            .order_by(col(IngestionJob.id))
        )
        return list(session.exec(query).all())


def source_row(platform: Platform, source_id: UUID) -> DataSource:
    """The data source as it is now."""
    with platform.database.system() as session:
        return session.exec(select(DataSource).where(DataSource.id == source_id)).one()


def snapshot(platform: Platform, source: DataSource, taken_at: datetime) -> DataSnapshot:
    """A landed snapshot whose object nobody needs."""
    row = DataSnapshot(
        snapshot_date=taken_at.date(),
        organization_id=source.organization_id,
        data_source_id=source.id,
        job_id=job(platform, source),
        taken_at=taken_at,
        digest="0" * 64,
        row_count=3,
        byte_size=100,
        columns=[{"key": column.key, "name": column.name} for column in COLUMNS],
        report={},
    )
    with platform.database.tenant(scope_of_row(source.organization_id)) as session:
        snapshots.insert(session, row)
    return row


def waiting_messages(platform: Platform) -> int:
    """How many messages the broker holds for the workers."""
    counts = [platform.broker.llen(queue) for queue in (JOBS, TICKS)]
    return sum(count for count in counts if isinstance(count, int))


def end(platform: Platform, job_id: UUID, state: JobState = JobState.SUCCEEDED) -> None:
    """Ends a job as a worker would have."""
    with platform.database.system() as session:
        row = session.exec(select(IngestionJob).where(IngestionJob.id == job_id)).one()
        row.state = state
        row.finished_at = platform.clock()
        session.add(row)
