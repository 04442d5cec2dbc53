"""Connections on the organization's page: handing over, moving, removing; and people who leave."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from cashstage.emulator.number_format import Cell
from cashstage.models.organization import RoleName
from cashstage.organizations.membership import service as memberships
from cashstage.organizations.membership.schemas import MemberRead
from cashstage.sources.connection import service as connections
from cashstage.sources.connection.schemas import ConnectionRead
from cashstage.sources.data_source import connect
from cashstage.sources.data_source.schemas import SheetSourceCreate
from cashstage.ui.states.connections import ConnectionsState
from cashstage.ui.states.departure import DepartureState
from tests.factories import google, people, workspaces
from tests.factories.sockets import Tab
from tests.ui.world import World

pytestmark = pytest.mark.integration

PATH = "/organization"


@pytest.fixture
def tab(world: World) -> Iterator[Tab]:
    """An admin's tab on the page."""
    with Tab(world.address, world.acme.tokens[RoleName.ADMIN]) as opened:
        call(opened, "load")
        opened.until('"loaded_rx_state_":true')
        yield opened


def call(tab: Tab, name: str, path: str = PATH, **payload: Any) -> None:
    tab.send(f"{ConnectionsState.get_full_name()}.{name}", payload, path)


def leave(tab: Tab, name: str, **payload: Any) -> None:
    tab.send(f"{DepartureState.get_full_name()}.{name}", payload, PATH)


def member(world: World, email: str) -> MemberRead:
    found = memberships.read_all(world.platform, world.acme.admin)
    return next(one for one in found if one.email == email)


def newcomer(world: World, name: str) -> MemberRead:
    """One more editor of Acme."""
    email = f"{name}@acme.example"
    people.person(world.platform, world.acme.place, RoleName.EDITOR, email)
    return member(world, email)


def account(world: World, email: str) -> ConnectionRead:
    """One more connection of Acme."""
    made = workspaces.connection(world.platform, world.acme.admin, world.google, email)
    return of(world, str(made))


def of(world: World, connection_id: str) -> ConnectionRead:
    found = connections.read_all(world.platform, world.acme.admin)
    return next(one for one in found if str(one.id) == connection_id)


def sheet_of(world: World, row: ConnectionRead, *, readers: set[str], name: str) -> None:
    """A source that reads a spreadsheet of the account."""
    rows: list[list[Cell]] = [["Day", "Cost"], ["2026-03-01", 5]]
    sheet = google.spreadsheet(world.google.state, rows, owner=row.email, readers=readers)
    body = SheetSourceCreate(name=name, connection_id=row.id, spreadsheet_id=sheet.id)
    connect.connect_sheet(world.platform, world.acme.admin, body)


def test_the_page_shows_accounts_owners_and_sources(world: World) -> None:
    row = account(world, "shown@ads.example")
    sheet_of(world, row, readers=set(), name="Shown")
    with Tab(world.address, world.acme.tokens[RoleName.VIEWER]) as tab:
        call(tab, "load")
        page = "".join(tab.until('"loaded_rx_state_":true')).replace(" ", "")

    assert '"email":"shown@ads.example"' in page
    assert '"owner":"Acme-Boss"' in page
    assert '"sources":1' in page
    assert '"may_connect_rx_state_":true' not in page


def test_a_connection_is_handed_to_a_colleague(world: World, tab: Tab) -> None:
    heir = newcomer(world, "heir")
    row = account(world, "handed@ads.example")
    call(tab, "load")
    tab.until("handed@ads.example")
    call(tab, "ask_for_owner", connection_id=str(row.id))
    assert str(world.acme.admin.user_id) not in "".join(tab.until("Heir"))
    call(tab, "choose_owner", user_id=str(heir.user_id))
    call(tab, "hand_over")
    tab.until("now belongs to Heir")

    assert of(world, str(row.id)).owner_id == heir.user_id


def test_sources_move_when_the_other_account_reads_them(world: World, tab: Tab) -> None:
    old, new = account(world, "old@ads.example"), account(world, "new@ads.example")
    sheet_of(world, old, readers={new.email}, name="Open to both")
    sheet_of(world, old, readers=set(), name="Private one")
    call(tab, "load")
    tab.until("new@ads.example")
    call(tab, "ask_where_to", connection_id=str(old.id))
    tab.until("2 sources")
    call(tab, "choose_target", account_id=str(new.id))
    call(tab, "move_all")
    page = "".join(tab.until("Move the other source"))
    assert "Private one" in page
    assert "may not read the spreadsheet" in page
    assert of(world, str(old.id)).data_source_count == 2

    call(tab, "move_others")
    tab.until("Moved 1 source to new@ads.example")
    assert of(world, str(old.id)).data_source_count == 1
    assert of(world, str(new.id)).data_source_count == 1


def test_a_connection_in_use_is_not_removed_and_says_why(world: World, tab: Tab) -> None:
    row = account(world, "used@ads.example")
    sheet_of(world, row, readers=set(), name="In use")
    call(tab, "load")
    tab.until("used@ads.example")
    call(tab, "ask_to_remove", connection_id=str(row.id))
    call(tab, "remove")
    tab.until("Move them to another connection first")

    assert of(world, str(row.id)).data_source_count == 1


def test_an_unused_connection_is_removed(world: World, tab: Tab) -> None:
    row = account(world, "unused@ads.example")
    call(tab, "load")
    tab.until("unused@ads.example")
    call(tab, "ask_to_remove", connection_id=str(row.id))
    call(tab, "remove")
    tab.until("unused@ads.example was removed.")

    found = connections.read_all(world.platform, world.acme.admin)
    assert row.id not in {one.id for one in found}


def test_a_declined_consent_is_told_here_too(world: World) -> None:
    with Tab(world.address, world.acme.tokens[RoleName.EDITOR]) as tab:
        call(tab, "load", f"{PATH}?problem=consent_refused")

        assert '"notice' in tab.until("consent was declined")[-1]


def test_who_removes_somebody_is_told_what_goes_to_whom(world: World, tab: Tab) -> None:
    leaver, heir = newcomer(world, "leaver"), newcomer(world, "second")
    row = account(world, "leaving@ads.example")
    call(tab, "load")
    tab.until("leaving@ads.example")
    call(tab, "ask_for_owner", connection_id=str(row.id))
    call(tab, "choose_owner", user_id=str(leaver.user_id))
    call(tab, "hand_over")
    tab.until("now belongs to Leaver")

    leave(tab, "open", membership_id=str(leaver.id))
    page = "".join(tab.until('"belongings_rx_state_":"1 connection"'))
    assert "Second" in page
    leave(tab, "choose_heir", user_id=str(heir.user_id))
    leave(tab, "remove")
    tab.until("Second now owns 1 connection")
    assert of(world, str(row.id)).owner_id == heir.user_id
    assert leaver.id not in {
        one.id for one in memberships.read_all(world.platform, world.acme.admin)
    }


def test_only_admins_open_the_dialog(world: World) -> None:
    leaver = newcomer(world, "safe")
    with Tab(world.address, world.acme.tokens[RoleName.EDITOR]) as tab:
        leave(tab, "open", membership_id=str(leaver.id))
        assert "Only admins can manage" in tab.until('"notice')[-1]

    assert member(world, leaver.email).id == leaver.id
