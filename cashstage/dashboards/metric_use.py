"""Where metrics are used: the sources that allow them and the widgets that show them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field
from sqlmodel import Session, col, select

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.metrics.book import MetricBook
from cashstage.models import Dashboard, DashboardTab, DataSource, Widget
from cashstage.models.platform import Platform
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.organizations.metric_definition.repository import book_of
from cashstage.sources.data_source import repository as sources


class UsedBy(BaseModel):
    """A thing that uses a metric; a widget belongs to a dashboard."""

    name: str
    id: UUID


class MetricUse(BaseModel):
    """The sources that have the columns for a metric, and the dashboards whose widgets show it."""

    sources: list[UsedBy] = Field(default_factory=list)
    widgets: list[UsedBy] = Field(default_factory=list)


def read_uses(platform: Platform, actor: Principal) -> dict[str, MetricUse]:
    """For every metric by name; a widget is named with the dashboard it is on, by whose id."""
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        book = book_of(session, organization)
        uses = {name: MetricUse() for name in book.definitions}
        for source, names in _sources(session, organization, book):
            for name in names:
                uses[name].sources.append(source)
        for widget, metrics in _widgets(session, organization):
            for name in _names(metrics) & uses.keys():
                uses[name].widgets.append(widget)
    return uses


def _sources(
    session: Session, organization: VerifiedOrganization, book: MetricBook
) -> Iterable[tuple[UsedBy, list[str]]]:
    query = select(DataSource).where(DataSource.organization_id == organization.id)
    for source in session.exec(query.order_by(col(DataSource.name))).all():
        rows = sources.read_columns(session, source.id)
        known = book.available([sources.as_column(row) for row in rows])
        yield UsedBy(name=source.name, id=source.id), [each.name for each in known]


def _widgets(
    session: Session, organization: VerifiedOrganization
) -> Iterable[tuple[UsedBy, list[dict[str, Any]]]]:
    query = (
        select(Widget.title, Widget.query, Dashboard.title, Dashboard.id)
        .join(DashboardTab, col(DashboardTab.id) == Widget.dashboard_tab_id)
        .join(Dashboard, col(Dashboard.id) == DashboardTab.dashboard_id)
        .where(Widget.organization_id == organization.id, col(Dashboard.deleted_at).is_(None))
        .order_by(col(Dashboard.title), col(Widget.id))
    )
    for title, question, dashboard, dashboard_id in session.exec(query).all():
        name = f"{title or 'A widget'} on {dashboard}"
        yield UsedBy(name=name, id=dashboard_id), (question or {}).get("metrics") or []


def _names(metrics: list[dict[str, Any]]) -> set[str]:
    return {str(each["metric"]).casefold() for each in metrics if "metric" in each}
