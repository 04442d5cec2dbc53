"""Adding, renaming, moving and deleting the pages of a dashboard."""

from __future__ import annotations

from uuid import UUID

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.audit.service import record
from cashstage.audit.words import Deed
from cashstage.core.errors import Conflict
from cashstage.dashboards.dashboard import repository as dashboards
from cashstage.dashboards.dashboard.service import announce
from cashstage.dashboards.tab import repository
from cashstage.dashboards.tab.schemas import TabCreate, TabRead, TabUpdate
from cashstage.dashboards.widget.repository import read_of_tab
from cashstage.dashboards.widget.schemas import WidgetRead
from cashstage.models import DashboardTab
from cashstage.models.platform import Platform
from cashstage.models.versioning import save

MAX_TABS = 50


def create(platform: Platform, actor: Principal, dashboard_id: UUID, body: TabCreate) -> TabRead:
    """A new page after the last one."""
    organization = actor.require(Permission.EDIT_DASHBOARDS)
    with platform.database.tenant(organization) as session:
        dashboards.read(session, organization, dashboard_id, for_update=True)
        if repository.count(session, dashboard_id) >= MAX_TABS:
            raise Conflict(f"A dashboard holds at most {MAX_TABS} tabs.")
        row = DashboardTab(
            organization_id=organization.id,
            dashboard_id=dashboard_id,
            title=body.title,
            position=repository.next_position(session, dashboard_id),
        )
        session.add(row)
        record(
            session,
            organization,
            Deed.TAB_CREATED,
            actor_id=actor.user_id,
            target_id=row.id,
            title=row.title,
        )
        announce(platform, session, actor, dashboard_id)
        return _read(row)


def update(
    platform: Platform,
    actor: Principal,
    dashboard_id: UUID,
    tab_id: UUID,
    body: TabUpdate,
    *,
    expected_version: int | None = None,
) -> TabRead:
    """Changes the given fields."""
    organization = actor.require(Permission.EDIT_DASHBOARDS)
    changes = body.model_dump(exclude_none=True)
    with platform.database.tenant(organization) as session:
        row = repository.read(
            session, organization, tab_id, dashboard_id=dashboard_id, for_update=True
        )
        save(session, row, changes, expected_version=expected_version, now=platform.clock())
        record(
            session,
            organization,
            Deed.TAB_CHANGED,
            actor_id=actor.user_id,
            target_id=row.id,
            **changes,
        )
        announce(platform, session, actor, dashboard_id)
        return _read(row)


def delete(platform: Platform, actor: Principal, dashboard_id: UUID, tab_id: UUID) -> TabRead:
    """Deletes a page with its widgets, and returns them; the last one stays."""
    organization = actor.require(Permission.EDIT_DASHBOARDS)
    with platform.database.tenant(organization) as session:
        dashboards.read(session, organization, dashboard_id, for_update=True)
        row = repository.read(session, organization, tab_id, dashboard_id=dashboard_id)
        if repository.count(session, dashboard_id) == 1:
            raise Conflict("A dashboard keeps at least one tab.")
        gone = _read(row)
        gone.widgets = [WidgetRead.model_validate(one) for one in read_of_tab(session, row.id)]
        session.delete(row)
        record(
            session,
            organization,
            Deed.TAB_DELETED,
            actor_id=actor.user_id,
            target_id=row.id,
            title=row.title,
        )
        announce(platform, session, actor, dashboard_id)
        return gone


def _read(row: DashboardTab) -> TabRead:
    return TabRead(
        id=row.id,
        version=row.version,
        dashboard_id=row.dashboard_id,
        title=row.title,
        position=row.position,
    )
