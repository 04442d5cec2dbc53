"""Who belongs to the organization, and with which role."""

from __future__ import annotations

from uuid import UUID

from cashstage.access import sessions
from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.audit.service import record
from cashstage.audit.words import Deed
from cashstage.core.errors import Conflict
from cashstage.models import Membership, User
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from cashstage.organizations.membership import repository
from cashstage.organizations.membership.schemas import MemberRead, MemberUpdate


def read_all(platform: Platform, actor: Principal) -> list[MemberRead]:
    """Everybody in the organization, by name."""
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        return [_read(*row) for row in repository.read_all(session, organization)]


def update(
    platform: Platform, actor: Principal, membership_id: UUID, body: MemberUpdate
) -> MemberRead:
    """Gives a person another role; the last admin stays admin."""
    organization = actor.require(Permission.MANAGE_ORGANIZATION)
    with platform.database.tenant(organization) as session:
        admins = repository.lock_admins(session, organization)
        membership, user = repository.read_for_update(session, organization, membership_id)
        if membership.role == RoleName.ADMIN and body.role != RoleName.ADMIN and admins == 1:
            raise _last_admin()
        membership.role = body.role
        session.add(membership)
        # A changed role must not live on in sessions that were opened under the old one.
        sessions.end_all_of(session, user.id)
        record(
            session,
            organization,
            Deed.MEMBER_ROLE_CHANGED,
            actor_id=actor.user_id,
            target_id=user.id,
            role=body.role,
        )
        return _read(membership, user)


def remove(platform: Platform, actor: Principal, membership_id: UUID) -> None:
    """Takes a person out; what they made stays with the organization."""
    organization = actor.require(Permission.MANAGE_ORGANIZATION)
    with platform.database.tenant(organization) as session:
        admins = repository.lock_admins(session, organization)
        membership, user = repository.read_for_update(session, organization, membership_id)
        if membership.role == RoleName.ADMIN and admins == 1:
            raise _last_admin()
        session.delete(membership)
        sessions.end_all_of(session, user.id)
        record(
            session,
            organization,
            Deed.MEMBER_REMOVED,
            actor_id=actor.user_id,
            target_id=user.id,
            email=user.email,
        )


def _read(membership: Membership, user: User) -> MemberRead:
    return MemberRead(
        id=membership.id,
        user_id=user.id,
        name=user.name,
        email=user.email,
        picture_url=user.picture_url,
        role=RoleName(membership.role),
        last_signed_in_at=user.last_signed_in_at,
    )


def _last_admin() -> Conflict:
    return Conflict(
        "This is the only admin of the organization.",
        next_step="Make somebody else admin first.",
    )
