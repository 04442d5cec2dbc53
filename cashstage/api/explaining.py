"""Why a metric has changed."""

from __future__ import annotations

from fastapi import APIRouter

from cashstage.api.deps import ActorDep, PlatformDep
from cashstage.sources.query.explaining import ExplainRequest, ExplanationRead, explain_change

router = APIRouter(prefix="/explain-change", tags=["metrics"])


@router.post("")
def explain(body: ExplainRequest, platform: PlatformDep, actor: ActorDep) -> ExplanationRead:
    """The exact split of a metric's change between two periods by a dimension."""
    return explain_change(platform, actor, body)
