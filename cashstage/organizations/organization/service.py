"""Reading and changing the organization."""

from __future__ import annotations

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.audit.service import record
from cashstage.audit.words import Deed
from cashstage.models.platform import Platform
from cashstage.models.versioning import save
from cashstage.organizations.organization import repository
from cashstage.organizations.organization.schemas import OrganizationRead, OrganizationUpdate


def read(platform: Platform, actor: Principal) -> OrganizationRead:
    """The actor's organization."""
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        return OrganizationRead.model_validate(repository.read(session, organization))


def update(
    platform: Platform,
    actor: Principal,
    body: OrganizationUpdate,
    *,
    expected_version: int | None = None,
) -> OrganizationRead:
    """Changes the given fields; admins only."""
    organization = actor.require(Permission.MANAGE_ORGANIZATION)
    changes = body.model_dump(exclude_none=True)
    with platform.database.tenant(organization) as session:
        row = repository.read(session, organization, for_update=True)
        save(session, row, changes, expected_version=expected_version, now=platform.clock())
        record(session, organization, Deed.ORGANIZATION_CHANGED, actor_id=actor.user_id, **changes)
        return OrganizationRead.model_validate(row)
