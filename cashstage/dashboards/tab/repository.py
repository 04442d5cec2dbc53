"""Tab rows."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import Session, col, func, select

from cashstage.core.errors import NotFound
from cashstage.models import Dashboard, DashboardTab
from cashstage.models.tenancy import VerifiedOrganization


def read(
    session: Session,
    organization: VerifiedOrganization,
    tab_id: UUID,
    *,
    dashboard_id: UUID | None = None,
    for_update: bool = False,
) -> DashboardTab:
    """One tab, of that dashboard when one is given; raises NotFound."""
    query = (
        select(DashboardTab)
        .join(Dashboard, col(Dashboard.id) == DashboardTab.dashboard_id)
        .where(
            DashboardTab.organization_id == organization.id,
            DashboardTab.id == tab_id,
            col(Dashboard.deleted_at).is_(None),
        )
    )
    if dashboard_id is not None:
        query = query.where(DashboardTab.dashboard_id == dashboard_id)
    row = session.exec(query.with_for_update(of=DashboardTab) if for_update else query).first()
    if row is None:
        raise NotFound("There is no such tab.", next_step="It may have been deleted.")
    return row


def count(session: Session, dashboard_id: UUID) -> int:
    """How many tabs the dashboard has."""
    query = select(func.count()).where(col(DashboardTab.dashboard_id) == dashboard_id)
    return session.exec(query).one()


def next_position(session: Session, dashboard_id: UUID) -> int:
    """The place after the last tab."""
    query = select(func.coalesce(func.max(DashboardTab.position) + 1, 0)).where(
        col(DashboardTab.dashboard_id) == dashboard_id
    )
    return session.exec(query).one()
