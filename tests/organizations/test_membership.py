"""Roles, and leaving."""

from __future__ import annotations

import pytest

from cashstage.access import sessions
from cashstage.access.principal import Principal
from cashstage.core.errors import Conflict, Forbidden, InvalidInput, NotFound, Unauthenticated
from cashstage.core.ids import new_id
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from cashstage.organizations.membership import service
from cashstage.organizations.membership.schemas import MemberRead, MemberUpdate
from tests.factories import people, records, sources

pytestmark = pytest.mark.integration


def member(platform: Platform, actor: Principal, role: str) -> MemberRead:
    return next(item for item in service.read_all(platform, actor) if item.role == role)


def member_of(platform: Platform, actor: Principal, person: Principal) -> MemberRead:
    found = service.read_all(platform, actor)
    return next(item for item in found if item.user_id == person.user_id)


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


def owned(platform: Platform, actor: Principal) -> dict[str, tuple[int, int]]:
    """How many connections and data sources everybody owns, by e-mail address."""
    return {
        member.email: (member.connections, member.data_sources)
        for member in service.read_all(platform, actor)
    }


def test_what_a_person_owns_goes_to_who_removes_them(platform: Platform) -> None:
    place = people.organization(platform)
    admin = people.person(platform, place, RoleName.ADMIN, "boss@acme.example")
    leaver = people.person(platform, place, RoleName.EDITOR, "gone@acme.example")
    other = people.person(platform, place, RoleName.EDITOR, "stays@acme.example")
    for owner in (leaver, other):
        row = sources.connection(platform, place.id, created_by=owner.user_id)
        sources.data_source(platform, place.id, created_by=owner.user_id, connection_id=row.id)
    before = owned(platform, admin)
    service.remove(platform, admin, member_of(platform, admin, leaver).id)

    assert before == {
        "boss@acme.example": (0, 0),
        "gone@acme.example": (1, 1),
        "stays@acme.example": (1, 1),
    }
    assert owned(platform, admin) == {"boss@acme.example": (1, 1), "stays@acme.example": (1, 1)}


def test_what_they_own_can_go_to_a_colleague_and_on_from_there(platform: Platform) -> None:
    place = people.organization(platform)
    admin = people.person(platform, place, RoleName.ADMIN, "boss@acme.example")
    first = people.person(platform, place, RoleName.EDITOR, "first@acme.example")
    second = people.person(platform, place, RoleName.EDITOR, "second@acme.example")
    sources.connection(platform, place.id, created_by=first.user_id)
    first_id = member_of(platform, admin, first).id
    service.remove(platform, admin, first_id, new_owner_id=second.user_id)
    assert owned(platform, admin)["second@acme.example"] == (1, 0)
    service.remove(platform, admin, member_of(platform, admin, second).id)

    assert owned(platform, admin) == {"boss@acme.example": (1, 0)}


def test_an_admin_who_leaves_leaves_it_to_another_admin(platform: Platform) -> None:
    place = people.organization(platform)
    people.person(platform, place, RoleName.ADMIN, "first@acme.example")
    leaver = people.person(platform, place, RoleName.ADMIN, "gone@acme.example")
    sources.connection(platform, place.id, created_by=leaver.user_id)
    service.remove(platform, leaver, member_of(platform, leaver, leaver).id)
    rest = people.person(platform, place, RoleName.VIEWER)

    assert owned(platform, rest)["first@acme.example"] == (1, 0)


def test_nobody_inherits_who_could_not_look_after_it(platform: Platform) -> None:
    place = people.organization(platform)
    admin = people.person(platform, place, RoleName.ADMIN)
    leaver = people.person(platform, place, RoleName.EDITOR)
    viewer = people.person(platform, place, RoleName.VIEWER)
    stranger = people.person(platform, people.organization(platform, "Other"), RoleName.ADMIN)
    leaving = member_of(platform, admin, leaver).id

    for heir in (viewer, stranger, leaver):
        with pytest.raises(InvalidInput, match="could take it over"):
            service.remove(platform, admin, leaving, new_owner_id=heir.user_id)
    assert leaving in {item.id for item in service.read_all(platform, admin)}


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
