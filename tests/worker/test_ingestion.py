"""Workers as processes: they do what they are sent, and may die at any moment."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlmodel import col, select

from cashstage.access.principal import Principal
from cashstage.core.jobs import Patience, Task
from cashstage.emulator.faults import FaultOrder
from cashstage.emulator.server import EmulatorServer
from cashstage.models import DataSnapshot, IngestionJob, JobState
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from cashstage.sources.data_source import connect
from cashstage.sources.data_source.schemas import SheetSourceCreate
from cashstage.sources.job import claims
from tests.factories import google, people, sources, workers, workspaces

pytestmark = pytest.mark.integration


@pytest.fixture
def platform(google_platform: Platform) -> Platform:
    """A platform that takes the emulator for Google."""
    return google_platform


@pytest.fixture
def editor(platform: Platform) -> Principal:
    return people.person(platform, people.organization(platform), RoleName.EDITOR)


def state_of(platform: Platform, job_id: UUID) -> str:
    return sources.job_row(platform, job_id).state


def snapshots_of(platform: Platform, job_id: UUID) -> list[UUID]:
    with platform.database.system() as session:
        query = select(DataSnapshot.id).where(col(DataSnapshot.job_id) == job_id)
        return list(session.exec(query).all())


def fall_silent(platform: Platform, job_id: UUID) -> None:
    """Lets the time pass after which a worker that says nothing is taken for dead."""
    with platform.database.system() as session:
        job = session.exec(select(IngestionJob).where(IngestionJob.id == job_id)).one()
        job.heartbeat_at = platform.clock() - Patience().silent - timedelta(seconds=1)
        session.add(job)


def test_a_job_survives_a_worker_killed_in_the_middle_of_it(
    platform: Platform, emulator: EmulatorServer, editor: Principal
) -> None:
    found = google.spreadsheet(
        emulator.state, [["Day", "Cost"], ["2026-03-01", 1.5]], owner="team@ads.example"
    )
    body = SheetSourceCreate(
        name="Ads",
        connection_id=workspaces.connection(platform, editor, emulator, "team@ads.example"),
        spreadsheet_id=found.id,
        tab="Sheet1",
    )
    job_id = connect.connect_sheet(platform, editor, body).job.id
    emulator.faults.add(FaultOrder(kind="slow", path="/sheets/", times=1, seconds=20))
    with workers.worker(platform.settings) as first:
        workers.until(lambda: state_of(platform, job_id) == JobState.RUNNING)
        workers.until(lambda: emulator.faults.planned() == [])
        workers.kill(first)

    assert state_of(platform, job_id) == JobState.RUNNING
    assert claims.sweep(platform) == 0
    fall_silent(platform, job_id)
    assert claims.sweep(platform) == 1
    with workers.worker(platform.settings):
        workers.until(lambda: JobState(state_of(platform, job_id)).final)
    job = sources.job_row(platform, job_id)

    assert (job.state, job.attempt, job.rows_done) == (JobState.SUCCEEDED, 2, 1)
    assert snapshots_of(platform, job_id) == [job.snapshot_id]


def test_two_messages_for_two_workers_have_one_effect(
    platform: Platform, editor: Principal, tmp_path: Path
) -> None:
    job_id = workspaces.uploaded(platform, editor, tmp_path, "Day,Cost\n2026-03-01,1\n").job.id
    for _ in range(3):
        platform.jobs.send(Task.INGEST, job_id)
    assert sources.waiting_messages(platform) == 4
    with workers.worker(platform.settings), workers.worker(platform.settings):
        workers.until(lambda: sources.waiting_messages(platform) == 0)
        workers.until(lambda: state_of(platform, job_id) == JobState.SUCCEEDED)

    assert sources.job_row(platform, job_id).attempt == 1
    assert len(snapshots_of(platform, job_id)) == 1
