"""Ingestion jobs of the organization, kept true by pushes."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import reflex as rx

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.core.events import JobChanged, SourceChanged
from cashstage.models import JobState, JobTrigger
from cashstage.models.paging import MAX_LIMIT, PageRequest
from cashstage.sources.data_source import service as data_sources
from cashstage.sources.job import service as jobs
from cashstage.sources.job.schemas import JobRead
from cashstage.ui.live import watchers
from cashstage.ui.states.session import PageState, signed_in, work

EVERY_STATE = "all"
PAGE_SIZE = 50
STATE_WORDS = {
    JobState.QUEUED: "Waiting",
    JobState.RUNNING: "Running",
    JobState.SUCCEEDED: "Done",
    JobState.FAILED: "Failed",
    JobState.CANCELLED: "Cancelled",
}
TRIGGER_WORDS = {
    JobTrigger.CONNECTED: "First fetch",
    JobTrigger.MANUAL: "By hand",
    JobTrigger.SCHEDULE: "On schedule",
    JobTrigger.CHANGE: "The sheet changed",
    JobTrigger.UPLOAD: "Upload",
}


@dataclass(frozen=True)
class JobRow:
    """A job as the table shows it; times in ISO 8601, counts as text."""

    id: str
    source_href: str
    source: str
    trigger: str
    state: str
    state_word: str
    stage: str
    rows: str
    rows_done: int
    rows_total: int
    reason: str
    created_at: str
    open: bool


class JobsState(PageState, rx.State):
    """The newest jobs, of every state or of one."""

    loaded: bool = False
    rows: list[JobRow] = []
    cursor: str = ""
    only: str = EVERY_STATE
    may_cancel: bool = False

    @rx.event
    @signed_in
    async def load(self, actor: Principal) -> None:
        """The first page of jobs; from now on changes arrive by themselves."""
        self.may_cancel = actor.may(Permission.EDIT_SOURCES)
        await self._read(actor, None)
        self.loaded = True
        watchers.watch(
            self.router.session.client_token,
            actor.organization.id,
            {JobChanged.kind, SourceChanged.kind},
            JobsState.refresh,
        )

    @rx.event
    @signed_in
    async def refresh(self, actor: Principal) -> None:
        """Reads again what is shown, however many pages that are."""
        shown = len(self.rows)
        await self._read(actor, None)
        while self.cursor and len(self.rows) < shown:
            await self._read(actor, self.cursor)

    @rx.event
    @signed_in
    async def load_more(self, actor: Principal) -> None:
        """The next page."""
        await self._read(actor, self.cursor or None)

    @rx.event
    @signed_in
    async def show_only(self, actor: Principal, state: str) -> None:
        """Filters by state, or shows all."""
        self.only = state if state in set(JobState) else EVERY_STATE
        await self._read(actor, None)

    @rx.event
    @signed_in
    async def cancel(self, actor: Principal, job_id: str) -> None:
        """Stops a job that has not ended."""
        await work(jobs.cancel, actor, UUID(job_id))
        await self._read(actor, None)

    async def _read(self, actor: Principal, cursor: str | None) -> None:
        state = None if self.only == EVERY_STATE else JobState(self.only)
        request = PageRequest(limit=PAGE_SIZE, cursor=cursor)
        page = await work(jobs.read_all, actor, request, state=state)
        names = await _names(actor, {job.data_source_id for job in page.items})
        rows = [_row(job, names) for job in page.items]
        self.rows = [*self.rows, *rows] if cursor else rows
        self.cursor = page.next_cursor or ""


async def _names(actor: Principal, wanted: set[UUID]) -> dict[UUID, str]:
    known = await work(data_sources.read_all, actor, PageRequest(limit=MAX_LIMIT))
    names = {source.id: source.name for source in known.items}
    for missing in wanted - names.keys():
        names[missing] = (await work(data_sources.read, actor, missing)).name
    return names


def _row(job: JobRead, names: dict[UUID, str]) -> JobRow:
    return JobRow(
        id=str(job.id),
        source_href=f"/sources/{job.data_source_id}",
        source=names[job.data_source_id],
        trigger=TRIGGER_WORDS[job.trigger],
        state=job.state,
        state_word=STATE_WORDS[job.state],
        stage=job.stage.replace("_", " ").capitalize(),
        rows=f"{job.rows_done:,}" if job.rows_done or job.state is JobState.SUCCEEDED else "",
        rows_done=job.rows_done,
        rows_total=job.rows_total or 0,
        reason=job.reason or "",
        created_at=job.created_at.isoformat(),
        open=not job.state.final,
    )
