"""What a role may do; every service names the permission it needs."""

from __future__ import annotations

from enum import StrEnum

from cashstage.models.organization import RoleName


class Permission(StrEnum):
    """The words a service asks with."""

    VIEW = "view"
    EDIT_DASHBOARDS = "edit_dashboards"
    EDIT_SOURCES = "edit_sources"
    EDIT_METRICS = "edit_metrics"
    CONNECT_ACCOUNTS = "connect_accounts"
    MANAGE_ORGANIZATION = "manage_organization"


LEAST_ROLE: dict[Permission, RoleName] = {
    Permission.VIEW: RoleName.VIEWER,
    Permission.EDIT_DASHBOARDS: RoleName.EDITOR,
    Permission.EDIT_SOURCES: RoleName.EDITOR,
    Permission.EDIT_METRICS: RoleName.EDITOR,
    Permission.CONNECT_ACCOUNTS: RoleName.EDITOR,
    Permission.MANAGE_ORGANIZATION: RoleName.ADMIN,
}

REFUSALS: dict[Permission, str] = {
    Permission.VIEW: "You are not a member of this organization.",
    Permission.EDIT_DASHBOARDS: "Only editors and admins can change dashboards.",
    Permission.EDIT_SOURCES: "Only editors and admins can change data sources.",
    Permission.EDIT_METRICS: "Only editors and admins can change metrics.",
    Permission.CONNECT_ACCOUNTS: "Only editors and admins can connect accounts.",
    Permission.MANAGE_ORGANIZATION: "Only admins can manage the organization.",
}


def allows(role: RoleName, permission: Permission) -> bool:
    """Whether the role is powerful enough."""
    return role.rank >= LEAST_ROLE[permission].rank
