"""The card of a source's schedule and its pause, over a real socket of the real web process."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from cashstage.core.schedule.value import Daily, Interval
from cashstage.models.organization import RoleName
from cashstage.sources.data_source import connect, refreshing
from cashstage.sources.data_source import service as sources
from cashstage.sources.data_source.schemas import DataSourceRead, SheetSourceCreate
from cashstage.ui.states.source import SourceState
from cashstage.ui.states.source_schedule import SourceScheduleState
from cashstage.ui.states.sources import SourcesState
from tests.factories.sockets import Tab
from tests.ui.world import World

pytestmark = pytest.mark.integration

SAVED = '"saved_rx_state_":"saved"'


@pytest.fixture
def source_id(world: World) -> UUID:
    """A connected spreadsheet that is refreshed every hour."""
    body = SheetSourceCreate(
        name="Scheduled",
        connection_id=world.acme.connection_id,
        spreadsheet_id=world.acme.spreadsheet_id,
        schedule=Interval(every_minutes=60),
    )
    return connect.connect_sheet(world.platform, world.acme.admin, body).id


@pytest.fixture
def tab(world: World, source_id: UUID) -> Iterator[Tab]:
    """An editor's tab on the settings of the source."""
    with Tab(world.address, world.acme.tokens[RoleName.EDITOR]) as opened:
        open_source(opened, source_id)
        call(opened, "load", source_id)
        opened.until('"ready_rx_state_":true')
        yield opened


def open_source(tab: Tab, source_id: UUID) -> str:
    send(tab, f"{SourceState.get_full_name()}.open", source_id)
    return "".join(tab.until('"content_loaded_rx_state_":true'))


def call(tab: Tab, name: str, source_id: UUID, **payload: Any) -> None:
    send(tab, f"{SourceScheduleState.get_full_name()}.{name}", source_id, **payload)


def send(tab: Tab, event: str, source_id: UUID, **payload: Any) -> None:
    tab.send(event, payload, f"/sources/{source_id}", data_source_id=str(source_id))


def stored(world: World, source_id: UUID) -> DataSourceRead:
    return sources.read(world.platform, world.acme.admin, source_id)


def test_a_schedule_is_looked_at_and_saved(world: World, tab: Tab, source_id: UUID) -> None:
    call(tab, "choose_kind", source_id, kind="daily")
    assert '"runs_rx_state_"' in "".join(tab.until("Daily at 06:00 (Berlin)"))
    call(tab, "add_time", source_id)
    tab.until("Daily at 06:00 and 12:00 (Berlin)")
    call(tab, "set_time", source_id, index=1, time="18:30")
    call(tab, "toggle_day", source_id, day="sunday")
    tab.until("at 06:00 and 18:30 (Berlin)")
    call(tab, "set_zone", source_id, text="asia/kolkata")
    tab.until("asia/kolkata is not a time zone")
    call(tab, "set_zone", source_id, text="Asia/Kolkata")
    tab.until("18:30 (Kolkata)")
    call(tab, "save", source_id)
    tab.until(SAVED)
    kept = stored(world, source_id).schedule

    assert isinstance(kept, Daily)
    assert (kept.times, kept.time_zone) == (("06:00", "18:30"), "Asia/Kolkata")
    assert len(kept.weekdays) == 6


def test_a_part_of_a_zones_name_proposes_zones(tab: Tab, source_id: UUID) -> None:
    call(tab, "choose_kind", source_id, kind="hourly")
    call(tab, "set_zone", source_id, text="new york")

    assert "America/New York" in "".join(tab.until("America/New_York"))


def test_a_wrong_expression_names_its_field_and_is_not_saved(
    world: World, tab: Tab, source_id: UUID
) -> None:
    call(tab, "choose_kind", source_id, kind="cron")
    tab.until("At 06:00 on Monday through Friday (Berlin)")
    call(tab, "set_expression", source_id, text="0 25 * * *")
    tab.until("can't be read; use 0 to 23")
    call(tab, "save", source_id)
    tab.until('"saved_rx_state_":"failed"')

    assert stored(world, source_id).schedule == Interval(
        every_minutes=60, time_zone="Europe/Berlin"
    )


def test_edits_can_be_left_alone_and_the_schedule_taken_away(
    world: World, tab: Tab, source_id: UUID
) -> None:
    call(tab, "choose_kind", source_id, kind="none")
    call(tab, "toggle_on_change", source_id)
    call(tab, "save", source_id)
    tab.until(SAVED)
    kept = stored(world, source_id)

    assert (kept.schedule, kept.on_change) == (None, False)
    assert "Only by hand" in open_source(tab, source_id)


def test_what_is_being_edited_outlives_what_others_save(
    world: World, tab: Tab, source_id: UUID
) -> None:
    call(tab, "choose_kind", source_id, kind="hourly")
    tab.until("Every hour, on the hour")
    send(tab, f"{SourceState.get_full_name()}.save", source_id, form={"name": "Renamed"})
    tab.until("Renamed")
    call(tab, "load", source_id)
    call(tab, "set_minute", source_id, minute="5")
    tab.until("Every hour, at 5 past")
    call(tab, "save", source_id)
    tab.until(SAVED)

    assert getattr(stored(world, source_id).schedule, "minute", None) == 5


def test_a_pause_is_said_wherever_the_source_is(world: World, tab: Tab, source_id: UUID) -> None:
    call(tab, "pause", source_id)
    tab.until('"paused_by_rx_state_":"Editor')
    with Tab(world.address, world.acme.tokens[RoleName.VIEWER]) as viewer:
        viewer.send(f"{SourcesState.get_full_name()}.load", {}, "/sources")
        assert "Paused by Editor" in "".join(viewer.until('"loaded_'))
        call(tab, "resume", source_id)
        viewer.until("Every hour")

    assert stored(world, source_id).paused is None


def test_a_pause_by_somebody_else_appears_by_itself(
    world: World, tab: Tab, source_id: UUID
) -> None:
    refreshing.pause(world.platform, world.acme.admin, source_id)

    tab.until(f'"paused_by_rx_state_":"{world.acme.admin.name}"')


def test_a_viewer_neither_pauses_nor_looks(world: World, source_id: UUID) -> None:
    with Tab(world.address, world.acme.tokens[RoleName.VIEWER]) as tab:
        open_source(tab, source_id)
        for name in ("pause", "resume", "load"):
            call(tab, name, source_id)
            tab.until("Only editors and admins can change")
