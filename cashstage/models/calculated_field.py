"""Calculated columns: formulas that stand beside the columns of a data source."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import UniqueConstraint

from cashstage.models.base import VersionedRow, reference, tenant_field, text_field


class CalculatedField(VersionedRow, table=True):
    """A formula over the columns of one source, which it names by key, so that renames pass by.

    `created_by` is null once that person is gone.
    """

    __tablename__ = "calculated_fields"
    __table_args__ = (UniqueConstraint("data_source_id", "name", name="uq_calculated_fields_name"),)

    organization_id: UUID = tenant_field()
    data_source_id: UUID = reference("data_sources.id")
    name: str = text_field()
    formula: str = text_field()
    created_by: UUID | None = reference("users.id", ondelete="SET NULL", default=None)
