"""Data sources and their columns."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from cashstage.models.base import (
    Row,
    VersionedRow,
    json_field,
    moment,
    optional_json_field,
    reference,
    tenant_field,
    text_field,
)


class SourceState(StrEnum):
    """Whether the latest refresh went well; earlier snapshots keep serving in any case."""

    PENDING = "pending"
    READY = "ready"
    NEEDS_ATTENTION = "needs_attention"


class SourceMode(StrEnum):
    """What becomes of rows that a refresh does not bring any more."""

    REPLACE = "replace"
    ACCUMULATE = "accumulate"


class DataSource(VersionedRow, table=True):
    """A connected table.

    `settings` belongs to the connector: for `google_sheets` spreadsheet_id, tab, range,
    header_row; for `file_upload` file_name and the digest of the stored file. `file_version` is
    Drive's version of the file that the latest snapshot holds. `schedule` is one of
    `core.schedule`, None for a source that is only refreshed on change or by hand;
    `refresh_minutes` repeats an interval for processes of the version before. `on_change` says
    whether edits are fetched at once; while `paused_at` is set, neither happens. `columns_given`
    counts column keys ever handed out. `drift` asks what became of columns, when the newest table
    is not taken over. `key` has the keys of the columns that tell rows apart when they are
    accumulated; until the first snapshot, what the columns were called. `…_after_days` are the ages
    from which one snapshot of a day, week or month is kept; None for never. `owner_id` is who looks
    after it since the one who connected it has left.
    """

    __tablename__ = "data_sources"
    __table_args__ = (
        Index(
            "idx_data_sources_due",
            "next_refresh_at",
            postgresql_where="refresh_minutes IS NOT NULL",
        ),
        Index(
            "idx_data_sources_next_refresh",
            "next_refresh_at",
            postgresql_where="next_refresh_at IS NOT NULL",
        ),
        Index("idx_data_sources_org_created", "organization_id", "created_at"),
    )

    organization_id: UUID = tenant_field()
    name: str = text_field()
    kind: str = text_field()
    connection_id: UUID | None = reference(
        "connections.id", ondelete="SET NULL", default=None, index=True
    )
    settings: dict[str, Any] = json_field(default_factory=dict)
    schedule: dict[str, Any] | None = optional_json_field()
    refresh_minutes: int | None = Field(default=None, ge=1)
    next_refresh_at: datetime | None = moment(default=None)
    on_change: bool = True
    paused_at: datetime | None = moment(default=None)
    paused_by: UUID | None = reference("users.id", ondelete="SET NULL", default=None)
    state: str = text_field(default=SourceState.PENDING)
    state_reason: str | None = text_field(default=None)
    file_version: str | None = text_field(default=None)
    columns_given: int = Field(default=0)
    drift: dict[str, Any] | None = json_field(default=None)
    mode: str = text_field(default=SourceMode.REPLACE)
    key: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    daily_after_days: int | None = Field(default=None, ge=1)
    weekly_after_days: int | None = Field(default=None, ge=1)
    monthly_after_days: int | None = Field(default=None, ge=1)
    created_by: UUID | None = reference("users.id", ondelete="SET NULL", default=None)
    owner_id: UUID | None = reference("users.id", ondelete="SET NULL", default=None)


class SourceColumn(Row, table=True):
    """Today's view of one column; `key` names it inside every snapshot object.

    `evidence` says what decided the type; `proposed_type`, `confidence` (0 to 1) and `reason` are
    the meaning that the machine proposes, whether or not it holds. `aliases` are other names under
    which it is delivered or asked for. A retired column was given up; its snapshots keep it.
    """

    __tablename__ = "source_columns"
    __table_args__ = (UniqueConstraint("data_source_id", "key"),)

    organization_id: UUID = tenant_field()
    data_source_id: UUID = reference("data_sources.id")
    key: str = text_field()
    position: int
    name: str = text_field()
    type: str = text_field()
    role: str = text_field()
    semantic_type: str | None = text_field(default=None)
    format: str | None = text_field(default=None)
    overridden: bool = False
    evidence: str | None = text_field(default=None)
    proposed_type: str | None = text_field(default=None)
    confidence: float | None = None
    reason: str | None = text_field(default=None)
    aliases: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    retired_at: datetime | None = moment(default=None)
