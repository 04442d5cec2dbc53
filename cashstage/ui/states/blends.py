"""The organization's blends: what they read, and whether all of it is there."""

from __future__ import annotations

from dataclasses import dataclass

import reflex as rx

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.core.events import SnapshotLanded, SourceChanged
from cashstage.core.words import listed
from cashstage.models.paging import MAX_LIMIT, PageRequest
from cashstage.query.blend import BlendKind, JoinKind
from cashstage.sources.blend import service as blends
from cashstage.sources.blend.schemas import BlendRead
from cashstage.ui.live import watchers
from cashstage.ui.states.session import PageState, signed_in, work

PAGE_SIZE = 50
JOINS = {
    JoinKind.LEFT: "Joined to the first",
    JoinKind.INNER: "Joined where all match",
    JoinKind.FULL: "Joined, all kept",
}


@dataclass(frozen=True)
class BlendRow:
    """A blend as the table shows it."""

    href: str
    name: str
    sources: str
    how: str
    badge: str
    state: str
    reason: str


class BlendsState(PageState, rx.State):
    """The newest blends first, kept true by pushes."""

    loaded: bool = False
    rows: list[BlendRow] = []
    cursor: str = ""
    may_edit: bool = False

    @rx.event
    @signed_in
    async def load(self, actor: Principal) -> None:
        """The first page; from now on changes arrive by themselves."""
        self.may_edit = actor.may(Permission.EDIT_SOURCES)
        # Before anything is read: what lands meanwhile must be heard of.
        watchers.watch(
            self.router.session.client_token,
            actor.organization.id,
            {SnapshotLanded.kind, SourceChanged.kind},
            BlendsState.refresh,
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
        page = await work(blends.read_all, actor, PageRequest(limit=limit, cursor=cursor))
        rows = [row_of(item) for item in page.items]
        self.rows = [*self.rows, *rows] if cursor else rows
        self.cursor = page.next_cursor or ""


def row_of(blend: BlendRead) -> BlendRow:
    """The blend in words: how it reads what, and what is wrong with it."""
    gone = [member.name for member in blend.members if member.deleted]
    problems = [column.problem for column in blend.columns if column.problem]
    reason = f"{listed(gone)} was deleted." if gone else "".join(problems[:1])
    badge, state = ("broken", "Needs attention") if reason else ("fresh", "Ready")
    return BlendRow(
        href=f"/blends/{blend.id}",
        name=blend.name,
        sources=", ".join(member.name for member in blend.members),
        how="Below each other" if blend.kind is BlendKind.UNION else JOINS[blend.join],
        badge=badge,
        state=state,
        reason=reason,
    )
