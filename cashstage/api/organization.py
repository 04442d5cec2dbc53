"""The organization, its members and invitations."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from cashstage.api.deps import ActorDep, ExpectedVersionDep, PlatformDep
from cashstage.models.paging import Page
from cashstage.organizations.invitation import service as invitations
from cashstage.organizations.invitation.schemas import InvitationCreate, InvitationRead
from cashstage.organizations.membership import service as members
from cashstage.organizations.membership.schemas import MemberRead, MemberUpdate
from cashstage.organizations.organization import service as organizations
from cashstage.organizations.organization.schemas import OrganizationRead, OrganizationUpdate

router = APIRouter(tags=["organization"])


@router.get("/organization")
def read_organization(platform: PlatformDep, actor: ActorDep) -> OrganizationRead:
    """Your organization."""
    return organizations.read(platform, actor)


@router.patch("/organization")
def update_organization(
    body: OrganizationUpdate, platform: PlatformDep, actor: ActorDep, expected: ExpectedVersionDep
) -> OrganizationRead:
    """Changes name, time zone, week start, fiscal year, currency or allowed domains."""
    return organizations.update(platform, actor, body, expected_version=expected)


@router.get("/members")
def read_members(platform: PlatformDep, actor: ActorDep) -> Page[MemberRead]:
    """Everybody in the organization."""
    return Page(items=members.read_all(platform, actor))


@router.patch("/members/{membership_id}")
def update_member(
    membership_id: UUID, body: MemberUpdate, platform: PlatformDep, actor: ActorDep
) -> MemberRead:
    """Gives a person another role."""
    return members.update(platform, actor, membership_id, body)


@router.delete("/members/{membership_id}", status_code=204)
def remove_member(
    membership_id: UUID,
    platform: PlatformDep,
    actor: ActorDep,
    new_owner_id: Annotated[
        UUID | None, Query(description="Who takes over their connections and data sources; you.")
    ] = None,
) -> None:
    """Takes a person out of the organization; what they connected goes on for the others."""
    members.remove(platform, actor, membership_id, new_owner_id=new_owner_id)


@router.get("/invitations")
def read_invitations(platform: PlatformDep, actor: ActorDep) -> Page[InvitationRead]:
    """Open invitations."""
    return Page(items=invitations.read_all(platform, actor))


@router.post("/invitations", status_code=201)
def create_invitation(
    body: InvitationCreate, platform: PlatformDep, actor: ActorDep
) -> InvitationRead:
    """Keeps a place for an e-mail address."""
    return invitations.create(platform, actor, body)


@router.delete("/invitations/{invitation_id}", status_code=204)
def withdraw_invitation(invitation_id: UUID, platform: PlatformDep, actor: ActorDep) -> None:
    """Takes an invitation back."""
    invitations.withdraw(platform, actor, invitation_id)
