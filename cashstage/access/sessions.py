"""Server-side sessions: an opaque token in an HttpOnly cookie, its SHA-256 in the database."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, delete, or_, select

from cashstage.access.principal import Principal
from cashstage.audit.service import record
from cashstage.audit.words import Deed
from cashstage.core.crypto import random_token, token_digest
from cashstage.core.errors import Unauthenticated
from cashstage.models import Membership, User, UserSession
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from cashstage.models.tenancy import VerifiedOrganization

ABSOLUTE_LIFETIME = timedelta(days=7)
TOUCH_EVERY = timedelta(minutes=1)
MAX_USER_AGENT = 400


def cookie_name(*, secure: bool) -> str:
    """The session cookie's name; the prefix makes browsers insist on Secure and Path=/."""
    return "__Host-sid" if secure else "sid"


def start(
    platform: Platform,
    session: Session,
    user: User,
    organization: VerifiedOrganization,
    *,
    user_agent: str | None,
) -> str:
    """Writes a new session and returns its token, which is shown only once: in the cookie."""
    now = platform.clock()
    token = random_token()
    session.add(
        UserSession(
            token_digest=token_digest(token),
            user_id=user.id,
            organization_id=organization.id,
            last_seen_at=now,
            expires_at=now + ABSOLUTE_LIFETIME,
            user_agent=(user_agent or "")[:MAX_USER_AGENT] or None,
        )
    )
    user.last_signed_in_at = now
    session.add(user)
    record(session, organization, Deed.SIGNED_IN, actor_id=user.id)
    return token


def verify(platform: Platform, token: str | None) -> Principal:
    """The person behind a token; raises Unauthenticated unless session and membership live."""
    if not token:
        raise _signed_out()
    now = platform.clock()
    with platform.database.system() as session:
        row = session.exec(
            select(UserSession, User, Membership)
            .join(User, col(User.id) == UserSession.user_id)
            .join(
                Membership,
                (col(Membership.user_id) == UserSession.user_id)
                & (col(Membership.organization_id) == UserSession.organization_id),
            )
            .where(UserSession.token_digest == token_digest(token))
        ).first()
        if row is None:
            raise _signed_out()
        live, user, membership = row
        if _expired(platform, live, now):
            session.delete(live)
            expired = True
        else:
            expired = False
            if now - live.last_seen_at > min(TOUCH_EVERY, _idle_limit(platform) / 4):
                live.last_seen_at = now
                session.add(live)
    if expired:
        raise _signed_out()
    return Principal(
        user_id=user.id,
        session_id=live.id,
        organization=VerifiedOrganization(live.organization_id),
        role=RoleName(membership.role),
        name=user.name,
        email=user.email,
        picture_url=user.picture_url,
    )


def end(platform: Platform, principal: Principal) -> None:
    """Signs this browser out."""
    with platform.database.tenant(principal.organization) as session:
        session.exec(delete(UserSession).where(col(UserSession.id) == principal.session_id))
        record(session, principal.organization, Deed.SIGNED_OUT, actor_id=principal.user_id)


def end_all_of(session: Session, user_id: UUID) -> None:
    """Signs a person out everywhere in the organization of this unit of work."""
    session.exec(delete(UserSession).where(col(UserSession.user_id) == user_id))


def purge(platform: Platform) -> None:
    """Removes the sessions of every organization that nobody can use any more."""
    now = platform.clock()
    with platform.database.system() as session:
        session.exec(
            delete(UserSession).where(
                or_(
                    col(UserSession.expires_at) <= now,
                    col(UserSession.last_seen_at) < now - _idle_limit(platform),
                )
            )
        )


def _expired(platform: Platform, live: UserSession, now: datetime) -> bool:
    return now >= live.expires_at or now - live.last_seen_at > _idle_limit(platform)


def _idle_limit(platform: Platform) -> timedelta:
    return timedelta(seconds=platform.settings.session_timeout)


def _signed_out() -> Unauthenticated:
    return Unauthenticated("You are signed out.", next_step="Sign in again to go on.")
