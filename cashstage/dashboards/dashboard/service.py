"""Making, reading, changing and deleting dashboards."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlmodel import Session

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.audit.service import record
from cashstage.audit.words import Deed
from cashstage.core.events import DashboardChanged
from cashstage.dashboards.dashboard import repository
from cashstage.dashboards.dashboard.schemas import (
    DashboardCreate,
    DashboardDetail,
    DashboardRead,
    DashboardUpdate,
    WidgetOutline,
)
from cashstage.dashboards.tab.schemas import TabRead
from cashstage.dashboards.widget.schemas import WidgetRead
from cashstage.models import Dashboard, DashboardTab, Widget
from cashstage.models.database import after_commit
from cashstage.models.paging import Page, PageRequest
from cashstage.models.platform import Platform
from cashstage.models.versioning import save

FIRST_TAB = "Overview"


def create(platform: Platform, actor: Principal, body: DashboardCreate) -> DashboardDetail:
    """A new dashboard with one empty tab."""
    organization = actor.require(Permission.EDIT_DASHBOARDS)
    with platform.database.tenant(organization) as session:
        return add(session, actor, body)


def add(session: Session, actor: Principal, body: DashboardCreate) -> DashboardDetail:
    """`create` as a part of the caller's transaction."""
    organization = actor.require(Permission.EDIT_DASHBOARDS)
    row = Dashboard(
        organization_id=organization.id,
        title=body.title,
        settings=body.settings.model_dump(mode="json"),
        created_by=actor.user_id,
    )
    session.add(row)
    session.flush()
    session.add(DashboardTab(organization_id=organization.id, dashboard_id=row.id, title=FIRST_TAB))
    record(
        session,
        organization,
        Deed.DASHBOARD_CREATED,
        actor_id=actor.user_id,
        target_id=row.id,
        title=row.title,
    )
    session.flush()
    return _detail(session, row)


def read_all(platform: Platform, actor: Principal, request: PageRequest) -> Page[DashboardRead]:
    """A page of dashboards, newest first."""
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        rows, cursor = repository.read_all(session, organization, request)
        return Page(items=[DashboardRead.model_validate(row) for row in rows], next_cursor=cursor)


def read_outlines(
    platform: Platform, actor: Principal, dashboard_ids: Collection[UUID]
) -> dict[UUID, list[WidgetOutline]]:
    """What stands where on the first tab of each dashboard."""
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        rows = repository.read_first_widgets(session, organization, dashboard_ids)
    outlines: dict[UUID, list[WidgetOutline]] = {one: [] for one in dashboard_ids}
    for dashboard_id, widget in rows:
        outlines[dashboard_id].append(WidgetOutline.model_validate(widget))
    return outlines


def read(platform: Platform, actor: Principal, dashboard_id: UUID) -> DashboardDetail:
    """One dashboard with its tabs and widgets."""
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        return _detail(session, repository.read(session, organization, dashboard_id))


def update(
    platform: Platform,
    actor: Principal,
    dashboard_id: UUID,
    body: DashboardUpdate,
    *,
    expected_version: int | None = None,
) -> DashboardRead:
    """Changes the given fields."""
    organization = actor.require(Permission.EDIT_DASHBOARDS)
    changes = body.model_dump(mode="json", exclude_none=True)
    with platform.database.tenant(organization) as session:
        row = repository.read(session, organization, dashboard_id, for_update=True)
        save(session, row, changes, expected_version=expected_version, now=platform.clock())
        record(
            session,
            organization,
            Deed.DASHBOARD_CHANGED,
            actor_id=actor.user_id,
            target_id=row.id,
            **changes,
        )
        announce(platform, session, actor, row.id)
        return DashboardRead.model_validate(row)


def delete(platform: Platform, actor: Principal, dashboard_id: UUID) -> DashboardRead:
    """Deletes a dashboard with its tabs and widgets; `restore` undoes it for a while."""
    organization = actor.require(Permission.EDIT_DASHBOARDS)
    with platform.database.tenant(organization) as session:
        row = repository.read(session, organization, dashboard_id, for_update=True)
        row.deleted_at = platform.clock()
        session.add(row)
        record(
            session,
            organization,
            Deed.DASHBOARD_DELETED,
            actor_id=actor.user_id,
            target_id=row.id,
            title=row.title,
        )
        announce(platform, session, actor, row.id)
        return DashboardRead.model_validate(row)


def restore(platform: Platform, actor: Principal, dashboard_id: UUID) -> DashboardRead:
    """Puts a deleted dashboard back, as it was; raises NotFound once it is purged."""
    organization = actor.require(Permission.EDIT_DASHBOARDS)
    with platform.database.tenant(organization) as session:
        row = repository.read(session, organization, dashboard_id, for_update=True, deleted=True)
        row.deleted_at = None
        session.add(row)
        record(
            session,
            organization,
            Deed.DASHBOARD_RESTORED,
            actor_id=actor.user_id,
            target_id=row.id,
            title=row.title,
        )
        announce(platform, session, actor, row.id)
        return DashboardRead.model_validate(row)


def announce(platform: Platform, session: Session, actor: Principal, dashboard_id: UUID) -> None:
    """Tells open pages, once the change is committed, that the dashboard is another one now."""
    event = DashboardChanged(dashboard_id=dashboard_id, actor_id=actor.user_id)
    after_commit(session, lambda: platform.events.publish(actor.organization.id, event))


def _detail(session: Session, row: Dashboard) -> DashboardDetail:
    tabs = repository.read_tabs(session, row.id)
    widgets = repository.read_widgets(session, [tab.id for tab in tabs])
    return DashboardDetail(
        **DashboardRead.model_validate(row).model_dump(),
        tabs=[_tab(tab, widgets) for tab in tabs],
    )


def _tab(tab: DashboardTab, widgets: list[Widget]) -> TabRead:
    own = [WidgetRead.model_validate(item) for item in widgets if item.dashboard_tab_id == tab.id]
    return TabRead(
        id=tab.id,
        version=tab.version,
        dashboard_id=tab.dashboard_id,
        title=tab.title,
        position=tab.position,
        widgets=own,
    )
