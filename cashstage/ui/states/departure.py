"""Taking somebody out of the organization: who looks after what they connected from then on."""

from __future__ import annotations

from uuid import UUID

import reflex as rx

from cashstage.access.permissions import Permission, allows
from cashstage.access.principal import Principal
from cashstage.core.errors import CashstageError
from cashstage.core.ids import parse_id
from cashstage.core.words import counted
from cashstage.organizations.membership import service as memberships
from cashstage.organizations.membership.schemas import MemberRead
from cashstage.ui.states.connections import ConnectionsState
from cashstage.ui.states.organization import OrganizationState
from cashstage.ui.states.session import PageState, signed_in, work


class DepartureState(PageState, rx.State):
    """The dialog; `belongings` says what the person owns, empty when that is nothing."""

    leaving_id: str = ""
    name: str = ""
    belongings: str = ""
    heirs: list[tuple[str, str]] = []
    heir_id: str = ""
    problem: str = ""
    told: str = ""

    @rx.event
    @signed_in
    async def open(self, actor: Principal, membership_id: str) -> None:
        """Asks who takes over, and says what."""
        actor.require(Permission.MANAGE_ORGANIZATION)
        self.reset()
        members = await work(memberships.read_all, actor)
        leaving = next((one for one in members if str(one.id) == membership_id), None)
        if leaving is None:
            return
        self.leaving_id, self.name = membership_id, leaving.name
        self.belongings = _belongings(leaving)
        self.heirs = [
            (str(one.user_id), f"{one.name} (you)" if one.user_id == actor.user_id else one.name)
            for one in members
            if one.id != leaving.id and allows(one.role, Permission.CONNECT_ACCOUNTS)
        ]
        self.heir_id = str(actor.user_id)

    @rx.event
    @signed_in
    async def choose_heir(self, actor: Principal, user_id: str) -> None:
        """Somebody else takes over."""
        self.heir_id = user_id

    @rx.event
    @signed_in
    async def close(self, actor: Principal) -> None:
        """The person stays."""
        self.leaving_id = ""

    @rx.event
    @signed_in
    async def remove(self, actor: Principal) -> object:
        """Takes the person out; what they connected goes on."""
        if not self.leaving_id:
            return None
        try:
            heir_id = parse_id(self.heir_id)
            await work(memberships.remove, actor, UUID(self.leaving_id), new_owner_id=heir_id)
        except CashstageError as error:
            self.problem = error.sentence
            return None
        heir = dict(self.heirs).get(self.heir_id, "")
        self.told = f"{self.name} was removed."
        if self.belongings:
            self.told += f" {heir} now owns {self.belongings}; refreshes go on as before."
        self.leaving_id = ""
        return [OrganizationState.load, ConnectionsState.load]


def _belongings(member: MemberRead) -> str:
    owned = [
        counted(count, noun)
        for count, noun in (
            (member.connections, "connection"),
            (member.data_sources, "data source"),
        )
        if count
    ]
    return " and ".join(owned)
