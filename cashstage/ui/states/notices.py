"""The bell of the shell, and the page of all notices; both kept true by pushes."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import reflex as rx

from cashstage.access.principal import Principal
from cashstage.core.events import NoticesChanged, SourceChanged
from cashstage.models import NoticeKind
from cashstage.models.paging import PageRequest
from cashstage.sources.notice import service as notices
from cashstage.sources.notice.schemas import NoticeRead
from cashstage.ui.live import shell_watchers, watchers
from cashstage.ui.states.session import PageState, signed_in, work

KINDS = {NoticesChanged.kind, SourceChanged.kind}
NEWEST = 5
PAGE_SIZE = 50
ACTIONS = {
    NoticeKind.SOURCE_BROKEN: "Open the source",
    NoticeKind.CONNECTION_LOST: "Connect again",
}


@dataclass(frozen=True)
class NoticeRow:
    """A notice in words; times in ISO 8601. What lies under /api is a document of its own."""

    id: str
    sentence: str
    next_step: str
    action: str
    link: str
    leaves_page: bool
    created_at: str
    solved_at: str
    unread: bool


class BellState(PageState, rx.State):
    """What the shell knows of notices: how many are unread, and the newest."""

    unread: int = 0
    newest: list[NoticeRow] = []

    @rx.event
    @signed_in
    async def load(self, actor: Principal) -> None:
        """Fills the bell; from now on it rings by itself."""
        # Before anything is read: what lands meanwhile must be heard of.
        shell_watchers.watch(
            self.router.session.client_token, actor.organization.id, KINDS, BellState.refresh
        )
        await self._read(actor)

    @rx.event
    @signed_in
    async def refresh(self, actor: Principal) -> None:
        """Reads again."""
        await self._read(actor)

    @rx.event
    @signed_in
    async def mark_read(self, actor: Principal, notice_id: str) -> None:
        """One notice was followed or laid aside."""
        await work(notices.mark_read, actor, UUID(notice_id))
        await self._read(actor)

    @rx.event
    @signed_in
    async def mark_all_read(self, actor: Principal) -> None:
        """All notices were seen."""
        await work(notices.mark_all_read, actor)
        await self._read(actor)

    async def _read(self, actor: Principal) -> None:
        self.unread = (await work(notices.count, actor)).unread
        page = await work(notices.read_all, actor, PageRequest(limit=NEWEST))
        self.newest = [notice_row(item) for item in page.items]


class NoticesState(PageState, rx.State):
    """All notices of the person, newest first."""

    loaded: bool = False
    rows: list[NoticeRow] = []
    cursor: str = ""

    @rx.event
    @signed_in
    async def load(self, actor: Principal) -> None:
        """The first page; from now on changes arrive by themselves."""
        # Before anything is read: what lands meanwhile must be heard of.
        watchers.watch(
            self.router.session.client_token, actor.organization.id, KINDS, NoticesState.refresh
        )
        await self._read(actor, None)
        self.loaded = True

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

    async def _read(self, actor: Principal, cursor: str | None) -> None:
        page = await work(notices.read_all, actor, PageRequest(limit=PAGE_SIZE, cursor=cursor))
        rows = [notice_row(item) for item in page.items]
        self.rows = [*self.rows, *rows] if cursor else rows
        self.cursor = page.next_cursor or ""


def notice_row(item: NoticeRead) -> NoticeRow:
    """The notice in words."""
    return NoticeRow(
        id=str(item.id),
        sentence=item.sentence,
        next_step=item.next_step,
        action=ACTIONS[item.kind],
        link=item.link,
        leaves_page=item.link.startswith("/api/"),
        created_at=item.created_at.isoformat(),
        solved_at=item.resolved_at.isoformat() if item.resolved_at else "",
        unread=item.read_at is None and item.resolved_at is None,
    )
