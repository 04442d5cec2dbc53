"""Ingestion jobs: the row is the truth, a queue message only a hint to look at it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from cashstage.models.base import Row, moment, reference, tenant_field, text_field


class JobState(StrEnum):
    """A job's life; the last three are final."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def final(self) -> bool:
        """Whether nothing will happen to the job any more."""
        return self not in {JobState.QUEUED, JobState.RUNNING}


class Stage(StrEnum):
    """How far a job has ever come, over all its attempts; the last three are ends."""

    WAITING = "waiting"
    FETCHING = "fetching"
    JOINING = "joining"
    SAVING = "saving"
    COMPARING = "comparing"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def later(self) -> list[Stage]:
        """The stages from which there is no way back to this one."""
        stages = list(Stage)
        return stages[stages.index(self) + 1 :]


class JobTrigger(StrEnum):
    """Why a job exists."""

    CONNECTED = "connected"
    MANUAL = "manual"
    SCHEDULE = "schedule"
    CHANGE = "change"
    UPLOAD = "upload"


class IngestionJob(Row, table=True):
    """One run that fetches a data source.

    `slot` makes a request idempotent: a second one for the same slot of a source finds the first.
    `attempt` counts claims and fences: a worker may only finish the attempt it claimed. `failures`
    counts the attempts that ended in trouble that may pass, `losses` those whose worker vanished,
    `quota_waits` the waits for a quota in a row, the first of which began at `quota_since`. While
    the job is open, `rows_done` are rows of the origin; once it has succeeded, of the table.
    """

    __tablename__ = "ingestion_jobs"
    __table_args__ = (
        UniqueConstraint("data_source_id", "slot"),
        Index("idx_ingestion_jobs_open", "state", postgresql_where="finished_at IS NULL"),
        Index("idx_ingestion_jobs_org_created", "organization_id", "created_at"),
        Index("idx_ingestion_jobs_data_source_id", "data_source_id", "id"),
    )

    organization_id: UUID = tenant_field()
    data_source_id: UUID = reference("data_sources.id")
    slot: str = text_field()
    trigger: str = text_field()
    state: str = text_field(default=JobState.QUEUED)
    stage: str = text_field(default=Stage.WAITING)
    attempt: int = Field(default=0)
    failures: int = Field(default=0)
    losses: int = Field(default=0)
    quota_waits: int = Field(default=0)
    quota_since: datetime | None = moment(default=None)
    rows_done: int = Field(default=0)
    rows_total: int | None = None
    reason: str | None = text_field(default=None)
    error_code: str | None = text_field(default=None)
    snapshot_id: UUID | None = None
    requested_by: UUID | None = reference("users.id", ondelete="SET NULL", default=None)
    not_before: datetime | None = moment(default=None)
    started_at: datetime | None = moment(default=None)
    heartbeat_at: datetime | None = moment(default=None)
    finished_at: datetime | None = moment(default=None)
