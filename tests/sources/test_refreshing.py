"""Pausing a source, and leaving its edits alone: nothing is fetched by itself, nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from cashstage.access.principal import Principal
from cashstage.core.schedule.value import Interval
from cashstage.emulator.server import EmulatorServer
from cashstage.models import DataSource
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from cashstage.sources import changes, ingestion, schedule
from cashstage.sources.data_source import connect, refreshing
from cashstage.sources.data_source import service as data_sources
from cashstage.sources.data_source.schemas import DataSourceUpdate, SheetSourceCreate
from tests.factories import google, people, sources, workspaces

pytestmark = pytest.mark.integration

OWNER = "team@ads.example"


@pytest.fixture
def editor(platform: Platform) -> Principal:
    place = people.organization(platform)
    return people.person(platform, place, RoleName.EDITOR, "emil@ads.example")


@pytest.fixture
def source(platform: Platform, emulator: EmulatorServer, editor: Principal) -> DataSource:
    """A connected spreadsheet, read once, that is refreshed every quarter of an hour."""
    found = google.spreadsheet(
        emulator.state, [["Day", "Cost"], ["2026-03-01", 1.5]], owner=OWNER, title="Ads"
    )
    body = SheetSourceCreate(
        name="Ads",
        connection_id=workspaces.connection(platform, editor, emulator, OWNER),
        spreadsheet_id=found.id,
        schedule=Interval(every_minutes=15),
    )
    created = connect.connect_sheet(platform, editor, body)
    ingestion.run(platform, created.job.id)
    tick(platform, hours=0)
    return sources.source_row(platform, created.id)


def edit(emulator: EmulatorServer, source: DataSource) -> None:
    with emulator.state.drive.editing(source.settings["spreadsheet_id"]) as found:
        found.tabs[0].rows.append(["2026-03-02", 2.5])


def later(platform: Platform, hours: int) -> Platform:
    return replace(platform, clock=lambda: platform.clock() + timedelta(hours=hours))


def tick(platform: Platform, hours: int) -> int:
    """Both of the scheduler's ticks so many hours from now; how many jobs they wrote."""
    then = later(platform, hours)
    return changes.poll(then) + schedule.enqueue_due(then)


def triggers(platform: Platform, source: DataSource) -> list[str]:
    return [job.trigger for job in sources.jobs_of(platform, source)]


def run_all(platform: Platform, source: DataSource) -> None:
    for job in sources.jobs_of(platform, source):
        ingestion.run(platform, job.id)


def test_while_paused_neither_edit_nor_clock_fetches(
    platform: Platform, emulator: EmulatorServer, source: DataSource, editor: Principal
) -> None:
    refreshing.pause(platform, editor, source.id)
    edit(emulator, source)

    assert [tick(platform, hours) for hours in (1, 2, 3)] == [0, 0, 0]
    assert triggers(platform, source) == ["connected"]


def test_after_the_pause_the_edit_is_read_and_both_go_on(
    platform: Platform, emulator: EmulatorServer, source: DataSource, editor: Principal
) -> None:
    refreshing.pause(platform, editor, source.id)
    edit(emulator, source)
    tick(platform, 1)
    refreshing.resume(platform, editor, source.id)
    run_all(platform, source)
    read = data_sources.read(platform, editor, source.id)

    assert read.snapshot is not None
    assert read.snapshot.row_count == 2
    edit(emulator, source)
    assert tick(platform, 2) >= 1


def test_what_waits_to_be_fetched_by_itself_is_cancelled(
    platform: Platform, emulator: EmulatorServer, source: DataSource, editor: Principal
) -> None:
    edit(emulator, source)
    assert changes.poll(later(platform, 1)) == 1
    refreshing.pause(platform, editor, source.id)
    waiting = sources.jobs_of(platform, source)[-1]

    assert (waiting.trigger, waiting.state) == ("change", "cancelled")
    assert waiting.reason == f"{editor.name} paused the data source."
    assert ingestion.run(platform, waiting.id) is None


def test_edits_that_do_not_count_wait_for_the_clock(
    platform: Platform, emulator: EmulatorServer, source: DataSource, editor: Principal
) -> None:
    data_sources.update(platform, editor, source.id, DataSourceUpdate(on_change=False))
    edit(emulator, source)

    assert changes.poll(later(platform, 1)) == 0
    assert schedule.enqueue_due(later(platform, 1)) == 1
    run_all(platform, source)
    read = data_sources.read(platform, editor, source.id)
    assert read.snapshot is not None
    assert read.snapshot.row_count == 2


def test_other_sources_of_the_connection_are_still_followed(
    platform: Platform, emulator: EmulatorServer, source: DataSource, editor: Principal
) -> None:
    assert source.connection_id is not None
    body = SheetSourceCreate(
        name="Again",
        connection_id=source.connection_id,
        spreadsheet_id=source.settings["spreadsheet_id"],
    )
    other = connect.connect_sheet(platform, editor, body)
    ingestion.run(platform, other.job.id)
    refreshing.pause(platform, editor, source.id)
    edit(emulator, source)

    assert changes.poll(later(platform, 1)) == 1
    assert triggers(platform, sources.source_row(platform, other.id)) == ["connected", "change"]


def test_a_pause_says_who_and_since_when(
    platform: Platform, source: DataSource, editor: Principal
) -> None:
    moment = datetime.fromisoformat("2026-03-09T12:00:00+00:00")
    paused = refreshing.pause(replace(platform, clock=lambda: moment), editor, source.id).paused

    assert paused is not None
    assert (paused.since, paused.by) == (moment, editor.name)
