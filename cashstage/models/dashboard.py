"""Dashboards, their tabs and the widgets on the grid."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, desc
from sqlmodel import Field

from cashstage.models.base import (
    VersionedRow,
    json_field,
    moment,
    reference,
    tenant_field,
    text_field,
)


class Dashboard(VersionedRow, table=True):
    """A document. `settings` holds its default date range and filter fields.

    One with `deleted_at` waits to be put back or purged; nobody sees it.
    """

    __tablename__ = "dashboards"
    __table_args__ = (Index("idx_dashboards_org_created", "organization_id", desc("created_at")),)

    organization_id: UUID = tenant_field()
    title: str = text_field()
    settings: dict[str, Any] = json_field(default_factory=dict)
    created_by: UUID | None = reference("users.id", ondelete="SET NULL", default=None)
    deleted_at: datetime | None = moment(default=None, nullable=True)


class DashboardTab(VersionedRow, table=True):
    """A page of a dashboard."""

    __tablename__ = "dashboard_tabs"

    organization_id: UUID = tenant_field()
    dashboard_id: UUID = reference("dashboards.id", index=True)
    title: str = text_field()
    position: int = Field(default=0)


class Widget(VersionedRow, table=True):
    """A chart, table or metric card; `layout` is x, y, w, h in grid units (12 columns).

    It asks a data source or a blend, until that is deleted.
    """

    __tablename__ = "widgets"
    __table_args__ = (
        Index("idx_widgets_dashboard_tab", "dashboard_tab_id"),
        Index("idx_widgets_data_source", "data_source_id"),
        Index("idx_widgets_blend", "blend_id"),
    )

    organization_id: UUID = tenant_field()
    dashboard_tab_id: UUID = reference("dashboard_tabs.id")
    data_source_id: UUID | None = reference("data_sources.id", ondelete="SET NULL", default=None)
    blend_id: UUID | None = reference("blends.id", ondelete="SET NULL", default=None)
    type: str = text_field()
    title: str = text_field(default="")
    query: dict[str, Any] | None = json_field(default=None)
    style: dict[str, Any] = json_field(default_factory=dict)
    layout: dict[str, Any] = json_field(default_factory=dict)
