"""Every deed the audit log knows, as noun.verb."""

from __future__ import annotations

from enum import StrEnum


class Deed(StrEnum):
    """What somebody did."""

    SIGNED_IN = "session.started"
    SIGNED_OUT = "session.ended"
    LOGIN_LINK_MADE = "login_link.created"
    ORGANIZATION_CREATED = "organization.created"
    ORGANIZATION_CHANGED = "organization.changed"
    MEMBER_JOINED = "member.joined"
    MEMBER_ROLE_CHANGED = "member.role_changed"
    MEMBER_REMOVED = "member.removed"
    INVITATION_CREATED = "invitation.created"
    INVITATION_WITHDRAWN = "invitation.withdrawn"
    CONNECTION_ADDED = "connection.added"
    CONNECTION_RENEWED = "connection.renewed"
    CONNECTION_LOST = "connection.lost"
    CONNECTION_REMOVED = "connection.removed"
    SOURCE_ADDED = "data_source.added"
    SOURCE_CHANGED = "data_source.changed"
    SOURCE_FILE_REPLACED = "data_source.file_replaced"
    SOURCE_DELETED = "data_source.deleted"
    COLUMN_CHANGED = "source_column.changed"
    COLUMN_RELEASED = "source_column.released"
    SYNC_REQUESTED = "data_source.sync_requested"
    JOB_CANCELLED = "ingestion_job.cancelled"
    DASHBOARD_CREATED = "dashboard.created"
    DASHBOARD_CHANGED = "dashboard.changed"
    DASHBOARD_DELETED = "dashboard.deleted"
    DASHBOARD_RESTORED = "dashboard.restored"
    TAB_CREATED = "dashboard_tab.created"
    TAB_CHANGED = "dashboard_tab.changed"
    TAB_DELETED = "dashboard_tab.deleted"
    WIDGET_CREATED = "widget.created"
    WIDGET_CHANGED = "widget.changed"
    WIDGET_DELETED = "widget.deleted"
    DEMO_LOADED = "demo.loaded"
