"""The accounts an organization reads with: whose they are, what reads through them, and moving."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import urlencode

import reflex as rx

from cashstage.access.permissions import Permission, allows
from cashstage.access.principal import Principal
from cashstage.core.errors import CashstageError
from cashstage.core.ids import parse_id
from cashstage.core.settings import GoogleAccess
from cashstage.core.words import counted
from cashstage.models import ConnectionState
from cashstage.organizations.membership import service as memberships
from cashstage.sources.connection import service as connections
from cashstage.sources.connection.schemas import (
    ConnectionRead,
    ConnectionUpdate,
    MovedSource,
    MoveRequest,
)
from cashstage.sources.data_source import moving
from cashstage.sources.data_source.moving import StayedBehind
from cashstage.ui.states.connect import PROBLEMS, UNKNOWN_PROBLEM
from cashstage.ui.states.session import PageState, signed_in, work

_STEP_SECONDS = 0.2
"""How often the page hears how far a check is."""


@dataclass(frozen=True)
class ConnectionRow:
    """A connection in the table; `reconnect` is where its consent is renewed."""

    id: str
    email: str
    kind: str
    robot: bool
    owner_id: str
    owner: str
    sources: int
    badge: str
    state: str
    reason: str
    reconnect: str


@dataclass(frozen=True)
class StayedRow:
    """Sources that the other account can't read for the same reason, as (address, name)."""

    reason: str
    sources: list[tuple[str, str]]


class ConnectionsState(PageState, rx.State):
    """The section of the organization's page; one thing is done at a time."""

    loaded: bool = False
    may_connect: bool = False
    rows: list[ConnectionRow] = []
    heirs: list[tuple[str, str]] = []
    asking_for_key: bool = False
    handing_id: str = ""
    handing_email: str = ""
    owner_id: str = ""
    removing_id: str = ""
    removing_email: str = ""
    moving_id: str = ""
    moving_email: str = ""
    moving_count: str = ""
    targets: list[tuple[str, str]] = []
    target_id: str = ""
    target_picks: bool = False
    checking: bool = False
    checked: int = 0
    to_check: int = 0
    stayed: list[StayedRow] = []
    others: str = ""
    done: str = ""
    problem: str = ""
    _picking_ids: list[str] = []
    _colleagues: list[tuple[str, str]] = []

    @rx.event
    @signed_in
    async def load(self, actor: Principal) -> None:
        """All connections, and who could take one over."""
        self.reset()
        if problem := self.router.url.query_parameters.get("problem"):
            self.notice = PROBLEMS.get(problem, UNKNOWN_PROBLEM)
        await self._read(actor)
        self.loaded = True

    @rx.event
    @signed_in
    async def ask_for_key(self, actor: Principal) -> None:
        """Opens the dialog for the key of a service account."""
        self.asking_for_key = True

    @rx.event
    @signed_in
    async def forget_key(self, actor: Principal) -> None:
        """Closes it."""
        self.asking_for_key = False

    @rx.event
    @signed_in
    async def key_stored(self, actor: Principal, account_id: str) -> None:
        """A service account was connected, or has a new key."""
        self.asking_for_key = False
        await self._read(actor)

    @rx.event
    @signed_in
    async def ask_for_owner(self, actor: Principal, connection_id: str) -> None:
        """Opens the dialog that hands a connection over."""
        row = self._row(connection_id)
        if row is not None:
            self.handing_id, self.handing_email, self.problem = row.id, row.email, ""
            self.heirs = [one for one in self._colleagues if one[0] != row.owner_id]
            self.owner_id = self.heirs[0][0] if self.heirs else ""

    @rx.event
    @signed_in
    async def choose_owner(self, actor: Principal, user_id: str) -> None:
        """To whom it goes."""
        self.owner_id = user_id

    @rx.event
    @signed_in
    async def keep_owner(self, actor: Principal) -> None:
        """Closes the dialog."""
        self.handing_id = ""

    @rx.event
    @signed_in
    async def hand_over(self, actor: Principal) -> None:
        """Gives the connection to the chosen colleague."""
        connection_id, owner_id = parse_id(self.handing_id), parse_id(self.owner_id)
        if connection_id is None or owner_id is None:
            return
        try:
            body = ConnectionUpdate(owner_id=owner_id)
            await work(connections.hand_over, actor, connection_id, body)
        except CashstageError as error:
            self.problem = error.sentence
            return
        email, name = self.handing_email, dict(self.heirs).get(self.owner_id, "")
        self.handing_id, self.done = "", f"{email} now belongs to {name}."
        await self._read(actor)

    @rx.event
    @signed_in
    async def ask_to_remove(self, actor: Principal, connection_id: str) -> None:
        """Opens the dialog that ends a connection."""
        row = self._row(connection_id)
        if row is not None:
            self.removing_id, self.removing_email, self.problem = row.id, row.email, ""

    @rx.event
    @signed_in
    async def keep(self, actor: Principal) -> None:
        """Closes it."""
        self.removing_id = ""

    @rx.event
    @signed_in
    async def remove(self, actor: Principal) -> None:
        """Ends the consent at Google and forgets it."""
        connection_id = parse_id(self.removing_id)
        if connection_id is None:
            return
        try:
            await work(connections.remove, actor, connection_id)
        except CashstageError as error:
            self.problem = error.sentence
            return
        self.done, self.removing_id = f"{self.removing_email} was removed.", ""
        await self._read(actor)

    @rx.event
    @signed_in
    async def ask_where_to(self, actor: Principal, connection_id: str) -> None:
        """Shows where the sources of a connection could go."""
        row = self._row(connection_id)
        if row is None:
            return
        self.moving_id, self.moving_email = row.id, row.email
        self.moving_count = counted(row.sources, "source")
        self.targets = [
            (one.id, one.email) for one in self.rows if one.id != row.id and one.badge == "fresh"
        ]
        self._aim_at(self.targets[0][0] if self.targets else "")
        self.done = ""

    @rx.event
    @signed_in
    async def choose_target(self, actor: Principal, account_id: str) -> None:
        """Another account to read them through."""
        self._aim_at(account_id)

    @rx.event
    @signed_in
    async def leave_there(self, actor: Principal) -> None:
        """Puts the form away; nothing was moved."""
        self.moving_id = ""

    @rx.event
    @signed_in
    async def move_all(self, actor: Principal) -> AsyncIterator[None]:
        """Moves the sources, if the other account can read all of them."""
        async for _ in self._move(actor, partly=False):
            yield

    @rx.event
    @signed_in
    async def move_others(self, actor: Principal) -> AsyncIterator[None]:
        """Moves those that it can read."""
        async for _ in self._move(actor, partly=True):
            yield

    @rx.event
    @signed_in
    async def picked(self, actor: Principal, file_id: str, title: str) -> AsyncIterator[None]:
        """One more was picked for the other account: looks whether it was the last."""
        async for _ in self._move(actor, partly=False):
            yield

    async def _move(self, actor: Principal, *, partly: bool) -> AsyncIterator[None]:
        connection_id, target_id = parse_id(self.moving_id), parse_id(self.target_id)
        if connection_id is None or target_id is None or self.checking:
            return
        self.checking, self.checked, self.to_check, self.problem = True, 0, 0, ""
        yield
        far = [0, 0]

        def hear(done: int, total: int) -> None:
            far[:] = [done, total]

        running = asyncio.ensure_future(
            work(
                moving.move_sources,
                actor,
                connection_id,
                MoveRequest(to=target_id, partly=partly),
                progress=hear,
            )
        )
        while not running.done():
            await asyncio.wait({running}, timeout=_STEP_SECONDS)
            self.checked, self.to_check = far
            yield
        self.checking = False
        try:
            result = running.result()
        except StayedBehind as error:
            self._show_stayed(error.stayed, error.total)
            return
        except CashstageError as error:
            self.problem = error.sentence
            return
        await self._read(actor)
        target = dict(self.targets).get(self.target_id, "")
        moved = counted(len(result.moved), "source")
        self.done = f"Moved {moved} to {target}. New data is on its way."
        self._show_stayed(result.stayed, len(result.stayed))
        if not result.stayed:
            self.moving_id = ""

    def _show_stayed(self, stayed: list[MovedSource], total: int) -> None:
        reasons: dict[str, list[tuple[str, str]]] = {}
        for one in stayed:
            address = f"/sources/{one.data_source_id}"
            reasons.setdefault(one.reason or "", []).append((address, one.name))
        self.stayed = [StayedRow(reason, sources) for reason, sources in reasons.items()]
        others = total - len(stayed)
        counts = "" if others == 1 else f"{others:,} "
        self.others = f"Move the other {counts}source{'s' if counts else ''}" if others else ""

    def _aim_at(self, account_id: str) -> None:
        self.target_id, self.target_picks = account_id, account_id in self._picking_ids
        self.stayed, self.others, self.problem = [], "", ""

    def _row(self, connection_id: str) -> ConnectionRow | None:
        return next((row for row in self.rows if row.id == connection_id), None)

    async def _read(self, actor: Principal) -> None:
        self.may_connect = actor.may(Permission.CONNECT_ACCOUNTS)
        found = await work(connections.read_all, actor)
        self.rows = [_as_row(one) for one in found]
        self._picking_ids = [str(one.id) for one in found if one.access is GoogleAccess.PICKER]
        self._colleagues = [
            (str(member.user_id), member.name)
            for member in await work(memberships.read_all, actor)
            if allows(member.role, Permission.CONNECT_ACCOUNTS)
        ]


def _as_row(one: ConnectionRead) -> ConnectionRow:
    robot = one.provider == connections.SERVICE_ACCOUNT
    active = one.state is ConnectionState.ACTIVE
    picked = "Google account, picked spreadsheets"
    human = picked if one.access is GoogleAccess.PICKER else "Google account"
    query = urlencode({"next": "/organization", "account": one.email})
    return ConnectionRow(
        id=str(one.id),
        email=one.email,
        kind="Service account" if robot else human,
        robot=robot,
        owner_id=str(one.owner_id or ""),
        owner=one.owner or "",
        sources=one.data_source_count,
        badge="fresh" if active else "broken",
        state="Connected" if active else "Needs attention",
        reason=one.state_reason or "",
        reconnect=f"/api/auth/connect/google?{query}",
    )
