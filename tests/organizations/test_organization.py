"""Changing the organization."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from cashstage.core.errors import Forbidden, StaleVersion
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from cashstage.organizations.organization import service
from cashstage.organizations.organization.schemas import OrganizationUpdate
from tests.factories import people, records

pytestmark = pytest.mark.integration


def test_an_admin_changes_what_is_given_and_nothing_else(platform: Platform) -> None:
    admin = people.person(platform, people.organization(platform), RoleName.ADMIN)
    before = service.read(platform, admin)
    service.update(platform, admin, OrganizationUpdate(currency="USD", week_starts_on=6))
    after = service.read(platform, admin)

    assert after.model_dump() == before.model_dump() | {
        "currency": "USD",
        "week_starts_on": 6,
        "version": before.version + 1,
    }
    assert records.deeds(platform, before.id) == ["organization.changed"]


def test_a_stale_version_changes_nothing(platform: Platform) -> None:
    admin = people.person(platform, people.organization(platform), RoleName.ADMIN)
    seen = service.read(platform, admin)
    service.update(platform, admin, OrganizationUpdate(name="First"), expected_version=seen.version)

    with pytest.raises(StaleVersion, match="newer version"):
        service.update(
            platform, admin, OrganizationUpdate(name="Second"), expected_version=seen.version
        )
    assert service.read(platform, admin).name == "First"


@pytest.mark.parametrize("role", [RoleName.VIEWER, RoleName.EDITOR])
def test_only_admins_change_it(platform: Platform, role: RoleName) -> None:
    actor = people.person(platform, people.organization(platform), role)

    with pytest.raises(Forbidden, match="Only admins"):
        service.update(platform, actor, OrganizationUpdate(name="Mine"))
    assert service.read(platform, actor).name == "Acme"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("time_zone", "Mars/Olympus", "Mars/Olympus is not a time zone"),
        ("allowed_domains", ["ada@example.com"], "is not a domain"),
        ("currency", "euro", "not a currency"),
        ("currency", "XXQ", "XXQ is not a currency"),
        ("week_starts_on", 7, "less than or equal to 6"),
        ("name", "  ", "at least 1 character"),
    ],
)
def test_values_without_meaning_are_refused(field: str, value: object, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        OrganizationUpdate.model_validate({field: value})


def test_domains_are_kept_as_they_are_compared() -> None:
    update = OrganizationUpdate(allowed_domains=[" @Example.COM "])

    assert update.allowed_domains == ["example.com"]
