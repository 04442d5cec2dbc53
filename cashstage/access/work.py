"""Scope for work that no person is waiting for: the row that asks for it is the proof."""

from __future__ import annotations

from uuid import UUID

from cashstage.models.tenancy import VerifiedOrganization


def scope_of_row(organization_id: UUID) -> VerifiedOrganization:
    """The organization of a row that a worker or the scheduler has just read under a lock."""
    return VerifiedOrganization(organization_id)
