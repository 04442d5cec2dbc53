"""Metric definitions: the catalog's and the organization's own."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from cashstage.api.deps import ActorDep, ExpectedVersionDep, PlatformDep
from cashstage.models.paging import Page
from cashstage.organizations.metric_definition import service
from cashstage.organizations.metric_definition.schemas import (
    FormulaCheck,
    FormulaVerdict,
    MetricDefinitionCreate,
    MetricDefinitionRead,
    MetricDefinitionUpdate,
)

router = APIRouter(prefix="/metric-definitions", tags=["metrics"])


@router.get("")
def read_metric_definitions(platform: PlatformDep, actor: ActorDep) -> Page[MetricDefinitionRead]:
    """All metrics that can be asked for by name, the organization's own first."""
    return Page(items=service.read_all(platform, actor))


@router.post("", status_code=201)
def create_metric_definition(
    body: MetricDefinitionCreate, platform: PlatformDep, actor: ActorDep
) -> MetricDefinitionRead:
    """Defines a metric; its formula may name other metrics."""
    return service.create(platform, actor, body)


@router.post("/check")
def check_metric_definition(
    body: FormulaCheck, platform: PlatformDep, actor: ActorDep
) -> FormulaVerdict:
    """Whether a formula can be a metric, and else what is wrong at which place."""
    return service.check(platform, actor, body)


@router.get("/{metric_definition_id}")
def read_metric_definition(
    metric_definition_id: UUID, platform: PlatformDep, actor: ActorDep
) -> MetricDefinitionRead:
    """One of the organization's own metrics."""
    return service.read(platform, actor, metric_definition_id)


@router.patch("/{metric_definition_id}")
def update_metric_definition(
    metric_definition_id: UUID,
    body: MetricDefinitionUpdate,
    platform: PlatformDep,
    actor: ActorDep,
    expected: ExpectedVersionDep,
) -> MetricDefinitionRead:
    """Changes label, formula, format, direction or description; the name stays."""
    return service.update(platform, actor, metric_definition_id, body, expected_version=expected)


@router.delete("/{metric_definition_id}", status_code=204)
def delete_metric_definition(
    metric_definition_id: UUID, platform: PlatformDep, actor: ActorDep
) -> None:
    """Deletes a metric, unless other metrics are made of it."""
    service.delete(platform, actor, metric_definition_id)
