"""The caller's notices: what is broken, and what to do about it."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from cashstage.api.deps import ActorDep, PageDep, PlatformDep
from cashstage.models.paging import Page
from cashstage.sources.notice import service as notices
from cashstage.sources.notice.schemas import NoticeCounts, NoticeRead

router = APIRouter(prefix="/notices", tags=["notices"])


@router.get("")
def read_notices(platform: PlatformDep, actor: ActorDep, page: PageDep) -> Page[NoticeRead]:
    """The caller's notices, newest first; a solved one is kept for three months."""
    return notices.read_all(platform, actor, page)


@router.post("/{notice_id}/read")
def read_notice(notice_id: UUID, platform: PlatformDep, actor: ActorDep) -> NoticeRead:
    """Marks one of the caller's notices as read."""
    return notices.mark_read(platform, actor, notice_id)


@router.post("/read-all")
def read_all_notices(platform: PlatformDep, actor: ActorDep) -> NoticeCounts:
    """Marks all of the caller's notices as read."""
    return notices.mark_all_read(platform, actor)
