"""The start page: who is signed in sees dashboards, everybody else the way in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from cashstage.access.principal import Principal
from cashstage.core.errors import Unauthenticated
from cashstage.dashboards.dashboard import service as dashboards
from cashstage.dashboards.dashboard.schemas import DashboardCreate, DashboardRead, WidgetOutline
from cashstage.models.paging import PageRequest
from cashstage.ui.states.notices import BellState
from cashstage.ui.states.session import PageState, SessionState, actor_of, signed_in, work

PROBLEMS = {
    "consent_refused": "Google did not sign you in, because consent was declined. Try again.",
    "unauthenticated": "You are signed out. Sign in again to go on.",
    "forbidden": "This account has no place here yet. Ask an admin of your organization to "
    "invite it.",
    "upstream_busy": "Google does not answer at the moment. Try again in a minute.",
    "configuration": "Signing in with Google is not set up on this server. Ask its operator.",
}
UNKNOWN_PROBLEM = "Signing in did not work. Try again."
PAGE_SIZE = 48


@dataclass(frozen=True)
class DashboardCard:
    """A dashboard in the list; `updated_at` in ISO 8601, `outline` for its small picture."""

    id: str
    href: str
    title: str
    updated_at: str
    outline: list[dict[str, Any]]


class HomeState(PageState, rx.State):
    """`phase` is empty until it is known who asks, then signed_in or signed_out."""

    phase: str = ""
    problem: str = ""
    loaded: bool = False
    cards: list[DashboardCard] = []
    cursor: str = ""
    deleted: str = ""
    _deleted_id: str = ""

    @rx.event
    async def load(self) -> object:
        """Decides what the page is; the one handler that has an answer for strangers."""
        try:
            await actor_of(self)
        except Unauthenticated:
            self.reset()
            self.phase = "signed_out"
            self.problem = self._problem()
            return None
        self.phase, self.problem = "signed_in", ""
        return [SessionState.load, BellState.load, HomeState.load_cards]

    @rx.event
    @signed_in
    async def load_cards(self, actor: Principal) -> None:
        """The first page of dashboards."""
        await self._read(actor, None)
        self.loaded = True

    @rx.event
    @signed_in
    async def load_more(self, actor: Principal) -> None:
        """The next page of dashboards."""
        await self._read(actor, self.cursor or None)

    @rx.event
    @signed_in
    async def create(self, actor: Principal) -> object:
        """An empty dashboard, opened at once."""
        made = await work(dashboards.create, actor, DashboardCreate())
        return rx.redirect(f"/d/{made.id}?edit=1")

    @rx.event
    @signed_in
    async def delete(self, actor: Principal, dashboard_id: str) -> None:
        """Deletes a dashboard and offers it back."""
        gone = await work(dashboards.delete, actor, UUID(dashboard_id))
        self._deleted_id, self.deleted = dashboard_id, f"“{gone.title}” was deleted."
        await self._read(actor, None)

    @rx.event
    @signed_in
    async def put_back(self, actor: Principal) -> None:
        """Undoes the last deletion."""
        if not self.deleted:
            return
        await work(dashboards.restore, actor, UUID(self._deleted_id))
        self.deleted = ""
        await self._read(actor, None)

    @rx.event
    @signed_in
    async def forget_deleted(self, actor: Principal) -> None:
        """Closes the offer to undo."""
        self.deleted = ""

    async def _read(self, actor: Principal, cursor: str | None) -> None:
        request = PageRequest(limit=PAGE_SIZE, cursor=cursor)
        page = await work(dashboards.read_all, actor, request)
        outlines = await work(dashboards.read_outlines, actor, [item.id for item in page.items])
        cards = [_card(item, outlines[item.id]) for item in page.items]
        self.cards = [*self.cards, *cards] if cursor else cards
        self.cursor = page.next_cursor or ""

    def _problem(self) -> str:
        code = self.router.url.query_parameters.get("problem")
        return PROBLEMS.get(code, UNKNOWN_PROBLEM) if code else ""


def _card(item: DashboardRead, outline: list[WidgetOutline]) -> DashboardCard:
    return DashboardCard(
        id=str(item.id),
        href=f"/d/{item.id}",
        title=item.title,
        updated_at=item.updated_at.isoformat(),
        outline=[widget.model_dump(mode="json") for widget in outline],
    )
