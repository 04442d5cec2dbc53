"""Invitations as callers see and make them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints

from cashstage.models.organization import RoleName

Email = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, to_lower=True, max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
    ),
]


class InvitationCreate(BaseModel):
    """An address and the role that waits for it."""

    model_config = ConfigDict(extra="forbid")

    email: Email
    role: RoleName = RoleName.VIEWER


class InvitationRead(BaseModel):
    """An open invitation."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    email: str
    role: RoleName
    created_at: datetime
    expires_at: datetime
