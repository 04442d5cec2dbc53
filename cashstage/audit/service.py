"""Writing the audit log, inside the transaction of the deed itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlmodel import Session

from cashstage.audit.words import Deed
from cashstage.models import AuditEntry
from cashstage.models.tenancy import VerifiedOrganization


def record(
    session: Session,
    organization: VerifiedOrganization,
    deed: Deed,
    *,
    actor_id: UUID | None,
    target_id: UUID | None = None,
    **details: Any,
) -> None:
    """Adds one entry; it commits or vanishes together with what it tells of."""
    session.add(
        AuditEntry(
            organization_id=organization.id,
            actor_id=actor_id,
            action=deed,
            target_id=target_id,
            details=details,
        )
    )
