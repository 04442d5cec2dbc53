"""Widget rows."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import Session, col, select

from cashstage.core.errors import NotFound
from cashstage.models import Dashboard, DashboardTab, Widget
from cashstage.models.tenancy import VerifiedOrganization


def read(
    session: Session,
    organization: VerifiedOrganization,
    widget_id: UUID,
    *,
    for_update: bool = False,
) -> Widget:
    """One widget; raises NotFound."""
    query = (
        select(Widget)
        .join(DashboardTab, col(DashboardTab.id) == Widget.dashboard_tab_id)
        .join(Dashboard, col(Dashboard.id) == DashboardTab.dashboard_id)
        .where(
            Widget.organization_id == organization.id,
            Widget.id == widget_id,
            col(Dashboard.deleted_at).is_(None),
        )
    )
    row = session.exec(query.with_for_update(of=Widget) if for_update else query).first()
    if row is None:
        raise NotFound("There is no such widget.", next_step="It may have been deleted.")
    return row


def read_of_tab(session: Session, tab_id: UUID) -> list[Widget]:
    """The tab's widgets, oldest first."""
    query = select(Widget).where(Widget.dashboard_tab_id == tab_id).order_by(col(Widget.id))
    return list(session.exec(query).all())


def read_of_dashboard(
    session: Session, organization: VerifiedOrganization, dashboard_id: UUID
) -> dict[UUID, Widget]:
    """The dashboard's widgets by id, locked.

    Tabs before their widgets and both by id: whoever locks several of them in another order could
    wait for us while we wait for them.
    """
    query = (
        select(Widget)
        .join(DashboardTab, col(DashboardTab.id) == Widget.dashboard_tab_id)
        .where(
            Widget.organization_id == organization.id,
            DashboardTab.dashboard_id == dashboard_id,
        )
        .order_by(col(DashboardTab.id), col(Widget.id))
        .with_for_update(of=(DashboardTab, Widget))
    )
    return {row.id: row for row in session.exec(query).all()}
