"""Blend rows."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import Session, func, select

from cashstage.core.errors import NotFound
from cashstage.models import Blend
from cashstage.models.paging import PageRequest, read_page
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.query.blend import BlendSpec


def find(session: Session, organization: VerifiedOrganization, blend_id: UUID) -> Blend | None:
    """One blend, if there is."""
    query = select(Blend).where(Blend.organization_id == organization.id, Blend.id == blend_id)
    return session.exec(query).first()


def read(
    session: Session,
    organization: VerifiedOrganization,
    blend_id: UUID,
    *,
    for_update: bool = False,
) -> Blend:
    """One blend; raises NotFound."""
    query = select(Blend).where(Blend.organization_id == organization.id, Blend.id == blend_id)
    row = session.exec(query.with_for_update() if for_update else query).first()
    if row is None:
        raise NotFound("There is no such blend.", next_step="It may have been deleted.")
    return row


def read_all(
    session: Session, organization: VerifiedOrganization, request: PageRequest
) -> tuple[list[Blend], str | None]:
    """A page of blends, newest first."""
    query = select(Blend).where(Blend.organization_id == organization.id)
    return read_page(session, query, Blend, request)


def spec_of(row: Blend) -> BlendSpec:
    """The saved definition as queries use it."""
    return BlendSpec.model_validate(row.definition)


def count(session: Session, organization: VerifiedOrganization) -> int:
    """How many blends the organization has."""
    query = select(func.count()).where(Blend.organization_id == organization.id)
    return session.exec(query).one()
