"""From a verified Google identity to a person in an organization.

The first person ever becomes admin of a new organization. Everybody later needs a membership, an
open invitation to their e-mail address, or a Workspace account of a domain that an organization
allows; the domain of the address alone proves nothing, since a private Google account may keep a
work address after the work.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from cashstage.access import sessions
from cashstage.access.google import GoogleIdentity
from cashstage.audit.service import record
from cashstage.audit.words import Deed
from cashstage.core.errors import Forbidden
from cashstage.models import Invitation, Membership, Organization, User
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from cashstage.models.tenancy import VerifiedOrganization

_FIRST_PERSON_LOCK = 0x_F1257


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session: the cookie's token, and where the person now is."""

    token: str
    user_id: UUID
    organization: VerifiedOrganization


def sign_in(
    platform: Platform, identity: GoogleIdentity, *, user_agent: str | None = None
) -> SignedIn:
    """Starts a session for the identity; raises Forbidden when there is no place for it."""
    _check_identity(platform, identity)
    with platform.database.system() as session:
        user = _find_or_add_user(session, identity)
        organization = _place_of(platform, session, user, identity.hosted_domain)
        token = sessions.start(platform, session, user, organization, user_agent=user_agent)
    return SignedIn(token=token, user_id=user.id, organization=organization)


def _check_identity(platform: Platform, identity: GoogleIdentity) -> None:
    if not identity.email_verified:
        raise Forbidden(
            "Google has not verified this e-mail address.",
            next_step="Verify it in your Google account, then sign in again.",
        )
    domains = platform.settings.google_hosted_domains
    if domains and (identity.hosted_domain or "") not in domains:
        raise Forbidden(
            f"Only accounts of {', '.join(domains)} can sign in here.",
            next_step="Choose your work account.",
        )


def _find_or_add_user(session: Session, identity: GoogleIdentity) -> User:
    email = identity.email.lower()
    user = session.exec(select(User).where(User.google_subject == identity.sub)).first()
    if user is None:
        user = session.exec(
            select(User).where(User.email == email, col(User.google_subject).is_(None))
        ).first()
    if user is None:
        user = User(email=email, name=identity.name)
    _free_address(session, email, user.id)
    user.google_subject = identity.sub
    user.email = email
    user.name = identity.name or email
    user.picture_url = identity.picture
    session.add(user)
    session.flush()
    return user


def _free_address(session: Session, email: str, owner: UUID) -> None:
    """Google has just told whose the address is now; who had it before keeps the account."""
    former = session.exec(select(User).where(User.email == email, User.id != owner)).first()
    if former is not None:
        former.email = f"{former.id}.former.{email}"
        session.add(former)
        session.flush()


def _place_of(
    platform: Platform, session: Session, user: User, workspace: str | None
) -> VerifiedOrganization:
    _accept_invitations(platform, session, user)
    membership = session.exec(
        select(Membership).where(Membership.user_id == user.id).order_by(col(Membership.created_at))
    ).first()
    if membership is not None:
        return VerifiedOrganization(membership.organization_id)
    place = _allowed_by_domain(session, user, workspace) or _first_organization(session, user)
    if place is None:
        raise Forbidden(
            f"There is no place for {user.email} here yet.",
            next_step="Ask an admin of your organization to invite this address.",
        )
    return place


def _accept_invitations(platform: Platform, session: Session, user: User) -> None:
    now = platform.clock()
    open_invitations = session.exec(
        select(Invitation).where(
            Invitation.email == user.email,
            col(Invitation.accepted_at).is_(None),
            col(Invitation.expires_at) > now,
        )
    ).all()
    for invitation in open_invitations:
        invitation.accepted_at = now
        session.add(invitation)
        _join(session, user, invitation.organization_id, RoleName(invitation.role))


def _allowed_by_domain(
    session: Session, user: User, workspace: str | None
) -> VerifiedOrganization | None:
    if workspace is None:
        return None
    organization = session.exec(
        select(Organization)
        .where(col(Organization.allowed_domains).contains([workspace.lower()]))
        .order_by(col(Organization.created_at))
    ).first()
    if organization is None:
        return None
    return _join(session, user, organization.id, RoleName.VIEWER)


def _first_organization(session: Session, user: User) -> VerifiedOrganization | None:
    # Two first persons at the same moment must not make two organizations.
    session.exec(select(func.pg_advisory_xact_lock(_FIRST_PERSON_LOCK)))
    if session.exec(select(Organization.id).limit(1)).first() is not None:
        return None
    domain = user.email.rpartition("@")[2]
    organization = Organization(name=domain.partition(".")[0].replace("-", " ").title())
    session.add(organization)
    session.flush()
    place = _join(session, user, organization.id, RoleName.ADMIN)
    record(session, place, Deed.ORGANIZATION_CREATED, actor_id=user.id, target_id=organization.id)
    return place


def _join(
    session: Session, user: User, organization_id: UUID, role: RoleName
) -> VerifiedOrganization:
    place = VerifiedOrganization(organization_id)
    present = session.exec(
        select(Membership).where(
            Membership.organization_id == organization_id, Membership.user_id == user.id
        )
    ).first()
    if present is None:
        session.add(Membership(organization_id=organization_id, user_id=user.id, role=role))
        session.flush()
        record(session, place, Deed.MEMBER_JOINED, actor_id=user.id, target_id=user.id, role=role)
    return place
