"""One data source: how fresh, what is in it, what became of it, how it is refreshed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

import reflex as rx

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.core.errors import InvalidInput, NotFound
from cashstage.core.events import JobChanged, SnapshotLanded, SourceChanged
from cashstage.core.ids import parse_id
from cashstage.dashboards.proposal import create_from_source
from cashstage.models.paging import PageRequest
from cashstage.sources.data_source import service as sources
from cashstage.sources.data_source.schemas import (
    DataSourceRead,
    DataSourceUpdate,
    SourceKind,
)
from cashstage.sources.job import service as jobs
from cashstage.sources.snapshot.report import ReportPart, report_parts
from cashstage.ui.live import watchers
from cashstage.ui.states.session import PageState, signed_in, work
from cashstage.ui.states.source_questions import Question, questions_of
from cashstage.ui.states.source_rows import SourceRowsState
from cashstage.ui.states.source_view import (
    NO_JOB,
    ColumnLine,
    JobLine,
    SnapshotLine,
    column_line,
    job_line,
    snapshot_line,
    with_changes,
)
from cashstage.ui.states.sources import STATES, origin_of, refresh_words

ROWS, COLUMNS, REPORT, SNAPSHOTS, SETTINGS = "rows", "columns", "report", "snapshots", "settings"
PROFILE = "profile"
SNAPSHOTS_PER_PAGE = 30
JOBS_LOOKED_AT = 5


class SourceState(PageState, rx.State):
    """The open data source; moments in ISO 8601, what is not known is empty.

    `has_data` is false before the first snapshot; `read_digest` tells which content is shown.
    """

    phase: str = "loading"
    view: str = ROWS
    may_edit: bool = False
    name: str = ""
    version: int = 0
    is_file: bool = False
    origin: str = ""
    badge: str = ""
    state_word: str = ""
    reason: str = ""
    refresh_word: str = ""
    next_refresh_at: str = ""
    paused_at: str = ""
    paused_by: str = ""
    taken_at: str = ""
    has_data: bool = False
    job: JobLine = NO_JOB
    content_loaded: bool = False
    columns: list[ColumnLine] = []
    report: list[ReportPart] = []
    questions: list[Question] = []
    snapshots: list[SnapshotLine] = []
    snapshots_cursor: str = ""
    asking: bool = False
    making: bool = False
    saved: str = ""
    deleting: bool = False
    delete_problem: str = ""
    _read_snapshot: str = ""
    _identifier: str = ""

    @rx.event
    @signed_in
    async def open(self, actor: Principal) -> AsyncIterator[None]:
        """Loads the data source of the address, the head first; from then on hears of changes."""
        self.reset()
        asked = self.router.url.query_parameters.get("view", ROWS)
        self.view = asked if asked in {COLUMNS, REPORT, SNAPSHOTS} else ROWS
        self.may_edit = actor.may(Permission.EDIT_SOURCES)
        # Reflex adds the route's argument to the state.
        self._identifier = str(self.data_source_id)  # type: ignore[attr-defined]
        # Before anything is read: what lands meanwhile must be heard of.
        watchers.watch(
            self.router.session.client_token,
            actor.organization.id,
            {JobChanged.kind, SnapshotLanded.kind, SourceChanged.kind},
            SourceState.refresh,
        )
        if not await self._read_head(actor):
            return
        yield
        await self._read_content(actor)

    @rx.event
    @signed_in
    async def refresh(self, actor: Principal) -> object:
        """Reads again what may have changed."""
        if self.phase == "ready" and await self._read_head(actor):
            return await self._read_content(actor)
        return None

    @rx.event
    @signed_in
    async def read_again(self, actor: Principal) -> object:
        """Reads everything again, because what the columns are has changed."""
        self._read_snapshot = ""
        return await self._read_content(actor) if await self._read_head(actor) else None

    @rx.event
    @signed_in
    async def show(self, actor: Principal, view: str) -> None:
        """Turns to another side of the source."""
        self.view, self.saved = view, ""

    @rx.event
    @signed_in
    async def sync(self, actor: Principal) -> AsyncIterator[None]:
        """Asks for a refresh now."""
        self.notice, self.asking = "", True
        yield
        try:
            await work(sources.sync, actor, self._required())
            await self._read_head(actor)
        finally:
            self.asking = False

    @rx.event
    @signed_in
    async def cancel(self, actor: Principal, job_id: str) -> None:
        """Stops a job that has not ended."""
        self.notice = ""
        try:
            await work(jobs.cancel, actor, UUID(job_id))
        finally:
            await self._read_head(actor)

    @rx.event
    @signed_in
    async def make_dashboard(self, actor: Principal) -> AsyncIterator[object]:
        """Makes a dashboard that fits the columns, and goes there."""
        self.notice, self.making = "", True
        yield None
        try:
            made = await work(create_from_source, actor, self._required())
        finally:
            self.making = False
        yield rx.redirect(f"/d/{made.id}")

    @rx.event
    @signed_in
    async def more_snapshots(self, actor: Principal) -> None:
        """The next page of the timeline."""
        await self._read_snapshots(actor, self.snapshots_cursor or None)

    @rx.event
    @signed_in
    async def save(self, actor: Principal, form: dict[str, str]) -> None:
        """Stores the name of a submitted form."""
        self.notice, self.saved = "", "failed"
        body = DataSourceUpdate.model_validate({"name": form.get("name")})
        await work(sources.update, actor, self._required(), body, expected_version=self.version)
        await self._read_head(actor)
        self.saved = "saved"

    @rx.event
    @signed_in
    async def ask_to_delete(self, actor: Principal) -> None:
        """Opens the dialog that wants the name typed."""
        self.deleting, self.delete_problem = True, ""

    @rx.event
    @signed_in
    async def keep(self, actor: Principal) -> None:
        """Closes the dialog; nothing happens."""
        self.deleting = False

    @rx.event
    @signed_in
    async def delete(self, actor: Principal, form: dict[str, str]) -> object:
        """Deletes the source with its history once its name was typed."""
        if (form.get("typed_name") or "").strip() != self.name:
            self.delete_problem = "This is not the name of the data source."
            return None
        await work(sources.delete, actor, self._required())
        self.deleting = False
        return rx.redirect("/sources")

    async def _read_head(self, actor: Principal) -> bool:
        """Whether there is such a source; fills what stands around its content."""
        identifier = parse_id(self._identifier)
        try:
            if identifier is None:
                raise NotFound("There is no such data source.")
            source = await work(sources.read, actor, identifier)
        except NotFound:
            self.phase = "missing"
            watchers.forget(self.router.session.client_token)
            return False
        newest = await work(
            jobs.read_all, actor, PageRequest(limit=JOBS_LOOKED_AT), data_source_id=identifier
        )
        self.job = job_line(newest.items)
        self._show_head(source)
        self.phase = "ready"
        return True

    def _show_head(self, source: DataSourceRead) -> None:
        self.name, self.version = source.name, source.version
        self.is_file = source.type is SourceKind.FILE_UPLOAD
        self.origin = origin_of(source)
        self.badge, self.state_word = STATES[source.state]
        self.reason = (source.state_reason or "") if self.badge == "broken" else ""
        self.refresh_word = refresh_words(source)
        upcoming = source.next_refresh_at
        self.next_refresh_at = upcoming.isoformat() if upcoming else ""
        self.paused_at = source.paused.since.isoformat() if source.paused else ""
        self.paused_by = (source.paused.by or "") if source.paused else ""
        self.questions = questions_of(source.drift) if self.may_edit else []
        latest = source.snapshot
        self.has_data = latest is not None
        self.taken_at = latest.taken_at.isoformat() if latest else ""

    async def _read_content(self, actor: Principal) -> object:
        """Columns, report and timeline, unless the newest snapshot is shown already.

        Rows are another state's; the answer is the event that reads them.
        """
        if self.content_loaded and self._read_snapshot == self.taken_at:
            return None
        self._read_snapshot = self.taken_at
        if self.has_data:
            columns = await work(sources.read_columns, actor, self._required())
            self.columns = [column_line(column) for column in columns]
            await self._read_snapshots(actor, None)
        self.content_loaded = True
        return SourceRowsState.refresh

    async def _read_snapshots(self, actor: Principal, cursor: str | None) -> None:
        request = PageRequest(limit=SNAPSHOTS_PER_PAGE, cursor=cursor)
        page = await work(sources.read_snapshots, actor, self._required(), request)
        if cursor is None and page.items:
            self.report = report_parts(page.items[0])
        known = self.snapshots if cursor else []
        lines = [*known, *(snapshot_line(item) for item in page.items)]
        self.snapshots_cursor = page.next_cursor or ""
        self.snapshots = with_changes(lines, complete=not self.snapshots_cursor)

    def _required(self) -> UUID:
        identifier = parse_id(self._identifier)
        if identifier is None:
            raise InvalidInput("There is no such data source.")
        return identifier
