"""The audit log: who did what; rows can be added and read, never changed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Index, desc

from cashstage.models.base import Row, json_field, text_field


class AuditEntry(Row, table=True):
    """One deed; without foreign keys, so that it outlives the actor and the organization."""

    __tablename__ = "audit_log"
    __table_args__ = (Index("idx_audit_log_org_created", "organization_id", desc("created_at")),)

    organization_id: UUID
    actor_id: UUID | None = None
    action: str = text_field()
    target_id: UUID | None = None
    details: dict[str, Any] = json_field(default_factory=dict)
