"""Ingestion jobs as callers see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from cashstage.models import JobState, JobTrigger
from cashstage.models.tenancy import VerifiedOrganization


class JobRead(BaseModel):
    """A job; `rows_total` is None until it is known, `reason` a sentence when it went wrong."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    data_source_id: UUID
    trigger: JobTrigger
    state: JobState
    stage: str
    attempt: int
    rows_done: int
    rows_total: int | None
    reason: str | None
    error_code: str | None
    snapshot_id: UUID | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class ClaimedJob:
    """A job this worker may run; `attempt` is the fencing token of every later write."""

    id: UUID
    organization: VerifiedOrganization
    data_source_id: UUID
    attempt: int
    trigger: JobTrigger
