"""Connections: stored, encrypted consent to read on someone's behalf."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import LargeBinary, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from cashstage.models.base import VersionedRow, moment, reference, tenant_field, text_field


class ConnectionState(StrEnum):
    """Whether the consent can be used."""

    ACTIVE = "active"
    NEEDS_REAUTH = "needs_reauth"


class Connection(VersionedRow, table=True):
    """A Google account's consent; the refresh token decrypts only for this row.

    `changes_token` is Drive's page token up to which changes were seen. `owner_id` is whom it was
    handed to; until then it belongs to who connected it.
    """

    __tablename__ = "connections"
    __table_args__ = (UniqueConstraint("organization_id", "provider", "subject"),)

    organization_id: UUID = tenant_field()
    provider: str = text_field(default="google")
    subject: str = text_field()
    email: str = text_field()
    scopes: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    secret: bytes = Field(sa_type=LargeBinary)
    state: str = text_field(default=ConnectionState.ACTIVE)
    state_reason: str | None = text_field(default=None)
    changes_token: str | None = text_field(default=None)
    polled_at: datetime | None = moment(default=None)
    created_by: UUID | None = reference("users.id", ondelete="SET NULL", default=None)
    owner_id: UUID | None = reference("users.id", ondelete="SET NULL", default=None)
