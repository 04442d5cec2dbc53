"""Memberships joined with their people."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import Session, col, func, select

from cashstage.access.permissions import REFUSALS, Permission, allows
from cashstage.core.errors import InvalidInput, NotFound
from cashstage.models import Membership, User
from cashstage.models.organization import RoleName
from cashstage.models.tenancy import VerifiedOrganization


def read_all(session: Session, organization: VerifiedOrganization) -> list[tuple[Membership, User]]:
    """Everybody in the organization, by name."""
    query = (
        select(Membership, User)
        .join(User, col(User.id) == Membership.user_id)
        .where(Membership.organization_id == organization.id)
        .order_by(func.lower(User.name))
    )
    return [(membership, user) for membership, user in session.exec(query).all()]


def read_for_update(
    session: Session, organization: VerifiedOrganization, membership_id: UUID
) -> tuple[Membership, User]:
    """One membership, locked; raises NotFound."""
    query = (
        select(Membership, User)
        .join(User, col(User.id) == Membership.user_id)
        .where(Membership.organization_id == organization.id, Membership.id == membership_id)
        .with_for_update(of=Membership)
    )
    row = session.exec(query).first()
    if row is None:
        raise NotFound("This person is not a member here.")
    return row[0], row[1]


def require(
    session: Session, organization: VerifiedOrganization, user_id: UUID, permission: Permission
) -> None:
    """Raises InvalidInput unless the person is a member whose role allows it."""
    query = select(Membership.role).where(
        Membership.organization_id == organization.id, Membership.user_id == user_id
    )
    role = session.exec(query).first()
    if role is None or not allows(RoleName(role), permission):
        raise InvalidInput(
            "This person is not a member who could take it over.",
            next_step=f"Choose somebody who may. {REFUSALS[permission]}",
            field="owner_id",
        )


def lock_admins(session: Session, organization: VerifiedOrganization) -> int:
    """How many admins there are; locked, so that two removals can't both see the other one."""
    query = (
        select(Membership.id)
        .where(Membership.organization_id == organization.id, Membership.role == RoleName.ADMIN)
        .with_for_update()
    )
    return len(session.exec(query).all())


def read_first_admin(session: Session, organization: VerifiedOrganization) -> UUID:
    """The admin who has been here longest; there is always one."""
    query = (
        select(Membership.user_id)
        .where(Membership.organization_id == organization.id, Membership.role == RoleName.ADMIN)
        .order_by(col(Membership.id))
    )
    return session.exec(query.limit(1)).one()
