"""Snapshots as callers see them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


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


class RenamedColumn(BaseModel):
    """A column that is the same under another name."""

    before: str
    after: str


class RestatedDay(BaseModel):
    """A past day whose sum of a column, named by its id, is another now; null for no number."""

    day: date
    column: str
    name: str
    before: int | float | None
    after: int | float | None


class SnapshotChanges(BaseModel):
    """How a snapshot differs from the one before it: numbers of rows, names of columns.

    A day is past when it had ended before the earlier snapshot was taken. `restated` counts
    each column of such a day, and `restatements` are the first of them.
    """

    key: list[str] = Field(description="Ids of the columns that tell rows apart")
    proposed: bool = Field(description="Whether the choice of the key is ours")
    added: int
    removed: int
    changed: int
    unchanged: int
    columns_added: list[str] = []
    columns_removed: list[str] = []
    columns_renamed: list[RenamedColumn] = []
    days_restated: int = 0
    restated: int = 0
    restatements: list[RestatedDay] = []


class SnapshotDetail(SnapshotRead):
    """With the columns as they were, the ingestion report, and what had changed.

    `changes` is null for the first snapshot and where nothing could be compared.
    """

    columns: list[dict[str, Any]]
    report: dict[str, Any]
    changes: SnapshotChanges | None = None
