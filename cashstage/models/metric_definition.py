"""Metrics that an organization has defined."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import UniqueConstraint

from cashstage.models.base import VersionedRow, reference, tenant_field, text_field


class OwnMetric(VersionedRow, table=True):
    """A named formula over what columns mean; `name` never changes, since questions use it."""

    __tablename__ = "metric_definitions"
    __table_args__ = (UniqueConstraint("organization_id", "name"),)

    organization_id: UUID = tenant_field()
    name: str = text_field()
    label: str = text_field()
    formula: str = text_field()
    format: str | None = text_field(default=None, nullable=True)
    direction: str | None = text_field(default=None, nullable=True)
    description: str = text_field(default="")
    created_by: UUID | None = reference("users.id", ondelete="SET NULL", default=None)
