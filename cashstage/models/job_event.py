"""The log of an ingestion job: what happened to it, in sentences."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import UniqueConstraint

from cashstage.models.base import Row, moment, reference, tenant_field, text_field


class JobEventKind(StrEnum):
    """What a line of the log tells of."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    FETCHING = "fetching"
    ROWS = "rows"
    WAITING = "waiting"
    RETRY = "retry"
    WORKER_LOST = "worker_lost"
    SAVING = "saving"
    LANDED = "landed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class JobEvent(Row, table=True):
    """One line, written in the transaction of what it tells of.

    `number` orders the lines of a job. `until` is when it goes on, of a line about waiting.
    """

    __tablename__ = "ingestion_job_events"
    __table_args__ = (UniqueConstraint("job_id", "number"),)

    organization_id: UUID = tenant_field()
    job_id: UUID = reference("ingestion_jobs.id")
    number: int
    attempt: int
    kind: str = text_field()
    sentence: str = text_field()
    until: datetime | None = moment(default=None)
