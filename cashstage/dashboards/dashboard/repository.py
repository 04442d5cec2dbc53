"""Dashboard rows with their tabs and widgets."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import Session, col, delete, select

from cashstage.core.errors import NotFound
from cashstage.models import Dashboard, DashboardTab, Widget
from cashstage.models.paging import PageRequest, read_page
from cashstage.models.tenancy import VerifiedOrganization


def read(
    session: Session,
    organization: VerifiedOrganization,
    dashboard_id: UUID,
    *,
    for_update: bool = False,
    deleted: bool = False,
) -> Dashboard:
    """One dashboard, or one that was deleted; raises NotFound."""
    gone = col(Dashboard.deleted_at)
    query = select(Dashboard).where(
        Dashboard.organization_id == organization.id,
        Dashboard.id == dashboard_id,
        gone.is_not(None) if deleted else gone.is_(None),
    )
    row = session.exec(query.with_for_update() if for_update else query).first()
    if row is None:
        raise NotFound("There is no such dashboard.", next_step="It may have been deleted.")
    return row


def read_all(
    session: Session, organization: VerifiedOrganization, request: PageRequest
) -> tuple[list[Dashboard], str | None]:
    """A page of dashboards, newest first."""
    query = select(Dashboard).where(
        Dashboard.organization_id == organization.id, col(Dashboard.deleted_at).is_(None)
    )
    return read_page(session, query, Dashboard, request)


def read_tabs(session: Session, dashboard_id: UUID) -> list[DashboardTab]:
    """The dashboard's tabs in order."""
    query = (
        select(DashboardTab)
        .where(DashboardTab.dashboard_id == dashboard_id)
        .order_by(col(DashboardTab.position), col(DashboardTab.id))
    )
    return list(session.exec(query).all())


def read_first_widgets(
    session: Session, organization: VerifiedOrganization, dashboard_ids: Collection[UUID]
) -> list[tuple[UUID, Widget]]:
    """The widgets on each dashboard's first tab, beside the dashboard's id."""
    first = (
        select(DashboardTab.id, DashboardTab.dashboard_id)
        .where(
            DashboardTab.organization_id == organization.id,
            col(DashboardTab.dashboard_id).in_(dashboard_ids),
        )
        .ext(distinct_on(col(DashboardTab.dashboard_id)))
        .order_by(col(DashboardTab.dashboard_id), col(DashboardTab.position), col(DashboardTab.id))
        .subquery()
    )
    query = select(first.c.dashboard_id, Widget).join(
        first, col(Widget.dashboard_tab_id) == first.c.id
    )
    return [(dashboard_id, widget) for dashboard_id, widget in session.exec(query).all()]


def read_widgets(session: Session, tab_ids: list[UUID]) -> list[Widget]:
    """All widgets of the tabs, oldest first."""
    query = select(Widget).where(col(Widget.dashboard_tab_id).in_(tab_ids)).order_by(col(Widget.id))
    return list(session.exec(query).all())


def purge(session: Session, deleted_before: datetime) -> None:
    """Removes what was deleted before that moment, of all organizations, with all that is in it."""
    session.exec(delete(Dashboard).where(col(Dashboard.deleted_at) < deleted_before))
