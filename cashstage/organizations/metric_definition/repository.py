"""Rows of metric definitions, and the book they make together with the catalog."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import Session, col, func, select

from cashstage.core.errors import NotFound
from cashstage.metrics.book import BUILT_IN, MetricBook
from cashstage.metrics.catalog import MetricDefinition
from cashstage.models import OwnMetric
from cashstage.models.tenancy import VerifiedOrganization


def read(
    session: Session,
    organization: VerifiedOrganization,
    metric_id: UUID,
    *,
    for_update: bool = False,
) -> OwnMetric:
    """One definition; raises NotFound."""
    query = select(OwnMetric).where(
        OwnMetric.organization_id == organization.id, OwnMetric.id == metric_id
    )
    row = session.exec(query.with_for_update() if for_update else query).first()
    if row is None:
        raise NotFound("There is no such metric.", next_step="It may have been deleted.")
    return row


def read_all(session: Session, organization: VerifiedOrganization) -> list[OwnMetric]:
    """The organization's definitions, by label."""
    query = (
        select(OwnMetric)
        .where(OwnMetric.organization_id == organization.id)
        .order_by(func.lower(OwnMetric.label), col(OwnMetric.id))
    )
    return list(session.exec(query).all())


def book_of(session: Session, organization: VerifiedOrganization) -> MetricBook:
    """All that the organization can ask for by name."""
    rows = read_all(session, organization)
    return MetricBook(tuple(as_definition(row) for row in rows)) if rows else BUILT_IN


def as_definition(row: OwnMetric) -> MetricDefinition:
    """The row as metrics know it."""
    return MetricDefinition(
        name=row.name,
        label=row.label,
        formulas=(row.formula,),
        format=row.format,
        up_is_good=None if row.direction is None else row.direction == "up_is_good",
        description=row.description,
        source="Defined by your organization",
        own=True,
    )
