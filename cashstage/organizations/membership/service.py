"""Who belongs to the organization, and with which role."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import Session

from cashstage.access import sessions
from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.audit.service import record
from cashstage.audit.words import Deed
from cashstage.core.errors import Conflict
from cashstage.models import Membership, User
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.organizations.membership import belongings, repository
from cashstage.organizations.membership.belongings import Belongings
from cashstage.organizations.membership.schemas import MemberRead, MemberUpdate


def read_all(platform: Platform, actor: Principal) -> list[MemberRead]:
    """Everybody in the organization, by name."""
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        owned = belongings.read_all(session, organization)
        rows = repository.read_all(session, organization)
        return [_read(membership, user, owned[user.id]) for membership, user in rows]


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
        return _read(membership, user, belongings.read_all(session, organization)[user.id])


def remove(
    platform: Platform,
    actor: Principal,
    membership_id: UUID,
    *,
    new_owner_id: UUID | None = None,
) -> None:
    """Takes a person out; what they made stays with the organization.

    Their connections and data sources go on as they are and belong to `new_owner_id`, by default to
    who removes them, or to another admin when that is themself.
    """
    organization = actor.require(Permission.MANAGE_ORGANIZATION)
    with platform.database.tenant(organization) as session:
        admins = repository.lock_admins(session, organization)
        membership, user = repository.read_for_update(session, organization, membership_id)
        if membership.role == RoleName.ADMIN and admins == 1:
            raise _last_admin()
        session.delete(membership)
        session.flush()
        heir_id = new_owner_id or _heir(session, organization, actor, user)
        repository.require(session, organization, heir_id, Permission.CONNECT_ACCOUNTS)
        passed_on = belongings.pass_on(session, organization, before=user.id, after=heir_id)
        sessions.end_all_of(session, user.id)
        record(
            session,
            organization,
            Deed.MEMBER_REMOVED,
            actor_id=actor.user_id,
            target_id=user.id,
            email=user.email,
            new_owner_id=str(heir_id),
            connections=passed_on.connections,
            data_sources=passed_on.data_sources,
        )


def _heir(
    session: Session, organization: VerifiedOrganization, actor: Principal, leaving: User
) -> UUID:
    if actor.user_id is not None and actor.user_id != leaving.id:
        return actor.user_id
    return repository.read_first_admin(session, organization)


def _read(membership: Membership, user: User, owned: Belongings) -> MemberRead:
    return MemberRead(
        id=membership.id,
        user_id=user.id,
        name=user.name,
        email=user.email,
        picture_url=user.picture_url,
        role=RoleName(membership.role),
        last_signed_in_at=user.last_signed_in_at,
        connections=owned.connections,
        data_sources=owned.data_sources,
    )


def _last_admin() -> Conflict:
    return Conflict(
        "This is the only admin of the organization.",
        next_step="Make somebody else admin first.",
    )
