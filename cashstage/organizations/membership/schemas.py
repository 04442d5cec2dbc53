"""People as callers see them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from cashstage.models.organization import RoleName


class MemberRead(BaseModel):
    """A person's place in the organization; `id` is the membership's.

    `connections` and `data_sources` count what somebody else takes over when they leave.
    """

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    user_id: UUID
    name: str
    email: str
    picture_url: str | None
    role: RoleName
    last_signed_in_at: datetime | None
    connections: int
    data_sources: int


class MemberUpdate(BaseModel):
    """A new role."""

    model_config = ConfigDict(extra="forbid")

    role: RoleName
