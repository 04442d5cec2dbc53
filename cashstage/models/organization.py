"""Organizations, the people in them, and invitations."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from cashstage.models.base import Row, VersionedRow, moment, reference, tenant_field, text_field


class RoleName(StrEnum):
    """What a person may do in an organization; each includes the ones before."""

    VIEWER = "viewer"
    EDITOR = "editor"
    ADMIN = "admin"

    @property
    def rank(self) -> int:
        """Order of power: viewer 0, editor 1, admin 2."""
        return list(RoleName).index(self)


class Organization(VersionedRow, table=True):
    """A tenant. `week_starts_on` is 0 for Monday to 6 for Sunday.

    `fiscal_year_starts_on` is a month, 1 to 12.
    """

    __tablename__ = "organizations"

    name: str = text_field()
    time_zone: str = text_field(default="UTC")
    week_starts_on: int = Field(default=0, ge=0, le=6)
    fiscal_year_starts_on: int = Field(default=1, ge=1, le=12)
    currency: str = text_field(default="USD")
    allowed_domains: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))


class Membership(Row, table=True):
    """A person's place in an organization."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("organization_id", "user_id"),)

    organization_id: UUID = tenant_field()
    user_id: UUID = reference("users.id", index=True)
    role: str = text_field()


class Invitation(Row, table=True):
    """A place kept for an e-mail address until it is used, withdrawn or expires."""

    __tablename__ = "invitations"
    __table_args__ = (
        Index(
            "uq_invitations_open",
            "organization_id",
            "email",
            unique=True,
            postgresql_where="accepted_at IS NULL",
        ),
    )

    organization_id: UUID = tenant_field()
    email: str = text_field()
    role: str = text_field()
    invited_by: UUID | None = reference("users.id", ondelete="SET NULL", default=None)
    expires_at: datetime = moment()
    accepted_at: datetime | None = moment(default=None)
