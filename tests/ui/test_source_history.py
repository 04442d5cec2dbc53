"""The setting that keeps rows, and the list of restated days, over a real socket."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from cashstage.models import SourceMode
from cashstage.models.organization import RoleName
from cashstage.sources.data_source import service as sources
from cashstage.ui.states.source_history import SourceHistoryState
from cashstage.ui.states.source_restated import SourceRestatedState
from tests.factories import workspaces
from tests.factories.sockets import Tab
from tests.ui.test_source_page import another, shown
from tests.ui.world import World

pytestmark = pytest.mark.integration

RESTATED = """\
Day,Channel,Campaign,Cost,Clicks
2026-03-01,Known Search,Brand,12.50,100
2026-03-03,Known Search,Brand,1,1
"""


@pytest.fixture
def tab(world: World) -> Iterator[Tab]:
    """An editor's tab."""
    with Tab(world.address, world.acme.tokens[RoleName.EDITOR]) as opened:
        yield opened


def send(tab: Tab, state: type[Any], source_id: UUID, name: str, **payload: Any) -> None:
    tab.send(
        f"{state.get_full_name()}.{name}",
        payload,
        f"/sources/{source_id}",
        data_source_id=str(source_id),
    )


def test_a_key_is_proposed_and_the_choice_is_kept(world: World, tab: Tab) -> None:
    source_id = another(world, "Growing")
    shown(tab, source_id)
    send(tab, SourceHistoryState, source_id, "load")
    assert "as it is then" in "".join(tab.until("as it is then"))
    send(tab, SourceHistoryState, source_id, "choose", mode="accumulate")
    assert "No two of the 4 rows" in "".join(tab.until("No two of"))
    send(tab, SourceHistoryState, source_id, "toggle_key", key="c2")
    assert "2 of 4 rows" in "".join(tab.until("in the newest snapshot repeat"))
    assert sources.read(world.platform, world.acme.admin, source_id).mode is SourceMode.REPLACE
    send(tab, SourceHistoryState, source_id, "save")
    tab.until('"saved_rx_state_":"saved"')

    source = sources.read(world.platform, world.acme.admin, source_id)
    assert (source.mode, source.key) == (SourceMode.ACCUMULATE, ["c1"])


def test_restated_days_are_listed(world: World, tab: Tab) -> None:
    source_id = another(world, "Known")
    folder = world.platform.settings.cashstage_home
    snapshot_id = workspaces.landed_again(
        world.platform, world.acme.admin, folder, source_id, RESTATED
    )
    page = shown(tab, source_id)
    assert "1 row added, 3 removed, 1 changed" in page
    assert "1 past day restated" in page
    send(tab, SourceRestatedState, source_id, "open", snapshot_id=str(snapshot_id))
    listed = "".join(tab.until("30.75"))

    for words in ("2026-03-01", "30.75", "12.5", "-18.25"):
        assert words in listed


def test_a_snapshot_of_nothing_says_so(world: World, tab: Tab) -> None:
    shown(tab, world.acme.data_source_id)
    send(
        tab,
        SourceRestatedState,
        world.acme.data_source_id,
        "open",
        snapshot_id=str(world.zenith.snapshot_id),
    )
    assert "no such snapshot" in "".join(tab.until("no such snapshot"))
