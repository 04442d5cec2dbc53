"""Dashboards and their tabs."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from cashstage.api.deps import ActorDep, ExpectedVersionDep, PageDep, PlatformDep
from cashstage.dashboards.dashboard import service as dashboards
from cashstage.dashboards.dashboard.schemas import (
    DashboardCreate,
    DashboardDetail,
    DashboardRead,
    DashboardUpdate,
)
from cashstage.dashboards.tab import service as tabs
from cashstage.dashboards.tab.schemas import TabCreate, TabRead, TabUpdate
from cashstage.models.paging import Page

router = APIRouter(prefix="/dashboards", tags=["dashboards"])


@router.get("")
def read_dashboards(platform: PlatformDep, actor: ActorDep, page: PageDep) -> Page[DashboardRead]:
    """Dashboards, newest first."""
    return dashboards.read_all(platform, actor, page)


@router.post("", status_code=201)
def create_dashboard(
    body: DashboardCreate, platform: PlatformDep, actor: ActorDep
) -> DashboardDetail:
    """A new dashboard with one empty tab."""
    return dashboards.create(platform, actor, body)


@router.get("/{dashboard_id}")
def read_dashboard(dashboard_id: UUID, platform: PlatformDep, actor: ActorDep) -> DashboardDetail:
    """A dashboard with its tabs and widgets."""
    return dashboards.read(platform, actor, dashboard_id)


@router.patch("/{dashboard_id}")
def update_dashboard(
    dashboard_id: UUID,
    body: DashboardUpdate,
    platform: PlatformDep,
    actor: ActorDep,
    expected: ExpectedVersionDep,
) -> DashboardRead:
    """Changes title or settings."""
    return dashboards.update(platform, actor, dashboard_id, body, expected_version=expected)


@router.delete("/{dashboard_id}", status_code=204)
def delete_dashboard(dashboard_id: UUID, platform: PlatformDep, actor: ActorDep) -> None:
    """Deletes a dashboard with its tabs and widgets."""
    dashboards.delete(platform, actor, dashboard_id)


@router.post("/{dashboard_id}/restore")
def restore_dashboard(dashboard_id: UUID, platform: PlatformDep, actor: ActorDep) -> DashboardRead:
    """Puts a deleted dashboard back; possible for 30 days."""
    return dashboards.restore(platform, actor, dashboard_id)


@router.get("/{dashboard_id}/tabs")
def read_tabs(dashboard_id: UUID, platform: PlatformDep, actor: ActorDep) -> Page[TabRead]:
    """The dashboard's tabs with their widgets."""
    return Page(items=dashboards.read(platform, actor, dashboard_id).tabs)


@router.post("/{dashboard_id}/tabs", status_code=201)
def create_tab(
    dashboard_id: UUID, body: TabCreate, platform: PlatformDep, actor: ActorDep
) -> TabRead:
    """A new tab after the last one."""
    return tabs.create(platform, actor, dashboard_id, body)


@router.patch("/{dashboard_id}/tabs/{tab_id}")
def update_tab(
    dashboard_id: UUID,
    tab_id: UUID,
    body: TabUpdate,
    platform: PlatformDep,
    actor: ActorDep,
    expected: ExpectedVersionDep,
) -> TabRead:
    """Renames or moves a tab."""
    return tabs.update(platform, actor, dashboard_id, tab_id, body, expected_version=expected)


@router.delete("/{dashboard_id}/tabs/{tab_id}", status_code=204)
def delete_tab(dashboard_id: UUID, tab_id: UUID, platform: PlatformDep, actor: ActorDep) -> None:
    """Deletes a tab with its widgets."""
    tabs.delete(platform, actor, dashboard_id, tab_id)
