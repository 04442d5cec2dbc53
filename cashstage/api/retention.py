"""How long the history of a data source is kept."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from cashstage.api.deps import ActorDep, ExpectedVersionDep, PlatformDep
from cashstage.sources.snapshot import thinning
from cashstage.sources.snapshot.thinning_schemas import (
    RetentionPreview,
    RetentionRead,
    RetentionRule,
)

router = APIRouter(prefix="/data-sources/{data_source_id}/retention", tags=["data sources"])


@router.get("")
def read_retention(data_source_id: UUID, platform: PlatformDep, actor: ActorDep) -> RetentionRead:
    """The rule by which the history is thinned out with age."""
    return thinning.read_rule(platform, actor, data_source_id)


@router.put("")
def set_retention(
    data_source_id: UUID,
    body: RetentionRule,
    platform: PlatformDep,
    actor: ActorDep,
    expected: ExpectedVersionDep,
) -> RetentionRead:
    """Sets the rule; snapshots go when a worker clears up next, within six hours."""
    return thinning.set_rule(platform, actor, data_source_id, body, expected_version=expected)


@router.post("/preview")
def preview_retention(
    data_source_id: UUID, body: RetentionRule, platform: PlatformDep, actor: ActorDep
) -> RetentionPreview:
    """What a rule would remove and free now; changes nothing."""
    return thinning.preview(platform, actor, data_source_id, body)
