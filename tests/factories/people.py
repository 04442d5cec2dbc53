"""People with a session, as the services meet them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cashstage.access import sessions
from cashstage.access.google import GoogleIdentity
from cashstage.access.principal import Principal
from cashstage.access.work import scope_of_row
from cashstage.models import Membership, Organization, User
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform


def identity(email: str = "ada@example.com", **changes: Any) -> GoogleIdentity:
    """A verified Google identity."""
    verified = GoogleIdentity(
        sub=f"google-{email}",
        email=email,
        email_verified=True,
        name=email.partition("@")[0].title(),
        picture=None,
        hosted_domain=None,
    )
    return replace(verified, **changes)


def organization(platform: Platform, name: str = "Acme") -> Organization:
    """A saved organization."""
    row = Organization(name=name, time_zone="Europe/Berlin")
    with platform.database.system() as session:
        session.add(row)
    return row


def token_of(
    platform: Platform, place: Organization, role: RoleName, email: str | None = None
) -> str:
    """The session token of a new person with this role."""
    email = email or f"{role}@{place.name.lower()}.example"
    with platform.database.system() as session:
        user = User(email=email, name=email.partition("@")[0].title(), google_subject=email)
        session.add(user)
        session.flush()
        session.add(Membership(organization_id=place.id, user_id=user.id, role=role))
        return sessions.start(platform, session, user, scope_of_row(place.id), user_agent=None)


def person(
    platform: Platform, place: Organization, role: RoleName, email: str | None = None
) -> Principal:
    """A new person with this role, signed in."""
    return sessions.verify(platform, token_of(platform, place, role, email))
