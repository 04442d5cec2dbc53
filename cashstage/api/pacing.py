"""How budgets are going."""

from __future__ import annotations

from fastapi import APIRouter

from cashstage.api.deps import ActorDep, PlatformDep
from cashstage.sources.query.budgets import PacingRead, PacingRequest, read_pacing

router = APIRouter(prefix="/pacing", tags=["metrics"])


@router.post("")
def pacing(body: PacingRequest, platform: PlatformDep, actor: ActorDep) -> PacingRead:
    """Expected and projected spend of every budget of a month."""
    return read_pacing(platform, actor, body)
