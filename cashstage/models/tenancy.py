"""Tenant scope as a type.

A repository accepts only a `VerifiedOrganization`. Only `cashstage.access` makes one, after it
has checked a session, an API key or a claimed job; a test walks the source and refuses any other
maker.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class VerifiedOrganization:
    """Proof that the caller may act inside this organization."""

    id: UUID
