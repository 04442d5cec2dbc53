"""Keeping a place for an address."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from cashstage.core.errors import Conflict, Forbidden, NotFound
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from cashstage.organizations.invitation import service
from cashstage.organizations.invitation.schemas import InvitationCreate
from tests.factories import people, records

pytestmark = pytest.mark.integration

BOB = InvitationCreate(email="bob@example.com", role=RoleName.VIEWER)


def test_inviting_again_renews_the_same_invitation(platform: Platform) -> None:
    admin = people.person(platform, people.organization(platform), RoleName.ADMIN)
    later = datetime.now(UTC) + timedelta(days=3)
    first = service.create(platform, admin, BOB)
    again = InvitationCreate(email=" Bob@Example.com ", role=RoleName.EDITOR)
    second = service.create(replace(platform, clock=lambda: later), admin, again)

    assert second.id == first.id
    assert (second.role, second.expires_at) == (RoleName.EDITOR, later + service.LIFETIME)
    assert [item.id for item in service.read_all(platform, admin)] == [first.id]


def test_an_expired_invitation_is_not_listed(platform: Platform) -> None:
    admin = people.person(platform, people.organization(platform), RoleName.ADMIN)
    made = service.create(platform, admin, BOB)
    late = replace(platform, clock=lambda: made.expires_at)

    assert len(service.read_all(platform, admin)) == 1
    assert service.read_all(late, admin) == []


def test_a_member_can_not_be_invited(platform: Platform) -> None:
    place = people.organization(platform)
    admin = people.person(platform, place, RoleName.ADMIN)
    people.person(platform, place, RoleName.VIEWER, BOB.email)

    with pytest.raises(Conflict, match="member already"):
        service.create(platform, admin, BOB)


def test_a_withdrawn_invitation_is_gone(platform: Platform) -> None:
    place = people.organization(platform)
    admin = people.person(platform, place, RoleName.ADMIN)
    made = service.create(platform, admin, BOB)
    service.withdraw(platform, admin, made.id)

    assert service.read_all(platform, admin) == []
    assert records.deeds(platform, place.id) == ["invitation.created", "invitation.withdrawn"]
    with pytest.raises(NotFound):
        service.withdraw(platform, admin, made.id)


def test_another_organizations_invitation_does_not_exist(platform: Platform) -> None:
    admin = people.person(platform, people.organization(platform), RoleName.ADMIN)
    other = people.person(platform, people.organization(platform, "Other"), RoleName.ADMIN)
    theirs = service.create(platform, other, BOB)

    assert service.read_all(platform, admin) == []
    with pytest.raises(NotFound):
        service.withdraw(platform, admin, theirs.id)
    assert [item.id for item in service.read_all(platform, other)] == [theirs.id]


@pytest.mark.parametrize("role", [RoleName.VIEWER, RoleName.EDITOR])
def test_only_admins_invite(platform: Platform, role: RoleName) -> None:
    actor = people.person(platform, people.organization(platform), role)

    with pytest.raises(Forbidden):
        service.create(platform, actor, BOB)
    with pytest.raises(Forbidden):
        service.read_all(platform, actor)


@pytest.mark.parametrize("email", ["", "bob", "bob@", "@example.com", "bob@localhost", "a b@c.de"])
def test_an_address_must_look_like_one(email: str) -> None:
    with pytest.raises(ValidationError, match="email"):
        InvitationCreate(email=email)
