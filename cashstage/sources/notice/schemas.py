"""Notices as their reader sees them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from cashstage.models import NoticeKind


class NoticeRead(BaseModel):
    """What happened, what to do, and the path of the product where that is done."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    kind: NoticeKind
    data_source_id: UUID | None
    connection_id: UUID | None
    job_id: UUID | None
    sentence: str
    next_step: str
    link: str
    created_at: datetime
    read_at: datetime | None
    resolved_at: datetime | None


class NoticeCounts(BaseModel):
    """How many notices wait for their reader, and how many tell of what is not solved."""

    unread: int
    open: int
