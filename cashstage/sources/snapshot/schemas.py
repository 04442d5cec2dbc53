"""Snapshots as callers see them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class SnapshotRead(BaseModel):
    """An immutable copy of the table at `taken_at`; equal digests hold equal data."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    data_source_id: UUID
    job_id: UUID
    taken_at: datetime
    digest: str
    row_count: int
    byte_size: int


class SnapshotDetail(SnapshotRead):
    """With the columns as they were and the ingestion report."""

    columns: list[dict[str, Any]]
    report: dict[str, Any]
