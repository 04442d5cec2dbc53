"""Connections as callers see them; the secret never leaves the service."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from cashstage.models import ConnectionState


class ConnectionRead(BaseModel):
    """A Google account that this organization may read with."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    version: int
    provider: str
    email: str
    state: ConnectionState
    state_reason: str | None
    created_at: datetime
