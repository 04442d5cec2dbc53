"""Metrics that an organization defines."""

from __future__ import annotations

from typing import Any

import pytest

from cashstage.access.principal import Principal
from cashstage.core.errors import Conflict, Forbidden, FormulaError, InvalidInput, StaleVersion
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from cashstage.organizations.metric_definition import service
from cashstage.organizations.metric_definition.schemas import (
    FormulaCheck,
    Goodness,
    MetricDefinitionCreate,
    MetricDefinitionRead,
    MetricDefinitionUpdate,
    MetricFormat,
)
from tests.factories import people, records

pytestmark = pytest.mark.integration


def somebody(platform: Platform, role: RoleName = RoleName.EDITOR) -> Principal:
    return people.person(platform, people.organization(platform), role)


def defined(
    platform: Platform, actor: Principal, label: str, formula: str, **parts: Any
) -> MetricDefinitionRead:
    body = MetricDefinitionCreate(label=label, formula=formula, **parts)
    return service.create(platform, actor, body)


def changed(
    platform: Platform, actor: Principal, metric: MetricDefinitionRead, **parts: Any
) -> MetricDefinitionRead:
    assert metric.id is not None
    return service.update(platform, actor, metric.id, MetricDefinitionUpdate(**parts))


def test_a_metric_is_defined_changed_and_deleted(platform: Platform) -> None:
    editor = somebody(platform)
    made = defined(
        platform,
        editor,
        "Blended ROAS!",
        "roas * 2",
        format=MetricFormat.RATIO,
        direction=Goodness.UP,
    )
    after = changed(platform, editor, made, formula="roas", direction=None)

    assert (made.name, made.unit, made.components) == (
        "blended_roas",
        "multiple",
        ["revenue", "cost"],
    )
    assert (after.formula, after.direction, after.format, after.version) == (
        "roas",
        None,
        "ratio",
        2,
    )
    assert service.read_all(platform, editor)[0] == after
    assert made.id is not None
    service.delete(platform, editor, made.id)
    assert all(each.built_in for each in service.read_all(platform, editor))
    assert records.deeds(platform, editor.organization.id) == [
        "metric_definition.created",
        "metric_definition.changed",
        "metric_definition.deleted",
    ]


@pytest.mark.parametrize("label", ["ROAS", "cost", "Impression share", "price", "12", "%"])
def test_a_name_that_is_taken_or_none_is_refused(platform: Platform, label: str) -> None:
    with pytest.raises(InvalidInput):
        defined(platform, somebody(platform), label, "SUM(cost)")


def test_a_name_is_the_organization_s_own(platform: Platform) -> None:
    one = somebody(platform)
    zenith = people.organization(platform, "Zenith")
    other = people.person(platform, zenith, RoleName.EDITOR, "editor@zenith.example")
    defined(platform, one, "Ours", "SUM(cost)")
    with pytest.raises(InvalidInput, match="There is a metric “ours” in your organization already"):
        defined(platform, one, "Ours", "SUM(clicks)")

    assert defined(platform, other, "Ours", "SUM(clicks)").formula == "SUM(clicks)"


def test_what_is_no_metric_is_not_saved(platform: Platform) -> None:
    editor = somebody(platform)
    with pytest.raises(FormulaError, match="Did you mean “cost”"):
        defined(platform, editor, "Wrong", "SUM(costs_)")

    assert service.read_all(platform, editor)[0].built_in
    verdict = service.check(platform, editor, FormulaCheck(formula="roas / cpaa"))
    assert (verdict.ok, verdict.position) == (False, 7)
    assert service.check(platform, editor, FormulaCheck(formula="cpa")).components == [
        "cost",
        "conversions",
    ]


def test_a_circle_can_t_be_closed_by_a_change(platform: Platform) -> None:
    editor = somebody(platform)
    first = defined(platform, editor, "First", "SUM(cost)")
    defined(platform, editor, "Second", "first + 1")

    with pytest.raises(InvalidInput, match="made of itself: first → second → first"):
        changed(platform, editor, first, formula="second * 2")
    with pytest.raises(Conflict, match="First is a part of Second"):
        service.delete(platform, editor, first.id)  # type: ignore[arg-type]


def test_a_stale_version_changes_nothing(platform: Platform) -> None:
    editor = somebody(platform)
    made = defined(platform, editor, "Mine", "SUM(cost)")
    changed(platform, editor, made, label="First")

    assert made.id is not None
    with pytest.raises(StaleVersion):
        service.update(
            platform, editor, made.id, MetricDefinitionUpdate(label="Second"), expected_version=1
        )
    assert service.read(platform, editor, made.id).label == "First"


def test_viewers_read_and_change_nothing(platform: Platform) -> None:
    viewer = somebody(platform, RoleName.VIEWER)

    assert service.read_all(platform, viewer)
    with pytest.raises(Forbidden, match="Only editors and admins can change metrics"):
        defined(platform, viewer, "Mine", "SUM(cost)")
