"""Notices: what somebody has to do something about, until it is solved."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index

from cashstage.models.base import Row, moment, reference, tenant_field, text_field


class NoticeKind(StrEnum):
    """What a notice is about."""

    SOURCE_BROKEN = "source_broken"
    CONNECTION_LOST = "connection_lost"


class Notice(Row, table=True):
    """One trouble, told to one person.

    There is one unsolved notice at most of a data source or connection for each person, however
    often it fails. `link` is a path of the product that leads to the next step.
    """

    __tablename__ = "notices"
    __table_args__ = (
        Index("idx_notices_user", "organization_id", "user_id", "id"),
        Index(
            "uq_notices_open_source",
            "user_id",
            "data_source_id",
            unique=True,
            postgresql_where="resolved_at IS NULL",
        ),
        Index(
            "uq_notices_open_connection",
            "user_id",
            "connection_id",
            unique=True,
            postgresql_where="resolved_at IS NULL",
        ),
    )

    organization_id: UUID = tenant_field()
    user_id: UUID = reference("users.id")
    kind: str = text_field()
    data_source_id: UUID | None = reference("data_sources.id", default=None, index=True)
    connection_id: UUID | None = reference("connections.id", default=None, index=True)
    job_id: UUID | None = reference(
        "ingestion_jobs.id", ondelete="SET NULL", default=None, index=True
    )
    sentence: str = text_field()
    next_step: str = text_field()
    link: str = text_field()
    read_at: datetime | None = moment(default=None)
    resolved_at: datetime | None = moment(default=None)
