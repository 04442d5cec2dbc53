"""Snapshots, partitioned by month, and the content-addressed objects they point to."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, LargeBinary, desc, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from cashstage.core.ids import new_id
from cashstage.models.base import json_field, moment, reference, tenant_field, text_field


class DataSnapshot(SQLModel, table=True):
    """An immutable copy of a data source's table at one moment.

    `digest` names the object; `columns` keeps keys, names and types as they were then; `report`
    is the ingestion report; `changes` is what differs from the snapshot before, null where nothing
    could be compared. Partitions cover one month of `snapshot_date` (UTC day of `taken_at`).
    """

    __tablename__ = "data_snapshots"
    __table_args__ = (
        Index("idx_data_snapshots_source_date", "data_source_id", desc("snapshot_date")),
        {"postgresql_partition_by": "RANGE (snapshot_date)"},
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    snapshot_date: date = Field(primary_key=True)
    organization_id: UUID = tenant_field()
    data_source_id: UUID = reference("data_sources.id")
    job_id: UUID
    taken_at: datetime = moment()
    digest: str = text_field()
    row_count: int
    byte_size: int = Field(sa_type=BigInteger)
    columns: list[dict[str, Any]] = json_field()
    report: dict[str, Any] = json_field()
    changes: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))


class SnapshotObject(SQLModel, table=True):
    """One part of an object's bytes; an object's parts are written in one transaction.

    `stored_at` of the first part is renewed whenever somebody stores the same content again.
    """

    __tablename__ = "snapshot_objects"

    organization_id: UUID = Field(
        foreign_key="organizations.id", ondelete="CASCADE", primary_key=True
    )
    digest: str = text_field(primary_key=True)
    part: int = Field(primary_key=True)
    data: bytes = Field(sa_type=LargeBinary)
    stored_at: datetime = moment(sa_column_kwargs={"server_default": func.now()})
