"""Open invitations of an organization."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from cashstage.core.errors import NotFound
from cashstage.models import Invitation, Membership, User
from cashstage.models.tenancy import VerifiedOrganization


def read_open(
    session: Session, organization: VerifiedOrganization, now: datetime
) -> list[Invitation]:
    """Invitations that can still be accepted, newest first."""
    query = (
        select(Invitation)
        .where(
            Invitation.organization_id == organization.id,
            col(Invitation.accepted_at).is_(None),
            col(Invitation.expires_at) > now,
        )
        .order_by(col(Invitation.created_at).desc())
    )
    return list(session.exec(query).all())


def read_unaccepted(
    session: Session, organization: VerifiedOrganization, email: str
) -> Invitation | None:
    """The address's invitation that was not accepted, expired or not; locked."""
    query = (
        select(Invitation)
        .where(
            Invitation.organization_id == organization.id,
            Invitation.email == email,
            col(Invitation.accepted_at).is_(None),
        )
        .with_for_update()
    )
    return session.exec(query).first()


def is_member(session: Session, organization: VerifiedOrganization, email: str) -> bool:
    """Whether the address already belongs to a member."""
    query = (
        select(Membership.id)
        .join(User, col(User.id) == Membership.user_id)
        .where(Membership.organization_id == organization.id, User.email == email)
    )
    return session.exec(query).first() is not None


def read(session: Session, organization: VerifiedOrganization, invitation_id: UUID) -> Invitation:
    """One invitation; raises NotFound."""
    query = select(Invitation).where(
        Invitation.organization_id == organization.id, Invitation.id == invitation_id
    )
    row = session.exec(query).first()
    if row is None:
        raise NotFound("This invitation does not exist any more.")
    return row
