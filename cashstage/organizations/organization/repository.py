"""Reading the organization's row."""

from __future__ import annotations

from sqlmodel import Session, select

from cashstage.core.errors import NotFound
from cashstage.models import Organization
from cashstage.models.tenancy import VerifiedOrganization


def read(
    session: Session, organization: VerifiedOrganization, *, for_update: bool = False
) -> Organization:
    """The organization's row; raises NotFound when it is gone."""
    query = select(Organization).where(Organization.id == organization.id)
    row = session.exec(query.with_for_update() if for_update else query).first()
    if row is None:
        raise NotFound("This organization does not exist any more.")
    return row
