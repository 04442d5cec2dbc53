"""The organization's settings, its people, and who is invited."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import reflex as rx
from pydantic import ValidationError

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.core.clock import time_zones
from cashstage.core.errors import CashstageError
from cashstage.models.platform import get_platform
from cashstage.organizations.invitation import service as invitations
from cashstage.organizations.invitation.schemas import InvitationCreate
from cashstage.organizations.membership import service as memberships
from cashstage.organizations.membership.schemas import MemberUpdate
from cashstage.organizations.organization import service as organizations
from cashstage.organizations.organization.schemas import OrganizationUpdate
from cashstage.ui.states.session import PageState, SessionState, sentence_of, signed_in, work

TIME_ZONES = sorted(name for name in time_zones() if "/" in name or name == "UTC")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class MemberRow:
    """A person in the table; `seen_at` in ISO 8601, empty when they never came."""

    id: str
    name: str
    email: str
    role: str
    seen_at: str
    is_self: bool


@dataclass(frozen=True)
class InvitationRow:
    """An open invitation; `expires_at` in ISO 8601."""

    id: str
    email: str
    role: str
    expires_at: str


class OrganizationState(PageState, rx.State):
    """What the page shows; every write goes through the services, which check the role."""

    loaded: bool = False
    may_manage: bool = False
    version: int = 0
    name: str = ""
    time_zone: str = "UTC"
    week_starts_on: str = "0"
    fiscal_year_starts_on: str = "1"
    currency: str = ""
    domains: str = ""
    saved: str = ""
    members: list[MemberRow] = []
    invited: list[InvitationRow] = []
    inviting: bool = False
    invitation_problem: str = ""
    sign_in_at: str = ""

    @rx.event
    @signed_in
    async def load(self, actor: Principal) -> None:
        """Settings, people, and for admins the open invitations."""
        self.may_manage = actor.may(Permission.MANAGE_ORGANIZATION)
        await self._read_settings(actor)
        await self._read_people(actor)
        self.sign_in_at = get_platform().settings.app_url
        self.saved, self.loaded = "", True

    @rx.event
    @signed_in
    async def save(self, actor: Principal, form: dict[str, str]) -> object:
        """Stores the settings of a submitted form."""
        self.notice, self.saved = "", "failed"
        body = OrganizationUpdate.model_validate(
            {
                "name": form.get("name"),
                "time_zone": form.get("time_zone"),
                "week_starts_on": form.get("week_starts_on"),
                "fiscal_year_starts_on": form.get("fiscal_year_starts_on"),
                "currency": (form.get("currency") or "").strip().upper(),
                "allowed_domains": (form.get("allowed_domains") or "").replace(",", " ").split(),
            }
        )
        await work(organizations.update, actor, body, expected_version=self.version)
        await self._read_settings(actor)
        self.saved = "saved"
        return SessionState.load

    @rx.event
    @signed_in
    async def change_role(self, actor: Principal, membership_id: str, role: str) -> None:
        """Gives a person another role; they are signed out and come back with it."""
        self.notice = ""
        try:
            body = MemberUpdate.model_validate({"role": role})
            await work(memberships.update, actor, UUID(membership_id), body)
        finally:
            await self._read_people(actor)

    @rx.event
    @signed_in
    async def open_invitation(self, actor: Principal) -> None:
        """Shows the form for an invitation."""
        self.inviting, self.invitation_problem = True, ""

    @rx.event
    @signed_in
    async def close_invitation(self, actor: Principal) -> None:
        """Puts the form away."""
        self.inviting = False

    @rx.event
    @signed_in
    async def invite(self, actor: Principal, form: dict[str, str]) -> None:
        """Keeps a place for an address."""
        try:
            body = InvitationCreate.model_validate(
                {"email": form.get("email"), "role": form.get("role")}
            )
            await work(invitations.create, actor, body)
        except (CashstageError, ValidationError) as error:
            self.invitation_problem = sentence_of(error)
            return
        self.inviting = False
        await self._read_people(actor)

    @rx.event
    @signed_in
    async def withdraw(self, actor: Principal, invitation_id: str) -> None:
        """Takes an invitation back."""
        self.notice = ""
        await work(invitations.withdraw, actor, UUID(invitation_id))
        await self._read_people(actor)

    async def _read_settings(self, actor: Principal) -> None:
        place = await work(organizations.read, actor)
        self.version, self.name, self.time_zone = place.version, place.name, place.time_zone
        self.week_starts_on, self.currency = str(place.week_starts_on), place.currency
        self.fiscal_year_starts_on = str(place.fiscal_year_starts_on)
        self.domains = ", ".join(place.allowed_domains)

    async def _read_people(self, actor: Principal) -> None:
        self.members = [
            MemberRow(
                id=str(member.id),
                name=member.name,
                email=member.email,
                role=member.role,
                seen_at=member.last_signed_in_at.isoformat() if member.last_signed_in_at else "",
                is_self=member.user_id == actor.user_id,
            )
            for member in await work(memberships.read_all, actor)
        ]
        found = await work(invitations.read_all, actor) if self.may_manage else []
        self.invited = [
            InvitationRow(str(item.id), item.email, item.role, item.expires_at.isoformat())
            for item in found
        ]
