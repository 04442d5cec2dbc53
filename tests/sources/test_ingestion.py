"""From a job to a snapshot: once, whole, and with its reason when it fails."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import col, select

from cashstage.access.principal import Principal
from cashstage.connectors.base import RawTable
from cashstage.connectors.google_sheets.client import GoogleSheets
from cashstage.connectors.google_sheets.fetch import fetch
from cashstage.core.jobs import Patience
from cashstage.emulator.faults import FaultOrder
from cashstage.emulator.server import EmulatorServer
from cashstage.models import DataSnapshot, JobState, SnapshotObject, SourceState
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from cashstage.sources import ingestion, reading, schedule
from cashstage.sources.data_source import connect
from cashstage.sources.data_source import service as data_sources
from cashstage.sources.data_source.schemas import DataSourceUpdate, SheetSourceCreate
from cashstage.sources.job import claims
from cashstage.sources.job import service as jobs
from cashstage.sources.job.heartbeat import AttemptLostError
from tests.factories import google, people, sources, workspaces

pytestmark = pytest.mark.integration

OWNER = "team@ads.example"
ROWS: list[list[Any]] = [["Day", "Channel", "Cost"], ["2026-03-01", "Search", 10.5]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A connected spreadsheet."""

    actor: Principal
    spreadsheet_id: str
    source_id: UUID
    first_job_id: UUID


@pytest.fixture
def editor(platform: Platform) -> Principal:
    return people.person(platform, people.organization(platform), RoleName.EDITOR)


@pytest.fixture
def sheet(platform: Platform, emulator: EmulatorServer, editor: Principal) -> Sheet:
    found = google.spreadsheet(emulator.state, ROWS, title="Ads", owner=OWNER)
    body = SheetSourceCreate(
        name="Ads",
        connection_id=workspaces.connection(platform, editor, emulator, OWNER),
        spreadsheet_id=found.id,
    )
    created = connect.connect_sheet(platform, editor, body)
    return Sheet(editor, found.id, created.id, created.job.id)


def snapshots(platform: Platform) -> list[DataSnapshot]:
    """Every snapshot there is, oldest first."""
    with platform.database.system() as session:
        return list(session.exec(select(DataSnapshot).order_by(col(DataSnapshot.id))).all())


def objects(platform: Platform) -> set[str]:
    """The digests of all stored objects."""
    with platform.database.system() as session:
        return set(session.exec(select(SnapshotObject.digest)).all())


def sync(platform: Platform, sheet: Sheet) -> UUID:
    return data_sources.sync(platform, sheet.actor, sheet.source_id).id


def later(platform: Platform, delay: timedelta) -> Platform:
    """The platform of a process whose clock is ahead."""
    return replace(platform, clock=lambda: platform.clock() + delay)


def test_a_job_becomes_a_snapshot(platform: Platform, sheet: Sheet) -> None:
    assert ingestion.run(platform, sheet.first_job_id) is JobState.SUCCEEDED
    [snapshot] = snapshots(platform)
    job = sources.job_row(platform, sheet.first_job_id)
    source = sources.source_row(platform, sheet.source_id)

    assert (snapshot.row_count, snapshot.job_id, job.snapshot_id) == (1, job.id, snapshot.id)
    assert objects(platform) == {snapshot.digest}
    assert (job.state, job.stage, job.rows_done, job.attempt) == ("succeeded", "done", 1, 1)
    assert (source.state, source.state_reason, source.columns_given) == ("ready", None, 3)


def test_an_ended_job_is_not_run_again(platform: Platform, sheet: Sheet) -> None:
    ingestion.run(platform, sheet.first_job_id)

    assert ingestion.run(platform, sheet.first_job_id) is None
    assert len(snapshots(platform)) == 1


def test_unchanged_content_adds_a_row_and_no_object(platform: Platform, sheet: Sheet) -> None:
    ingestion.run(platform, sheet.first_job_id)
    ingestion.run(platform, sync(platform, sheet))
    first, second = snapshots(platform)

    assert first.digest == second.digest
    assert first.taken_at < second.taken_at
    assert objects(platform) == {first.digest}


def scheduled(platform: Platform, source_id: UUID) -> UUID:
    """The job of a source whose time has come."""
    with platform.database.system() as session:
        source = sources.source_row(platform, source_id)
        source.refresh_minutes, source.next_refresh_at = 60, platform.clock()
        session.add(source)
    assert schedule.enqueue_due(platform) == 1
    return next(
        job.id
        for job in sources.jobs_of(platform, sources.source_row(platform, source_id))
        if job.state == JobState.QUEUED
    )


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The spreadsheets whose cells were asked for, one entry each time."""
    seen: list[str] = []

    def noted(sheets: GoogleSheets, spreadsheet_id: str, *rest: Any, **options: Any) -> RawTable:
        seen.append(spreadsheet_id)
        return fetch(sheets, spreadsheet_id, *rest, **options)

    monkeypatch.setattr(reading, "fetch", noted)
    return seen


def test_a_file_that_nobody_edited_is_not_read_by_the_clock(
    platform: Platform, sheet: Sheet, reads: list[str]
) -> None:
    ingestion.run(platform, sheet.first_job_id)
    for hours in (1, 2):
        then = later(platform, timedelta(hours=hours))
        assert ingestion.run(then, scheduled(then, sheet.source_id)) is JobState.SUCCEEDED
    assert len(reads) == 1
    first, second, third = snapshots(platform)
    assert {first.digest} == {second.digest, third.digest}
    assert (second.row_count, second.report["unchanged"]) == (1, True)
    assert sources.source_row(platform, sheet.source_id).state == SourceState.READY

    tomorrow = later(platform, timedelta(hours=25))
    ingestion.run(tomorrow, scheduled(tomorrow, sheet.source_id))
    assert len(reads) == 2


@pytest.mark.parametrize("change", ["edited", "formula", "settings", "asked"])
def test_whatever_may_show_something_else_is_read(
    platform: Platform, emulator: EmulatorServer, sheet: Sheet, change: str, reads: list[str]
) -> None:
    if change == "formula":
        with emulator.state.drive.editing(sheet.spreadsheet_id) as found:
            found.tabs[0].rows[1][2] = "#N/A"
    ingestion.run(platform, sheet.first_job_id)
    if change == "edited":
        with emulator.state.drive.editing(sheet.spreadsheet_id) as found:
            found.tabs[0].rows.append(["2026-03-02", "Search", 11.0])
    if change == "settings":
        body = DataSourceUpdate.model_validate({"settings": {"range": "A:B"}})
        data_sources.update(platform, sheet.actor, sheet.source_id, body)
        [waiting] = [
            job
            for job in sources.jobs_of(platform, sources.source_row(platform, sheet.source_id))
            if job.state == JobState.QUEUED
        ]
        jobs.cancel(platform, sheet.actor, waiting.id)
    then = later(platform, timedelta(hours=1))
    due = sync(then, sheet) if change == "asked" else scheduled(then, sheet.source_id)
    ingestion.run(then, due)

    assert len(reads) == 2


def test_an_edit_adds_an_object_and_keeps_the_old_one(
    platform: Platform, emulator: EmulatorServer, sheet: Sheet
) -> None:
    ingestion.run(platform, sheet.first_job_id)
    with emulator.state.drive.editing(sheet.spreadsheet_id) as found:
        found.tabs[0].rows.append(["2026-03-02", "Search", 11.0])
    ingestion.run(platform, sync(platform, sheet))
    first, second = snapshots(platform)

    assert (first.row_count, second.row_count) == (1, 2)
    assert objects(platform) == {first.digest, second.digest}


def test_another_column_gets_a_new_key_and_history_keeps_the_old(
    platform: Platform, emulator: EmulatorServer, sheet: Sheet
) -> None:
    ingestion.run(platform, sheet.first_job_id)
    with emulator.state.drive.editing(sheet.spreadsheet_id) as found:
        found.tabs[0].rows[:2] = [["Day", "Platform", "Cost"], ["2026-03-01", "Web", 3]]
    ingestion.run(platform, sync(platform, sheet))
    columns = data_sources.read_columns(platform, sheet.actor, sheet.source_id)
    first, second = snapshots(platform)

    assert [(column.id, column.name) for column in columns] == [
        ("c1", "Day"),
        ("c4", "Platform"),
        ("c3", "Cost"),
    ]
    assert [column["key"] for column in first.columns] == ["c1", "c2", "c3"]
    assert [column["key"] for column in second.columns] == ["c1", "c4", "c3"]


def test_two_workers_have_one_effect(platform: Platform, sheet: Sheet) -> None:
    with ThreadPoolExecutor(4) as workers:
        ends = list(workers.map(lambda _: ingestion.run(platform, sheet.first_job_id), range(4)))

    assert sorted(map(str, ends)) == ["None", "None", "None", "succeeded"]
    assert len(snapshots(platform)) == 1


def test_an_overtaken_worker_writes_nothing(platform: Platform, sheet: Sheet) -> None:
    slow = claims.claim(platform, sheet.first_job_id)
    assert slow is not None
    silent = later(platform, Patience().silent + timedelta(seconds=1))
    assert ingestion.run(silent, sheet.first_job_id) is JobState.SUCCEEDED
    before = sources.job_row(platform, sheet.first_job_id)

    with pytest.raises(AttemptLostError):
        ingestion._refresh(platform, slow)
    assert len(snapshots(platform)) == 1
    assert sources.job_row(platform, sheet.first_job_id) == before


def test_a_job_cancelled_while_it_is_read_lands_nothing(
    platform: Platform, emulator: EmulatorServer, sheet: Sheet
) -> None:
    emulator.faults.add(FaultOrder(kind="slow", path="/sheets/", seconds=0.5))
    with ThreadPoolExecutor(1) as worker:
        running = worker.submit(ingestion.run, platform, sheet.first_job_id)
        while sources.job_row(platform, sheet.first_job_id).state != JobState.RUNNING:
            assert not running.done()
        jobs.cancel(platform, sheet.actor, sheet.first_job_id)

        assert running.result() is JobState.CANCELLED
    assert snapshots(platform) == []
    assert sources.job_row(platform, sheet.first_job_id).state == JobState.CANCELLED


@pytest.mark.parametrize("kind", ["rate_limited", "unavailable", "internal", "truncated"])
def test_a_passing_trouble_of_google_is_waited_out(
    platform: Platform, emulator: EmulatorServer, sheet: Sheet, kind: str
) -> None:
    emulator.faults.add(FaultOrder(kind=kind, path="/sheets/", times=1, seconds=0.1))

    assert ingestion.run(platform, sheet.first_job_id) is JobState.SUCCEEDED
    assert len(snapshots(platform)) == 1


def test_the_last_good_snapshot_keeps_serving(
    platform: Platform, emulator: EmulatorServer, sheet: Sheet
) -> None:
    ingestion.run(platform, sheet.first_job_id)
    with emulator.state.drive.editing(sheet.spreadsheet_id) as found:
        found.tabs.clear()
    job_id = sync(platform, sheet)
    assert ingestion.run(platform, job_id) is JobState.FAILED
    job = sources.job_row(platform, job_id)
    read = data_sources.read(platform, sheet.actor, sheet.source_id)

    assert (read.state, read.state_reason) == (SourceState.NEEDS_ATTENTION, job.reason)
    assert read.snapshot is not None
    assert read.snapshot.row_count == 1
    assert len(snapshots(platform)) == 1


def test_a_source_that_reads_again_is_ready_again(
    platform: Platform, emulator: EmulatorServer, sheet: Sheet
) -> None:
    with emulator.state.drive.editing(sheet.spreadsheet_id) as found:
        found.trashed = True
    assert ingestion.run(platform, sheet.first_job_id) is JobState.FAILED
    assert "trash" in (sources.source_row(platform, sheet.source_id).state_reason or "")
    with emulator.state.drive.editing(sheet.spreadsheet_id) as found:
        found.trashed = False
    ingestion.run(platform, sync(platform, sheet))
    source = sources.source_row(platform, sheet.source_id)

    assert (source.state, source.state_reason) == (SourceState.READY, None)


def test_revoked_consent_fails_with_what_to_do(
    platform: Platform, emulator: EmulatorServer, sheet: Sheet
) -> None:
    emulator.state.grants.revoke_person(OWNER)
    ingestion.run(platform, sheet.first_job_id)
    job = sources.job_row(platform, sheet.first_job_id)

    assert (job.state, job.error_code) == (JobState.FAILED, "consent_lost")
    assert "Connect" in (job.reason or "")
    assert snapshots(platform) == []


def test_a_file_that_is_no_table_fails_and_stores_no_snapshot(
    platform: Platform, editor: Principal
) -> None:
    source = sources.data_source(platform, editor.organization.id)
    job_id = sources.job(platform, source)

    assert ingestion.run(platform, job_id) is JobState.FAILED
    assert "missing" in (sources.job_row(platform, job_id).reason or "")
    assert snapshots(platform) == []
