"""The organization's data sources: how fresh each is, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass

import reflex as rx

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.core.events import JobChanged, SnapshotLanded, SourceChanged
from cashstage.core.schedule.words import words_of
from cashstage.models import SourceState
from cashstage.models.paging import MAX_LIMIT, PageRequest
from cashstage.sources.data_source import service as sources
from cashstage.sources.data_source.schemas import DataSourceRead, SourceKind
from cashstage.ui.live import watchers
from cashstage.ui.states.session import PageState, signed_in, work

PAGE_SIZE = 50
STATES = {
    SourceState.PENDING: ("running", "First fetch"),
    SourceState.READY: ("fresh", "Up to date"),
    SourceState.NEEDS_ATTENTION: ("broken", "Needs attention"),
}
"""Badge and word of each state."""


@dataclass(frozen=True)
class SourceRow:
    """A data source as the table shows it; moments in ISO 8601, empty when there is none."""

    href: str
    name: str
    origin: str
    badge: str
    state: str
    reason: str
    rows: str
    taken_at: str
    refreshed: str
    next_refresh_at: str
    paused_at: str


class SourcesState(PageState, rx.State):
    """The newest data sources first, kept true by pushes."""

    loaded: bool = False
    rows: list[SourceRow] = []
    cursor: str = ""
    may_connect: bool = False

    @rx.event
    @signed_in
    async def load(self, actor: Principal) -> None:
        """The first page; from now on changes arrive by themselves."""
        self.may_connect = actor.may(Permission.EDIT_SOURCES)
        # Before anything is read: what lands meanwhile must be heard of.
        watchers.watch(
            self.router.session.client_token,
            actor.organization.id,
            {JobChanged.kind, SnapshotLanded.kind, SourceChanged.kind},
            SourcesState.refresh,
        )
        await self._read(actor, None)
        self.loaded = True

    @rx.event
    @signed_in
    async def refresh(self, actor: Principal) -> None:
        """Reads again what is shown, of a very long list its beginning."""
        await self._read(actor, None, limit=min(max(len(self.rows), PAGE_SIZE), MAX_LIMIT))

    @rx.event
    @signed_in
    async def load_more(self, actor: Principal) -> None:
        """The next page."""
        await self._read(actor, self.cursor or None)

    async def _read(self, actor: Principal, cursor: str | None, *, limit: int = PAGE_SIZE) -> None:
        page = await work(sources.read_all, actor, PageRequest(limit=limit, cursor=cursor))
        rows = [_row(item) for item in page.items]
        self.rows = [*self.rows, *rows] if cursor else rows
        self.cursor = page.next_cursor or ""


def origin_of(source: DataSourceRead) -> str:
    """Where the table comes from, such as "Daily in All channels"."""
    settings = source.settings
    if source.type is SourceKind.FILE_UPLOAD:
        return str(settings["file_name"])
    cells = f", {settings['range']}" if settings.get("range") else ""
    return f"{settings['tab']}{cells} in {settings['spreadsheet_title']}"


def refresh_words(source: DataSourceRead) -> str:
    """When the source is fetched by itself."""
    if source.type is SourceKind.FILE_UPLOAD:
        return "Uploaded"
    if source.paused is not None:
        return f"Paused by {source.paused.by}" if source.paused.by else "Paused"
    if source.schedule is not None:
        return words_of(source.schedule)
    return "Only when the sheet changes" if source.on_change else "Only by hand"


def _row(source: DataSourceRead) -> SourceRow:
    badge, state = STATES[source.state]
    latest = source.snapshot
    return SourceRow(
        href=f"/sources/{source.id}",
        name=source.name,
        origin=origin_of(source),
        badge=badge,
        state=state,
        reason=(source.state_reason or "") if badge == "broken" else "",
        rows=f"{latest.row_count:,}" if latest else "",
        taken_at=latest.taken_at.isoformat() if latest else "",
        refreshed=refresh_words(source),
        next_refresh_at=source.next_refresh_at.isoformat() if source.next_refresh_at else "",
        paused_at=source.paused.since.isoformat() if source.paused else "",
    )
