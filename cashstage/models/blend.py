"""Blends: several data sources read as one; and the rates by which their amounts are converted."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from cashstage.models.base import VersionedRow, json_field, reference, tenant_field, text_field


class Blend(VersionedRow, table=True):
    """A saved blend; `definition` is a `query.blend.BlendSpec` as JSON.

    `source_names` remembers by id what its sources were called when it was saved, so that one
    that was deleted since can be named. `columns_given` counts column ids ever handed out.
    """

    __tablename__ = "blends"
    __table_args__ = (Index("idx_blends_org_created", "organization_id", "created_at"),)

    organization_id: UUID = tenant_field()
    name: str = text_field()
    definition: dict[str, Any] = json_field()
    source_names: dict[str, str] = json_field(default_factory=dict)
    columns_given: int = Field(default=0)
    created_by: UUID | None = reference("users.id", ondelete="SET NULL", default=None)


class ExchangeRate(VersionedRow, table=True):
    """One unit of `source` is `rate` of `target` from `since` until the next rate.

    Without `since` it holds before the first one that has it.
    """

    __tablename__ = "exchange_rates"
    __table_args__ = (
        UniqueConstraint(
            "organization_id",
            "source",
            "target",
            "since",
            name="uq_exchange_rates_pair",
            postgresql_nulls_not_distinct=True,
        ),
    )

    organization_id: UUID = tenant_field()
    source: str = text_field()
    target: str = text_field()
    since: date | None = None
    rate: float
