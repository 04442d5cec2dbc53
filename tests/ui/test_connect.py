"""Connecting a source and the list it appears in, over a real socket of the real web process."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from cashstage.core.errors import ConsentLost
from cashstage.core.schedule.value import WEEKDAYS, Daily
from cashstage.models.organization import RoleName
from cashstage.models.paging import PageRequest
from cashstage.sources.connection import service as connections
from cashstage.sources.data_source import service as sources
from cashstage.ui.states.connect import ConnectState
from cashstage.ui.states.sources import SourcesState
from tests.factories import google, workspaces
from tests.factories.sockets import Tab
from tests.ui.world import World

pytestmark = pytest.mark.integration

PATH = "/sources/new"


@pytest.fixture
def tab(world: World) -> Iterator[Tab]:
    """An editor's tab on the page."""
    with Tab(world.address, world.acme.tokens[RoleName.EDITOR]) as opened:
        call(opened, "load")
        opened.until("Acme figures")
        yield opened


def call(tab: Tab, name: str, path: str = PATH, **payload: Any) -> None:
    tab.send(f"{ConnectState.get_full_name()}.{name}", payload, path)


def picked(tab: Tab, spreadsheet_id: str) -> str:
    """Everything that choosing a spreadsheet of the list sends."""
    call(tab, "choose_spreadsheet", file_id=spreadsheet_id)
    return "".join(tab.until("Acme Search"))


def test_a_spreadsheet_is_previewed_and_connected(world: World, tab: Tab) -> None:
    page = picked(tab, world.acme.spreadsheet_id)
    for text in ("Sheet1", "Channel", "Cost", "number", "10.5", "Acme Search"):
        assert text in page

    call(tab, "set_schedule", choice="workdays")
    call(tab, "set_time", time="07:30")
    call(tab, "save", form={"name": "Daily figures"})
    answer = tab.until("_redirect")[-1]
    made = sources.read_all(world.platform, world.acme.admin, PageRequest(limit=1)).items[0]

    assert (made.name, made.schedule) == (
        "Daily figures",
        Daily(kind="daily", times=("07:30",), weekdays=WEEKDAYS[:5], time_zone="Europe/Berlin"),
    )
    assert made.settings["spreadsheet_id"] == world.acme.spreadsheet_id
    assert f"/sources/{made.id}" in answer


def test_the_list_is_searched(world: World, tab: Tab) -> None:
    owner = world.acme.account
    google.spreadsheet(world.google.state, [["Day"]], title="Budget 2031", owner=owner)
    call(tab, "search", text="2031")
    found = tab.until("Budget 2031")[-1]

    assert "Acme figures" not in found


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("my sheet", "not the address of a Google spreadsheet"),
        (f"https://docs.google.com/spreadsheets/d/{'x' * 44}/edit", "does not exist"),
    ],
)
def test_an_address_that_leads_nowhere_is_explained(tab: Tab, address: str, sentence: str) -> None:
    call(tab, "paste", text=address)
    page = "".join(tab.until(sentence))

    assert "Acme Search" not in page


@pytest.mark.parametrize(
    ("handler", "payload", "sentence"),
    [
        ("set_cells", {"cells": "here or there"}, "is not a range"),
        ("set_cells", {"cells": "here"}, "no range named"),
        ("set_cells", {"cells": "ZZ900:ZZ999"}, "begins outside the tab"),
        ("set_header_row", {"row": "first"}, "a number such as 1"),
        ("set_header_row", {"row": "77777"}, "a number such as 1"),
    ],
)
def test_cells_that_hold_no_table_are_explained(
    world: World, tab: Tab, handler: str, payload: dict[str, str], sentence: str
) -> None:
    picked(tab, world.acme.spreadsheet_id)
    call(tab, handler, **payload)

    assert '"preview_problem' in tab.until(sentence)[-1]


def test_nothing_is_lost_by_a_missing_name(world: World, tab: Tab) -> None:
    picked(tab, world.acme.spreadsheet_id)
    call(tab, "save", form={"name": "  "})
    tab.until("Fill in the name.")
    call(tab, "save", form={"name": "Now with a name"})
    tab.until("_redirect")
    newest = sources.read_all(world.platform, world.acme.admin, PageRequest(limit=1)).items[0]

    assert newest.name == "Now with a name"


def test_a_declined_consent_is_explained(world: World) -> None:
    with Tab(world.address, world.acme.tokens[RoleName.EDITOR]) as tab:
        call(tab, "load", f"{PATH}?problem=consent_refused")

        assert '"notice' in tab.until("consent was declined")[-1]


def test_an_account_whose_consent_is_gone_is_named(world: World) -> None:
    admin = world.zenith.admin
    gone = ConsentLost("Google no longer accepts this connection.")
    connections.mark_lost(world.platform, admin.organization, world.zenith.connection_id, gone)
    with Tab(world.address, world.zenith.tokens[RoleName.EDITOR]) as tab:
        call(tab, "load")
        page = "".join(tab.until('"loaded_'))

    assert f'"lapsed_rx_state_":["{world.zenith.account}"]' in page.replace(" ", "")
    assert '"accounts_rx_state_":[["' not in page.replace(" ", "")


def test_a_viewer_gets_no_accounts(world: World) -> None:
    with Tab(world.address, world.acme.tokens[RoleName.VIEWER]) as tab:
        call(tab, "load")
        page = "".join(tab.until('"loaded_'))

    assert world.acme.account not in page


def test_a_source_that_others_connect_appears_in_the_list(world: World) -> None:
    folder = world.platform.settings.cashstage_home
    with Tab(world.address, world.acme.tokens[RoleName.VIEWER]) as tab:
        tab.send(f"{SourcesState.get_full_name()}.load", {}, "/sources")
        assert "Acme ads" in "".join(tab.until('"loaded_'))

        workspaces.landed(world.platform, world.acme.admin, folder, "Day\n2026-03-01\n", "Fresh")
        tab.until("Fresh")
