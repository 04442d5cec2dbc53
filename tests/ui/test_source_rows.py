"""Rows of a data source as of any moment, and the choice of how long its history is kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from cashstage.models.organization import RoleName
from cashstage.models.paging import PageRequest
from cashstage.sources import ingestion
from cashstage.sources.data_source import service as sources
from cashstage.sources.snapshot import thinning
from cashstage.ui.states.rows_address import exact
from cashstage.ui.states.source_retention import SourceRetentionState
from cashstage.ui.states.source_rows import SourceRowsState
from tests.factories import workspaces
from tests.factories.sockets import Tab
from tests.ui.test_source_page import shown
from tests.ui.world import World

pytestmark = pytest.mark.integration

LONG = "Day,Cost\n" + "".join(f"2026-03-01,{number}.5\n" for number in range(1, 251))


@pytest.fixture
def tab(world: World) -> Iterator[Tab]:
    """An editor's tab."""
    with Tab(world.address, world.acme.tokens[RoleName.EDITOR]) as opened:
        yield opened


@pytest.fixture
def source_id(world: World) -> UUID:
    """A source of 250 rows, which had three before."""
    folder = world.platform.settings.cashstage_home
    short = "Day,Cost\n2026-03-01,7\n2026-03-02,8\n2026-03-03,9\n"
    made = workspaces.landed(world.platform, world.acme.admin, folder, short, "Grown")
    workspaces.landed_again(world.platform, world.acme.admin, folder, made.id, LONG)
    return made.id


def moments(world: World, source_id: UUID) -> list[str]:
    """When the source's snapshots were taken, oldest first."""
    page = sources.read_snapshots(world.platform, world.acme.admin, source_id, PageRequest())
    return [exact(item.taken_at) for item in reversed(page.items)]


def rows(tab: Tab, source_id: UUID, name: str, query: str = "", **payload: Any) -> None:
    tab.send(
        f"{SourceRowsState.get_full_name()}.{name}",
        payload,
        f"/sources/{source_id}{query}",
        data_source_id=str(source_id),
    )


def history(tab: Tab, source_id: UUID, name: str, **payload: Any) -> None:
    tab.send(
        f"{SourceRetentionState.get_full_name()}.{name}",
        payload,
        f"/sources/{source_id}",
        data_source_id=str(source_id),
    )


def test_rows_are_read_page_by_page(tab: Tab, source_id: UUID) -> None:
    rows(tab, source_id, "open")
    tab.until("Rows 1 to 100 of 250")
    rows(tab, source_id, "next_page")
    assert '"101.5"' in "".join(tab.until("Rows 101 to 200 of 250"))
    rows(tab, source_id, "next_page")
    assert '"has_more_rx_state_":false' in "".join(tab.until("Rows 201 to 250 of 250"))
    rows(tab, source_id, "next_page")
    rows(tab, source_id, "previous_page")
    tab.until("Rows 101 to 200 of 250")


def test_a_snapshot_is_shown_until_one_turns_back(world: World, tab: Tab, source_id: UUID) -> None:
    first, second = moments(world, source_id)
    rows(tab, source_id, "open")
    now = "".join(tab.until("Rows 1 to 100 of 250"))
    assert f'"earlier_rx_state_":"{first}"' in now

    rows(tab, source_id, "next_page")
    tab.until("Rows 101 to 200 of 250")
    rows(tab, source_id, "show_at", moment=first)
    past = "".join(tab.until("3 rows in all"))
    assert f'"address_rx_state_":"?as_of={first}"' in past
    assert f'"later_rx_state_":"{second}"' in past

    # The newest snapshot is now.
    rows(tab, source_id, "show_at", moment=second)
    assert '"address_rx_state_":""' in "".join(tab.until('"as_of_rx_state_":""'))
    rows(tab, source_id, "show_at", moment=first)
    tab.until("3 rows in all")
    rows(tab, source_id, "back_to_now")
    tab.until("Rows 1 to 100 of 250")


def test_the_address_opens_the_past(world: World, tab: Tab, source_id: UUID) -> None:
    first, _ = moments(world, source_id)
    rows(tab, source_id, "open", f"?as_of={first}")

    assert f'"as_of_rx_state_":"{first}"' in "".join(tab.until("3 rows in all"))


def test_typed_moments_are_the_organizations_and_the_future_is_now(
    tab: Tab, source_id: UUID
) -> None:
    rows(tab, source_id, "open")
    tab.until("Rows 1 to 100 of 250")
    rows(tab, source_id, "choose", text="2020-02-03T04:05")
    early = "".join(tab.until("has no snapshot from before that moment"))
    assert '"picked_rx_state_":"2020-02-03T04:05:00"' in early
    rows(tab, source_id, "choose", text="2199-01-01T00:00")
    assert '"as_of_rx_state_":""' in "".join(tab.until('"problem_rx_state_":""'))
    rows(tab, source_id, "choose", text="yesterday")
    tab.until("This is no moment. Choose a day and a time.")
    rows(tab, source_id, "show_at", moment="the newest")
    tab.until("There is no such snapshot.")


def test_what_lands_is_shown_now_and_leaves_the_past_alone(
    world: World, tab: Tab, source_id: UUID
) -> None:
    folder = world.platform.settings.cashstage_home
    shown(tab, source_id)
    rows(tab, source_id, "open")
    tab.until("Rows 1 to 100 of 250")
    grown = LONG + "2026-03-02,1\n"
    workspaces.landed_again(world.platform, world.acme.admin, folder, source_id, grown)
    tab.until("Rows 1 to 100 of 251")

    first, second, _ = moments(world, source_id)
    rows(tab, source_id, "show_at", moment=second)
    tab.until("Rows 1 to 100 of 250")
    job = sources.sync(world.platform, world.acme.admin, source_id)
    ingestion.run(world.platform, job.id)
    # Now there is another one behind, and the same rows are shown.
    rows(tab, source_id, "refresh")
    rows(tab, source_id, "show_at", moment=first)
    assert f'"later_rx_state_":"{second}"' in "".join(tab.until("3 rows in all"))


def test_a_rule_is_foretold_then_saved(world: World, tab: Tab, source_id: UUID) -> None:
    history(tab, source_id, "load")
    tab.until("Every snapshot stays: 2 so far.")
    history(tab, source_id, "choose", preset="thinned")
    assert '"changed_rx_state_":true' in "".join(tab.until("Nothing would go now"))
    held = thinning.read_rule(world.platform, world.acme.admin, source_id)
    assert held.daily_after_days is None

    history(tab, source_id, "choose", preset="custom")
    history(tab, source_id, "set_age", step="daily_after_days", text="900")
    tab.until("A day comes before a week")
    history(tab, source_id, "set_age", step="daily_after_days", text=" 7 ")
    tab.until('"problem_rx_state_":""')
    history(tab, source_id, "save")
    tab.until('"saved_rx_state_":"saved"')

    held = thinning.read_rule(world.platform, world.acme.admin, source_id)
    assert (held.daily_after_days, held.weekly_after_days, held.monthly_after_days) == (7, 180, 730)
    history(tab, source_id, "load")
    assert '"preset_rx_state_":"custom"' in "".join(tab.until('"loaded_rx_state_":true'))


def test_a_viewer_can_not_choose_what_is_kept(world: World) -> None:
    with Tab(world.address, world.acme.tokens[RoleName.VIEWER]) as tab:
        for name in ("load", "save"):
            history(tab, world.acme.data_source_id, name)
            tab.until("Only editors and admins can change")
