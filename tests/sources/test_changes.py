"""Edits are noticed by asking Drive, and cost one job each."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import select

from cashstage.emulator.faults import FaultOrder
from cashstage.emulator.server import EmulatorServer
from cashstage.models import Connection, ConnectionState, DataSource
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from cashstage.sources import changes, ingestion
from cashstage.sources.data_source import connect
from cashstage.sources.data_source.schemas import SheetSourceCreate
from tests.factories import google, people, sources, workspaces

pytestmark = pytest.mark.integration

OWNER = "team@ads.example"


@pytest.fixture
def source(platform: Platform, emulator: EmulatorServer) -> DataSource:
    """A connected spreadsheet that has been read once."""
    editor = people.person(platform, people.organization(platform), RoleName.EDITOR)
    found = google.spreadsheet(
        emulator.state, [["Day", "Cost"], ["2026-03-01", 1.5]], owner=OWNER, title="Ads"
    )
    body = SheetSourceCreate(
        name="Ads",
        connection_id=workspaces.connection(platform, editor, emulator, OWNER),
        spreadsheet_id=found.id,
    )
    created = connect.connect_sheet(platform, editor, body)
    ingestion.run(platform, created.job.id)
    return sources.source_row(platform, created.id)


def edit(emulator: EmulatorServer, source: DataSource) -> None:
    """Somebody adds a row to the spreadsheet."""
    with emulator.state.drive.editing(source.settings["spreadsheet_id"]) as found:
        found.tabs[0].rows.append(["2026-03-02", 2.5])


def tick(platform: Platform, number: int = 1) -> int:
    """The scheduler's `number`th tick from now."""
    pause = timedelta(seconds=platform.settings.google_poll_seconds * number)
    return changes.poll(replace(platform, clock=lambda: platform.clock() + pause))


def triggers(platform: Platform, source: DataSource) -> list[str]:
    return [job.trigger for job in sources.jobs_of(platform, source)]


def test_nothing_happens_while_nobody_edits(platform: Platform, source: DataSource) -> None:
    assert [tick(platform, number) for number in range(3)] == [0, 0, 0]
    assert triggers(platform, source) == ["connected"]


def test_an_edit_becomes_one_job(
    platform: Platform, emulator: EmulatorServer, source: DataSource
) -> None:
    tick(platform, 0)
    edit(emulator, source)

    assert [tick(platform, number) for number in (1, 2, 3)] == [1, 0, 0]
    assert triggers(platform, source) == ["connected", "change"]


def test_an_edit_is_noticed_again_after_it_was_read(
    platform: Platform, emulator: EmulatorServer, source: DataSource
) -> None:
    for number in (1, 2):
        edit(emulator, source)
        assert tick(platform, number) == 1
        ingestion.run(platform, sources.jobs_of(platform, source)[-1].id)

    assert triggers(platform, source) == ["connected", "change", "change"]
    assert tick(platform, 3) == 0


def test_many_edits_before_a_tick_are_one_job(
    platform: Platform, emulator: EmulatorServer, source: DataSource
) -> None:
    for _ in range(5):
        edit(emulator, source)

    assert tick(platform) == 1
    assert len(sources.jobs_of(platform, source)) == 2


def test_two_schedulers_at_once_ask_once(
    platform: Platform, emulator: EmulatorServer, source: DataSource
) -> None:
    edit(emulator, source)
    with ThreadPoolExecutor(4) as schedulers:
        counts = list(schedulers.map(lambda _: tick(platform), range(4)))

    assert sum(counts) == 1
    assert triggers(platform, source) == ["connected", "change"]


def test_another_file_concerns_no_source(
    platform: Platform, emulator: EmulatorServer, source: DataSource
) -> None:
    google.spreadsheet(emulator.state, [["Day"]], owner=OWNER, title="Other")

    assert tick(platform) == 0


def test_a_trouble_of_google_is_made_up_for(
    platform: Platform, emulator: EmulatorServer, source: DataSource
) -> None:
    edit(emulator, source)
    emulator.faults.add(FaultOrder(kind="rate_limited", path="/drive/", times=1, seconds=60))

    assert tick(platform, 1) == 0
    emulator.faults.clear()
    assert tick(platform, 2) == 1


def test_a_poll_that_takes_long_is_not_joined_by_the_next_tick(
    platform: Platform, source: DataSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[UUID] = []

    def slow(_: Platform, connection: Connection) -> int:
        asked.append(connection.id)
        assert [tick(platform, number) for number in (2, 3, 20)] == [0, 0, 0]
        return 7

    monkeypatch.setattr(changes, "_poll_one", slow)
    assert tick(platform, 1) == 7
    assert asked == [source.connection_id]
    monkeypatch.setattr(changes, "_poll_one", lambda *_: 1)
    assert tick(platform, 2) == 1


def test_what_nobody_foresaw_stops_no_other_poll(
    platform: Platform, source: DataSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> int:
        raise RuntimeError("a surprise")

    monkeypatch.setattr(changes, "_poll_one", broken)
    assert tick(platform, 1) == 0
    monkeypatch.setattr(changes, "_poll_one", lambda *_: 1)
    assert tick(platform, 2) == 1


def test_lost_consent_stops_the_asking(
    platform: Platform, emulator: EmulatorServer, source: DataSource
) -> None:
    emulator.state.grants.revoke_person(OWNER)
    edit(emulator, source)

    assert [tick(platform, number) for number in (1, 2)] == [0, 0]
    assert connection(platform, source.connection_id).state == ConnectionState.NEEDS_REAUTH
    assert triggers(platform, source) == ["connected"]


def connection(platform: Platform, connection_id: UUID | None) -> Connection:
    with platform.database.system() as session:
        return session.exec(select(Connection).where(Connection.id == connection_id)).one()
