"""Roles, and leaving."""

from __future__ import annotations

import pytest

from cashstage.access import sessions
from cashstage.access.principal import Principal
from cashstage.core.errors import Conflict, Forbidden, NotFound, Unauthenticated
from cashstage.core.ids import new_id
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from cashstage.organizations.membership import service
from cashstage.organizations.membership.schemas import MemberRead, MemberUpdate
from tests.factories import people, records

pytestmark = pytest.mark.integration


def member(platform: Platform, actor: Principal, role: str) -> MemberRead:
    return next(item for item in service.read_all(platform, actor) if item.role == role)


def test_everybody_sees_the_members_by_name(platform: Platform) -> None:
    place = people.organization(platform)
    people.person(platform, place, RoleName.ADMIN, "zoe@acme.example")
    viewer = people.person(platform, place, RoleName.VIEWER, "ann@acme.example")
    people.person(platform, people.organization(platform, "Other"), RoleName.ADMIN)

    assert [item.name for item in service.read_all(platform, viewer)] == ["Ann", "Zoe"]


def test_a_removed_person_is_signed_out_at_once(platform: Platform) -> None:
    place = people.organization(platform)
    admin = people.person(platform, place, RoleName.ADMIN)
    token = people.token_of(platform, place, RoleName.EDITOR)
    service.remove(platform, admin, member(platform, admin, "editor").id)

    assert [item.role for item in service.read_all(platform, admin)] == ["admin"]
    assert records.deeds(platform, place.id) == ["member.removed"]
    with pytest.raises(Unauthenticated):
        sessions.verify(platform, token)


def test_the_last_admin_stays(platform: Platform) -> None:
    place = people.organization(platform)
    admin = people.person(platform, place, RoleName.ADMIN)
    own = member(platform, admin, "admin").id

    with pytest.raises(Conflict, match="only admin"):
        service.update(platform, admin, own, MemberUpdate(role=RoleName.VIEWER))
    with pytest.raises(Conflict, match="only admin"):
        service.remove(platform, admin, own)
    assert member(platform, admin, "admin").id == own


def test_one_of_two_admins_may_step_back(platform: Platform) -> None:
    place = people.organization(platform)
    admin = people.person(platform, place, RoleName.ADMIN)
    people.person(platform, place, RoleName.ADMIN, "second@acme.example")
    own = next(item for item in service.read_all(platform, admin) if item.email == admin.email)

    changed = service.update(platform, admin, own.id, MemberUpdate(role=RoleName.VIEWER))

    assert changed.role is RoleName.VIEWER


def test_another_organizations_member_does_not_exist(platform: Platform) -> None:
    admin = people.person(platform, people.organization(platform), RoleName.ADMIN)
    other = people.person(platform, people.organization(platform, "Other"), RoleName.ADMIN)
    people.person(platform, people.organization(platform, "Third"), RoleName.VIEWER)
    theirs = member(platform, other, "admin").id

    for identifier in (theirs, new_id()):
        with pytest.raises(NotFound):
            service.remove(platform, admin, identifier)
    assert member(platform, other, "admin").id == theirs


@pytest.mark.parametrize("role", [RoleName.VIEWER, RoleName.EDITOR])
def test_only_admins_change_roles(platform: Platform, role: RoleName) -> None:
    place = people.organization(platform)
    people.person(platform, place, RoleName.ADMIN)
    actor = people.person(platform, place, role)
    own = member(platform, actor, role).id

    with pytest.raises(Forbidden):
        service.update(platform, actor, own, MemberUpdate(role=RoleName.ADMIN))
    with pytest.raises(Forbidden):
        service.remove(platform, actor, own)
    assert member(platform, actor, role).id == own
