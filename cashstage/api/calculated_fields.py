"""Calculated columns of data sources."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from cashstage.api.deps import ActorDep, ExpectedVersionDep, PlatformDep
from cashstage.models.paging import Page
from cashstage.sources.calculated_field import service as fields
from cashstage.sources.calculated_field.schemas import (
    CalculatedFieldCreate,
    CalculatedFieldRead,
    CalculatedFieldUpdate,
)

router = APIRouter(prefix="/data-sources/{data_source_id}/calculated-fields", tags=["data sources"])


@router.get("")
def read_calculated_fields(
    data_source_id: UUID, platform: PlatformDep, actor: ActorDep
) -> Page[CalculatedFieldRead]:
    """The calculated columns, the oldest first."""
    return Page(items=fields.read_all(platform, actor, data_source_id))


@router.post("", status_code=201)
def create_calculated_field(
    data_source_id: UUID, body: CalculatedFieldCreate, platform: PlatformDep, actor: ActorDep
) -> CalculatedFieldRead:
    """A column worked out row by row; questions name it like any other."""
    return fields.create(platform, actor, data_source_id, body)


@router.patch("/{calculated_field_id}")
def update_calculated_field(
    data_source_id: UUID,
    calculated_field_id: UUID,
    body: CalculatedFieldUpdate,
    platform: PlatformDep,
    actor: ActorDep,
    expected: ExpectedVersionDep,
) -> CalculatedFieldRead:
    """Changes name or formula, for all questions that name it."""
    return fields.update(
        platform, actor, data_source_id, calculated_field_id, body, expected_version=expected
    )


@router.delete("/{calculated_field_id}", status_code=204)
def delete_calculated_field(
    data_source_id: UUID, calculated_field_id: UUID, platform: PlatformDep, actor: ActorDep
) -> None:
    """Deletes a calculated column that no other one needs; widgets that name it say so."""
    fields.delete(platform, actor, data_source_id, calculated_field_id)
