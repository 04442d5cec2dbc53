"""One-time sign-in links, made on the command line for a person who has a place."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import col, delete, select

from cashstage.access import sessions
from cashstage.access.sign_in import SignedIn
from cashstage.audit.service import record
from cashstage.audit.words import Deed
from cashstage.core.crypto import random_token, token_digest
from cashstage.core.errors import NotFound, Unauthenticated
from cashstage.models import LoginLink, Membership, User
from cashstage.models.platform import Platform
from cashstage.models.tenancy import VerifiedOrganization

LIFETIME = timedelta(minutes=15)


def create(platform: Platform, email: str) -> str:
    """The URL of a link that signs the person in once within 15 minutes."""
    token = random_token()
    with platform.database.system() as session:
        user = session.exec(select(User).where(User.email == email.strip().lower())).first()
        membership = (
            user and session.exec(select(Membership).where(Membership.user_id == user.id)).first()
        )
        if not user or not membership:
            raise NotFound(
                f"Nobody with the address {email} has a place here.",
                next_step="Check the spelling, or let an admin invite the address first.",
            )
        session.add(
            LoginLink(
                token_digest=token_digest(token),
                user_id=user.id,
                expires_at=platform.clock() + LIFETIME,
            )
        )
        place = VerifiedOrganization(membership.organization_id)
        record(session, place, Deed.LOGIN_LINK_MADE, actor_id=None, target_id=user.id)
    return f"{platform.settings.app_url}/api/auth/link/{token}"


def redeem(platform: Platform, token: str, *, user_agent: str | None = None) -> SignedIn:
    """Starts a session; raises Unauthenticated when the link was used, has expired or is false."""
    now = platform.clock()
    with platform.database.system() as session:
        row = session.exec(
            select(LoginLink, User, Membership)
            .join(User, col(User.id) == LoginLink.user_id)
            .join(Membership, col(Membership.user_id) == User.id)
            .where(
                LoginLink.token_digest == token_digest(token),
                col(LoginLink.used_at).is_(None),
                col(LoginLink.expires_at) > now,
            )
            .order_by(col(Membership.created_at))
            .with_for_update(of=LoginLink)
        ).first()
        if row is None:
            raise Unauthenticated(
                "This sign-in link was used already or has expired.",
                next_step="Make a new one with `cashstage login-link`.",
            )
        link, user, membership = row
        link.used_at = now
        session.add(link)
        place = VerifiedOrganization(membership.organization_id)
        fresh = sessions.start(platform, session, user, place, user_agent=user_agent)
    return SignedIn(token=fresh, user_id=user.id, organization=place)


def purge(platform: Platform) -> None:
    """Removes the links that have been used or have expired."""
    with platform.database.system() as session:
        session.exec(delete(LoginLink).where(col(LoginLink.expires_at) <= platform.clock()))
