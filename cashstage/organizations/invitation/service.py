"""Inviting people by e-mail address."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.audit.service import record
from cashstage.audit.words import Deed
from cashstage.core.errors import Conflict
from cashstage.models import Invitation
from cashstage.models.platform import Platform
from cashstage.organizations.invitation import repository
from cashstage.organizations.invitation.schemas import InvitationCreate, InvitationRead

LIFETIME = timedelta(days=14)


def read_all(platform: Platform, actor: Principal) -> list[InvitationRead]:
    """Open invitations, newest first; admins only."""
    organization = actor.require(Permission.MANAGE_ORGANIZATION)
    with platform.database.tenant(organization) as session:
        rows = repository.read_open(session, organization, platform.clock())
        return [InvitationRead.model_validate(row) for row in rows]


def create(platform: Platform, actor: Principal, body: InvitationCreate) -> InvitationRead:
    """Keeps a place for the address for 14 days; inviting again renews it."""
    organization = actor.require(Permission.MANAGE_ORGANIZATION)
    expires_at = platform.clock() + LIFETIME
    with platform.database.tenant(organization) as session:
        if repository.is_member(session, organization, body.email):
            raise Conflict(f"{body.email} is a member already.")
        row = repository.read_unaccepted(session, organization, body.email) or Invitation(
            organization_id=organization.id,
            email=body.email,
            role=body.role,
            invited_by=actor.user_id,
            expires_at=expires_at,
        )
        row.role = body.role
        row.expires_at = expires_at
        session.add(row)
        session.flush()
        record(
            session,
            organization,
            Deed.INVITATION_CREATED,
            actor_id=actor.user_id,
            target_id=row.id,
            email=body.email,
            role=body.role,
        )
        return InvitationRead.model_validate(row)


def withdraw(platform: Platform, actor: Principal, invitation_id: UUID) -> None:
    """Takes an invitation back."""
    organization = actor.require(Permission.MANAGE_ORGANIZATION)
    with platform.database.tenant(organization) as session:
        row = repository.read(session, organization, invitation_id)
        session.delete(row)
        record(
            session,
            organization,
            Deed.INVITATION_WITHDRAWN,
            actor_id=actor.user_id,
            target_id=row.id,
            email=row.email,
        )
