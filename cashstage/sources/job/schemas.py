"""Ingestion jobs as callers see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from cashstage.models import JobEventKind, JobState, JobTrigger
from cashstage.models.tenancy import VerifiedOrganization


class JobRead(BaseModel):
    """A job; `rows_total` is None until it is known, `reason` a sentence when it went wrong.

    `not_before` is the moment of the next attempt of a job that waits for one.
    """

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
    not_before: datetime | None = None


class JobEventRead(BaseModel):
    """A line of a job's log; `until` is when it goes on, of a line about waiting."""

    model_config = ConfigDict(from_attributes=True)

    at: datetime = Field(validation_alias=AliasChoices("created_at", "at"))
    attempt: int
    kind: JobEventKind
    sentence: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class ClaimedJob:
    """A job this worker may run; `attempt` is the fencing token of every later write."""

    id: UUID
    organization: VerifiedOrganization
    data_source_id: UUID
    attempt: int
    trigger: JobTrigger
