"""Who gets in, and where they land."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlmodel import select

from cashstage.access import login_links, sessions, sign_in
from cashstage.core.errors import Forbidden, NotFound, Unauthenticated
from cashstage.models import Invitation, LoginLink, Organization, UserSession
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from cashstage.organizations.membership import service as members
from cashstage.organizations.membership.schemas import MemberUpdate
from tests.factories import people

pytestmark = pytest.mark.integration


def test_the_first_person_becomes_admin_of_a_new_organization(platform: Platform) -> None:
    signed_in = sign_in.sign_in(platform, people.identity("ada@mustache-co.example"))
    actor = sessions.verify(platform, signed_in.token)

    assert actor.role is RoleName.ADMIN
    with platform.database.tenant(actor.organization) as session:
        assert session.exec(select(Organization.name)).one() == "Mustache Co"


def test_later_people_need_a_place(platform: Platform) -> None:
    sign_in.sign_in(platform, people.identity("ada@example.com"))

    with pytest.raises(Forbidden, match="no place for bob@example.com"):
        sign_in.sign_in(platform, people.identity("bob@example.com"))


def test_an_invitation_is_used_once_and_gives_its_role(platform: Platform) -> None:
    place = people.organization(platform)
    invitation = Invitation(
        organization_id=place.id,
        email="bob@example.com",
        role=RoleName.EDITOR,
        expires_at=datetime.now(UTC) + timedelta(days=1),
    )
    with platform.database.system() as session:
        session.add(invitation)
    signed_in = sign_in.sign_in(platform, people.identity("Bob@Example.com"))

    assert sessions.verify(platform, signed_in.token).role is RoleName.EDITOR
    with platform.database.system() as session:
        assert session.exec(select(Invitation.accepted_at)).one() is not None


def test_an_expired_invitation_gives_no_place(platform: Platform) -> None:
    place = people.organization(platform)
    with platform.database.system() as session:
        session.add(
            Invitation(
                organization_id=place.id,
                email="bob@example.com",
                role=RoleName.EDITOR,
                expires_at=datetime.now(UTC) - timedelta(seconds=1),
            )
        )

    with pytest.raises(Forbidden, match="no place"):
        sign_in.sign_in(platform, people.identity("bob@example.com"))


def test_an_allowed_domain_gives_a_viewer_place(platform: Platform) -> None:
    place = people.organization(platform)
    with platform.database.system() as session:
        session.add(place)
        place.allowed_domains = ["example.com"]
    with pytest.raises(Forbidden, match="no place for left@example.com"):
        sign_in.sign_in(platform, people.identity("left@example.com"))
    of_the_workspace = people.identity("eve@example.com", hosted_domain="example.com")
    signed_in = sign_in.sign_in(platform, of_the_workspace)

    assert sessions.verify(platform, signed_in.token).role is RoleName.VIEWER


def test_an_unverified_address_is_refused(platform: Platform) -> None:
    with pytest.raises(Forbidden, match="not verified"):
        sign_in.sign_in(platform, people.identity(email_verified=False))


def test_a_new_address_of_a_known_account_keeps_the_person(platform: Platform) -> None:
    first = sign_in.sign_in(platform, people.identity("ada@example.com", sub="1"))
    second = sign_in.sign_in(platform, people.identity("ada@new.example", sub="1"))

    assert first.user_id == second.user_id
    assert sessions.verify(platform, second.token).email == "ada@new.example"


def test_an_address_that_went_to_another_account_is_theirs(platform: Platform) -> None:
    former = sign_in.sign_in(platform, people.identity("ada@example.com", sub="1"))
    with pytest.raises(Forbidden, match="no place for ada@example.com"):
        sign_in.sign_in(platform, people.identity("ada@example.com", sub="2"))
    renamed = sign_in.sign_in(platform, people.identity("ada@new.example", sub="1"))

    assert renamed.user_id == former.user_id
    assert sessions.verify(platform, renamed.token).email == "ada@new.example"


@pytest.mark.parametrize("token", [None, "", "forged", "a" * 43])
def test_a_forged_token_is_refused(platform: Platform, token: str | None) -> None:
    with pytest.raises(Unauthenticated):
        sessions.verify(platform, token)


@pytest.mark.parametrize("age", [timedelta(days=1, seconds=1), timedelta(days=8)])
def test_an_idle_or_old_session_ends(platform: Platform, age: timedelta) -> None:
    token = people.token_of(platform, people.organization(platform), RoleName.VIEWER)
    with platform.database.system() as session:
        live = session.exec(select(UserSession)).one()
        live.last_seen_at -= age
        live.expires_at -= age
        session.add(live)

    with pytest.raises(Unauthenticated):
        sessions.verify(platform, token)
    with platform.database.system() as session:
        assert session.exec(select(UserSession)).all() == []


def test_a_person_at_work_stays_signed_in_however_short_the_timeout(platform: Platform) -> None:
    token = people.token_of(platform, people.organization(platform), RoleName.VIEWER)
    settings = platform.settings.model_copy(update={"session_timeout": 60})
    for seconds in (40, 80, 120):
        later = partial(_later, platform, seconds)
        sessions.verify(replace(platform, settings=settings, clock=later), token)


def test_ended_sessions_and_links_are_purged(platform: Platform) -> None:
    place = people.organization(platform)
    people.token_of(platform, place, RoleName.VIEWER)
    people.person(platform, place, RoleName.EDITOR, "ed@acme.example")
    login_links.create(platform, "ed@acme.example")

    def left(seconds: int) -> tuple[int, int]:
        later = replace(platform, clock=partial(_later, platform, seconds))
        sessions.purge(later)
        login_links.purge(later)
        with platform.database.system() as session:
            return (
                len(session.exec(select(UserSession)).all()),
                len(session.exec(select(LoginLink)).all()),
            )

    before = left(0)
    assert min(before) == 1
    assert left(16 * 60) == (before[0], 0)
    assert left(platform.settings.session_timeout + 1) == (0, 0)


def _later(platform: Platform, seconds: int) -> datetime:
    return platform.clock() + timedelta(seconds=seconds)


def test_signing_out_ends_the_session(platform: Platform) -> None:
    token = people.token_of(platform, people.organization(platform), RoleName.VIEWER)
    sessions.end(platform, sessions.verify(platform, token))

    with pytest.raises(Unauthenticated):
        sessions.verify(platform, token)


def test_a_changed_role_signs_out(platform: Platform) -> None:
    place = people.organization(platform)
    admin = people.person(platform, place, RoleName.ADMIN)
    token = people.token_of(platform, place, RoleName.EDITOR)
    target = next(item for item in members.read_all(platform, admin) if item.role == "editor")
    members.update(platform, admin, target.id, MemberUpdate(role=RoleName.VIEWER))

    with pytest.raises(Unauthenticated):
        sessions.verify(platform, token)


def test_a_login_link_works_once(platform: Platform) -> None:
    people.token_of(platform, people.organization(platform), RoleName.EDITOR, "ed@example.com")
    url = login_links.create(platform, " Ed@Example.com ")
    token = url.rpartition("/")[2]
    signed_in = login_links.redeem(platform, token)

    assert sessions.verify(platform, signed_in.token).email == "ed@example.com"
    with pytest.raises(Unauthenticated, match="used already"):
        login_links.redeem(platform, token)


def test_a_login_link_needs_a_member(platform: Platform) -> None:
    with pytest.raises(NotFound, match="nobody@example.com"):
        login_links.create(platform, "nobody@example.com")
