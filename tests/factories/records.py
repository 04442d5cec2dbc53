"""What the audit log holds, in order."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import col, select

from cashstage.models import AuditEntry
from cashstage.models.platform import Platform


def deeds(platform: Platform, organization_id: UUID) -> list[str]:
    """The organization's deeds, oldest first, without the sign-ins that tests begin with."""
    with platform.database.system() as session:
        query = (
            select(AuditEntry.action)
            .where(AuditEntry.organization_id == organization_id)
            .where(AuditEntry.action != "session.started")
            .order_by(col(AuditEntry.id))
        )
        return list(session.exec(query).all())
