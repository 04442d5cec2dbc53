"""Blends: proposing, saving, looking at what they read and what does not match."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from cashstage.api.deps import ActorDep, ExpectedVersionDep, PageDep, PlatformDep
from cashstage.models.paging import Page
from cashstage.query.blend import BlendSpec
from cashstage.sources.blend import looking
from cashstage.sources.blend import service as blends
from cashstage.sources.blend.schemas import (
    MAX_PREVIEWED,
    BlendCreate,
    BlendRead,
    BlendRowsRead,
    BlendUpdate,
    SuggestionAsked,
    SuggestionRead,
    UnmatchedRead,
)

router = APIRouter(prefix="/blends", tags=["blends"])
Limit = Annotated[int, Query(ge=1, le=MAX_PREVIEWED)]


@router.get("")
def read_blends(platform: PlatformDep, actor: ActorDep, page: PageDep) -> Page[BlendRead]:
    """Blends, newest first."""
    return blends.read_all(platform, actor, page)


@router.post("", status_code=201)
def create_blend(body: BlendCreate, platform: PlatformDep, actor: ActorDep) -> BlendRead:
    """A new blend of 2 to 10 data sources; its id is a question's `source`."""
    return blends.create(platform, actor, body)


@router.post("/suggest")
def suggest_blend(body: SuggestionAsked, platform: PlatformDep, actor: ActorDep) -> SuggestionRead:
    """Which columns of these sources are probably one, how surely and why; saves nothing."""
    return looking.suggest(platform, actor, body)


@router.post("/preview")
def preview_blend(
    body: BlendSpec, platform: PlatformDep, actor: ActorDep, limit: Limit = 12
) -> BlendRowsRead:
    """The first rows of a definition; saves nothing."""
    return looking.preview(platform, actor, body, limit=limit)


@router.get("/{blend_id}")
def read_blend(blend_id: UUID, platform: PlatformDep, actor: ActorDep) -> BlendRead:
    """One blend, its sources and columns as they are today."""
    return blends.read(platform, actor, blend_id)


@router.patch("/{blend_id}")
def update_blend(
    blend_id: UUID,
    body: BlendUpdate,
    platform: PlatformDep,
    actor: ActorDep,
    expected: ExpectedVersionDep,
) -> BlendRead:
    """Changes the name or the whole definition."""
    return blends.update(platform, actor, blend_id, body, expected_version=expected)


@router.delete("/{blend_id}", status_code=204)
def delete_blend(blend_id: UUID, platform: PlatformDep, actor: ActorDep) -> None:
    """Deletes a blend; its sources stay."""
    blends.delete(platform, actor, blend_id)


@router.get("/{blend_id}/rows")
def read_blend_rows(
    blend_id: UUID, platform: PlatformDep, actor: ActorDep, limit: Limit = 12
) -> BlendRowsRead:
    """Some rows of each source of a union; of a join its sums by its keys."""
    return looking.rows_of(platform, actor, blend_id, limit=limit)


@router.get("/{blend_id}/unmatched")
def read_unmatched(
    blend_id: UUID, platform: PlatformDep, actor: ActorDep, limit: Limit = 20
) -> UnmatchedRead:
    """The keys of a join that other sources lack: how many, and which."""
    return looking.unmatched(platform, actor, blend_id, limit=limit)
