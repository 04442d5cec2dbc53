"""People and their sessions. A person may belong to several organizations."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from cashstage.models.base import Row, moment, reference, tenant_field, text_field


class User(Row, table=True):
    """A person, known by Google's subject identifier once they signed in; e-mail in lower case."""

    __tablename__ = "users"

    google_subject: str | None = text_field(default=None, unique=True)
    email: str = text_field(unique=True)
    name: str = text_field()
    picture_url: str | None = text_field(default=None)
    last_signed_in_at: datetime | None = moment(default=None)


class UserSession(Row, table=True):
    """A signed-in browser; the cookie's token is kept only as its SHA-256."""

    __tablename__ = "sessions"

    token_digest: str = text_field(unique=True)
    user_id: UUID = reference("users.id", index=True)
    organization_id: UUID = tenant_field()
    last_seen_at: datetime = moment()
    expires_at: datetime = moment()
    user_agent: str | None = text_field(default=None)


class LoginLink(Row, table=True):
    """A one-time link made on the command line; kept only as its SHA-256."""

    __tablename__ = "login_links"

    token_digest: str = text_field(unique=True)
    user_id: UUID = reference("users.id")
    expires_at: datetime = moment()
    used_at: datetime | None = moment(default=None)
