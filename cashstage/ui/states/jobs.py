"""Ingestion jobs of the organization and the log of one of them, kept true by pushes."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode
from uuid import UUID

import reflex as rx

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.core.errors import NotFound
from cashstage.core.events import JobChanged, SourceChanged
from cashstage.core.ids import parse_id
from cashstage.models import JobState, JobTrigger
from cashstage.models.paging import MAX_LIMIT, PageRequest
from cashstage.models.platform import get_platform
from cashstage.sources.data_source import service as data_sources
from cashstage.sources.job import service as jobs
from cashstage.ui.live import watchers
from cashstage.ui.states.job_view import (
    TRIGGER_WORDS,
    JobFact,
    JobRow,
    LogLine,
    job_facts,
    job_row,
    log_lines,
)
from cashstage.ui.states.session import PageState, signed_in, work

EVERY = "all"
PAGE_SIZE = 50
NO_JOB = JobRow("", "", "", "", "", "", "", "", 0, 0, "", "", "", open=False, landed=False)
TRIGGER_OPTIONS = (
    (EVERY, "Every reason"),
    *((trigger.value, word) for trigger, word in TRIGGER_WORDS.items()),
)


class JobsState(PageState, rx.State):
    """The newest jobs, narrowed by state, source and reason; the opened one with its log."""

    loaded: bool = False
    rows: list[JobRow] = []
    cursor: str = ""
    only: str = EVERY
    source_id: str = EVERY
    trigger: str = EVERY
    source_options: list[tuple[str, str]] = [(EVERY, "Every source")]
    may_edit: bool = False
    job_id: str = ""
    job: JobRow = NO_JOB
    facts: list[JobFact] = []
    log: list[LogLine] = []

    @rx.var
    def address(self) -> str:
        """The query of the page's address: what of the list is shown, and the opened job."""
        narrowed = {"state": self.only, "source": self.source_id, "trigger": self.trigger}
        parts = {name: value for name, value in narrowed.items() if value != EVERY}
        if self.job_id:
            parts["job"] = self.job_id
        return f"?{urlencode(parts)}" if parts else ""

    @rx.var
    def narrowed(self) -> bool:
        """Whether any job may be hidden."""
        return {self.only, self.source_id, self.trigger} != {EVERY}

    @rx.event
    @signed_in
    async def load(self, actor: Principal) -> None:
        """What the address asks for; from now on changes arrive by themselves."""
        self.may_edit = actor.may(Permission.EDIT_SOURCES)
        asked = self.router.url.query_parameters
        self.only = _known(asked.get("state"), JobState)
        self.trigger = _known(asked.get("trigger"), JobTrigger)
        self.source_id = str(parse_id(asked.get("source", "")) or EVERY)
        self.job_id, self.job, self.facts, self.log = "", NO_JOB, [], []
        # Before anything is read: what lands meanwhile must be heard of.
        watchers.watch(
            self.router.session.client_token,
            actor.organization.id,
            {JobChanged.kind, SourceChanged.kind},
            JobsState.refresh,
        )
        await self._read(actor, None)
        self.loaded = True
        if asked.get("job"):
            await self._open(actor, asked["job"])

    @rx.event
    @signed_in
    async def refresh(self, actor: Principal) -> None:
        """Reads again what is shown, however many pages that are."""
        shown = len(self.rows)
        await self._read(actor, None)
        while self.cursor and len(self.rows) < shown:
            await self._read(actor, self.cursor)
        if self.job_id:
            await self._open(actor, self.job_id)

    @rx.event
    @signed_in
    async def load_more(self, actor: Principal) -> None:
        """The next page."""
        await self._read(actor, self.cursor or None)

    @rx.event
    @signed_in
    async def show_only(self, actor: Principal, state: str) -> None:
        """Filters by state, or shows all."""
        self.only = _known(state, JobState)
        await self._read(actor, None)

    @rx.event
    @signed_in
    async def show_trigger(self, actor: Principal, trigger: str) -> None:
        """Filters by why there is a job, or shows all."""
        self.trigger = _known(trigger, JobTrigger)
        await self._read(actor, None)

    @rx.event
    @signed_in
    async def show_source(self, actor: Principal, source_id: str) -> None:
        """Filters by data source, or shows all."""
        self.source_id = str(parse_id(source_id) or EVERY)
        await self._read(actor, None)

    @rx.event
    @signed_in
    async def show_all(self, actor: Principal) -> None:
        """Takes every filter away."""
        self.only = self.source_id = self.trigger = EVERY
        await self._read(actor, None)

    @rx.event
    @signed_in
    async def open(self, actor: Principal, job_id: str) -> None:
        """Shows a job with its log."""
        await self._open(actor, job_id)

    @rx.event
    @signed_in
    async def close(self, actor: Principal) -> None:
        """Leaves the opened job."""
        self.job_id = ""

    @rx.event
    @signed_in
    async def cancel(self, actor: Principal, job_id: str) -> None:
        """Stops a job that has not ended."""
        await work(jobs.cancel, actor, UUID(job_id))
        await self._read(actor, None)
        if self.job_id:
            await self._open(actor, self.job_id)

    @rx.event
    @signed_in
    async def try_again(self, actor: Principal, source_id: str) -> None:
        """Asks for a new job of the source, and turns to it."""
        job = await work(data_sources.sync, actor, UUID(source_id))
        await self._read(actor, None)
        await self._open(actor, str(job.id))

    async def _read(self, actor: Principal, cursor: str | None) -> None:
        page = await work(
            jobs.read_all,
            actor,
            PageRequest(limit=PAGE_SIZE, cursor=cursor),
            data_source_id=None if self.source_id == EVERY else UUID(self.source_id),
            state=None if self.only == EVERY else JobState(self.only),
            trigger=None if self.trigger == EVERY else JobTrigger(self.trigger),
        )
        names = await _names(actor, {job.data_source_id for job in page.items})
        rows = [job_row(job, names) for job in page.items]
        self.rows = [*self.rows, *rows] if cursor else rows
        self.cursor = page.next_cursor or ""
        by_name = sorted(names.items(), key=lambda item: item[1].casefold())
        options = [(str(identifier), name) for identifier, name in by_name]
        self.source_options = [(EVERY, "Every source"), *options]

    async def _open(self, actor: Principal, job_id: str) -> None:
        identifier = parse_id(job_id)
        try:
            if identifier is None:
                raise NotFound("There is no such ingestion job.")
            job = await work(jobs.read, actor, identifier)
            events = await work(jobs.read_events, actor, identifier)
        except NotFound as error:
            self.job_id, self.notice = "", error.sentence
            return
        self.job = job_row(job, await _names(actor, {job.data_source_id}))
        self.facts = job_facts(job, get_platform().clock())
        self.log = log_lines(events)
        self.job_id = str(identifier)


def _known(value: str | None, words: Iterable[str]) -> str:
    return value if value is not None and value in set(words) else EVERY


async def _names(actor: Principal, wanted: set[UUID]) -> dict[UUID, str]:
    """The names of the sources that a filter offers, and of those that are wanted."""
    known = await work(data_sources.read_all, actor, PageRequest(limit=MAX_LIMIT))
    names = {source.id: source.name for source in known.items}
    for missing in wanted - names.keys():
        names[missing] = (await work(data_sources.read, actor, missing)).name
    return names
