"""What the database holds."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select

from cashstage.models import AuditEntry, metadata
from cashstage.models.platform import Platform

TENANT_COLUMN = "organization_id"
"""A table with this column is a tenant table: it must carry a row-level security policy."""


def deeds(platform: Platform, organization_id: UUID) -> list[str]:
    """The organization's deeds, oldest first, without the sign-ins that tests begin with."""
    with platform.database.system() as session:
        query = (
            select(AuditEntry.action)
            .where(AuditEntry.organization_id == organization_id)
            .where(AuditEntry.action != "session.started")
            .order_by(col(AuditEntry.id))
        )
        return list(session.exec(query).all())


def everything_of(platform: Platform, organization_id: UUID) -> dict[str, list[Any]]:
    """All rows of an organization but sessions, which live by being used."""
    rows: dict[str, list[Any]] = {}
    with platform.database.system() as session:
        for table in metadata.sorted_tables:
            if TENANT_COLUMN not in table.columns or table.name == "sessions":
                continue
            statement = text(
                f"SELECT to_jsonb(t)::text FROM {table.name} t"
                f" WHERE {TENANT_COLUMN} = :id ORDER BY 1"
            )
            found = session.connection().execute(statement, {"id": organization_id})
            rows[table.name] = [row[0] for row in found]
    return rows
