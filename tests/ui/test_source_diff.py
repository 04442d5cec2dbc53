"""The dialog that shows what changed between two snapshots."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from cashstage.models.organization import RoleName
from cashstage.models.paging import PageRequest
from cashstage.sources import ingestion
from cashstage.sources.data_source import connect
from cashstage.sources.data_source import service as sources
from cashstage.ui.states.source_diff import SourceDiffState
from tests.factories import workspaces
from tests.factories.sockets import Tab
from tests.ui.test_source_page import shown
from tests.ui.world import World

pytestmark = pytest.mark.integration

BEFORE = "Day,Channel,Cost\n2026-03-01,Search,10.5\n2026-03-01,Social,4\n2026-03-02,Search,8\n"
AFTER = "Day,Channel,Cost\n2026-03-01,Search,12.25\n2026-03-02,Search,8\n2026-03-02,Social,1\n"


@pytest.fixture
def tab(world: World) -> Iterator[Tab]:
    """A viewer's tab: comparing changes nothing."""
    with Tab(world.address, world.acme.tokens[RoleName.VIEWER]) as opened:
        yield opened


def test_rows_and_cells_that_changed_are_shown(world: World, tab: Tab) -> None:
    folder = world.platform.settings.cashstage_home
    source = workspaces.landed(world.platform, world.acme.admin, folder, BEFORE, "Compared")
    path = folder / "newer.csv"
    path.write_text(AFTER)
    again = connect.upload_again(
        world.platform,
        world.acme.admin,
        source.id,
        file_name="newer.csv",
        path=path,
        options=None,
    )
    ingestion.run(world.platform, again.job.id)
    newest = sources.read_snapshots(
        world.platform, world.acme.admin, source.id, PageRequest(limit=1)
    ).items[0]
    page = shown(tab, source.id)
    assert '"comparable":true' in page

    send(tab, source.id, "open", snapshot_id=str(newest.id))
    answer = "".join(tab.until("row added"))

    for words in (
        "1 row added",
        "1 row removed",
        "1 row changed",
        "1 row the same",
        "Cost: 10.5 → 12.25",
        "Cost: 4",
        "+1.75",
        "2026-03-01, Search",
    ):
        assert words in answer
    assert '"keys_rx_state_":["c1","c2"]' in answer

    send(tab, source.id, "toggle_key", key="c2")
    assert '"keys_rx_state_":["c1"]' in tab.until('"proposed_rx_state_":false')[-1]


def send(tab: Tab, source_id: Any, name: str, **payload: Any) -> None:
    tab.send(
        f"{SourceDiffState.get_full_name()}.{name}",
        payload,
        f"/sources/{source_id}",
        data_source_id=str(source_id),
    )
