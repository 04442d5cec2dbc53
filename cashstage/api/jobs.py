"""Ingestion jobs."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from cashstage.api.deps import ActorDep, PageDep, PlatformDep
from cashstage.models import JobState, JobTrigger
from cashstage.models.paging import Page
from cashstage.sources.job import service as jobs
from cashstage.sources.job.schemas import JobEventRead, JobRead

router = APIRouter(prefix="/jobs", tags=["jobs"])


@router.get("")
def read_jobs(
    platform: PlatformDep,
    actor: ActorDep,
    page: PageDep,
    data_source_id: Annotated[UUID | None, Query()] = None,
    state: Annotated[JobState | None, Query()] = None,
    trigger: Annotated[JobTrigger | None, Query(description="Why there is a job")] = None,
) -> Page[JobRead]:
    """Jobs, newest first."""
    return jobs.read_all(
        platform, actor, page, data_source_id=data_source_id, state=state, trigger=trigger
    )


@router.get("/{job_id}")
def read_job(job_id: UUID, platform: PlatformDep, actor: ActorDep) -> JobRead:
    """One job with its progress and, when it failed, the reason."""
    return jobs.read(platform, actor, job_id)


@router.get("/{job_id}/events")
def read_job_events(job_id: UUID, platform: PlatformDep, actor: ActorDep) -> Page[JobEventRead]:
    """The job's log in plain words, from its beginning; always whole."""
    return Page(items=jobs.read_events(platform, actor, job_id))


@router.post("/{job_id}/cancel")
def cancel_job(job_id: UUID, platform: PlatformDep, actor: ActorDep) -> JobRead:
    """Stops a job that has not ended."""
    return jobs.cancel(platform, actor, job_id)
