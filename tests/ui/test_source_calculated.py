"""Calculated columns on the page of a source, over a real socket of the real web process."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from cashstage.models.organization import RoleName
from cashstage.sources.calculated_field import service as fields
from cashstage.ui.states.editor import EditorState
from cashstage.ui.states.source import SourceState
from cashstage.ui.states.source_calculated import SourceCalculatedState
from tests.factories.sockets import Tab
from tests.ui.world import World

pytestmark = pytest.mark.integration

CLOSED = '"writing_rx_state_":false'
OPEN = '"writing_rx_state_":true'
LOADED = '"loaded_rx_state_":true'


@pytest.fixture
def tab(world: World) -> Iterator[Tab]:
    """An editor's tab on the columns of the source."""
    with Tab(world.address, world.acme.tokens[RoleName.EDITOR]) as opened:
        open_source(opened, world)
        yield opened


def open_source(tab: Tab, world: World) -> str:
    send(tab, world, f"{SourceState.get_full_name()}.open")
    tab.until('"content_loaded_rx_state_":true')
    call(tab, world, "load")
    return "".join(tab.until(LOADED))


def call(tab: Tab, world: World, name: str, **payload: Any) -> None:
    send(tab, world, f"{SourceCalculatedState.get_full_name()}.{name}", **payload)


def send(tab: Tab, world: World, event: str, **payload: Any) -> None:
    source_id = str(world.acme.data_source_id)
    tab.send(event, payload, f"/sources/{source_id}", data_source_id=source_id)


def names(world: World) -> list[str]:
    found = fields.read_all(world.platform, world.acme.admin, world.acme.data_source_id)
    return [field.name for field in found]


def test_the_list_shows_formulas_by_name(tab: Tab, world: World) -> None:
    call(tab, world, "load")

    shown = "".join(tab.until("Acme label"))

    assert "CONCAT(Channel, ' of Acme')" in shown


def test_one_is_written_changed_and_deleted(tab: Tab, world: World) -> None:
    call(tab, world, "write", field_id="")
    tab.until(OPEN)
    call(tab, world, "set_formula", text="UPPER(Channel)")
    call(tab, world, "save", form={"name": "Loud"})
    tab.until(CLOSED)
    [field] = [
        each
        for each in fields.read_all(world.platform, world.acme.admin, world.acme.data_source_id)
        if each.name == "Loud"
    ]

    call(tab, world, "write", field_id=str(field.id))
    assert '"formula_rx_state_":"UPPER(Channel)"' in "".join(tab.until(OPEN))
    call(tab, world, "save", form={"name": "Louder"})
    tab.until(CLOSED)
    assert "Louder" in names(world)

    call(tab, world, "delete", field_id=str(field.id))
    tab.until('"lines_rx_state_"')
    assert "Louder" not in names(world)


def test_what_is_wrong_stays_in_the_dialog(tab: Tab, world: World) -> None:
    before = names(world)
    call(tab, world, "write", field_id="")
    tab.until(OPEN)
    call(tab, world, "set_formula", text="UPPER(Chanel)")
    call(tab, world, "save", form={"name": "Loud"})

    told = "".join(tab.until("problem_rx_state_"))

    assert "Did you mean" in told
    assert names(world) == before


def test_a_viewer_reads_and_changes_nothing(world: World) -> None:
    before = names(world)
    with Tab(world.address, world.acme.tokens[RoleName.VIEWER]) as tab:
        assert "Acme label" in open_source(tab, world)
        call(tab, world, "set_formula", text="UPPER(Channel)")
        call(tab, world, "save", form={"name": "Sneaked in"})
        told = "".join(tab.until("problem_rx_state_"))

    assert "Only editors and admins can change data sources." in told
    assert names(world) == before


def test_an_empty_formula_is_asked_for(tab: Tab, world: World) -> None:
    call(tab, world, "write", field_id="")
    tab.until(OPEN)
    call(tab, world, "save", form={"name": "Nothing"})

    assert "Fill in the formula." in "".join(tab.until("problem_rx_state_"))


def test_the_widget_panel_offers_them_as_fields(world: World) -> None:
    widget_id = str(world.acme.widget_id)
    with Tab(world.address, world.acme.tokens[RoleName.EDITOR]) as tab:
        tab.send(
            f"{EditorState.get_full_name()}.act",
            {"press": {"action": "edit", "widget_id": widget_id}},
            f"/d/{world.acme.dashboard_id}",
            dashboard_id=str(world.acme.dashboard_id),
        )

        shown = "".join(tab.until(f'"widget_id_rx_state_":"{widget_id}"'))

    assert "Acme label" in shown
