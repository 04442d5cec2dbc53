"""What a machine runs out of while a source is read: time, disk, patience."""

from __future__ import annotations

import resource
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from sqlmodel import select

from cashstage.emulator.faults import FaultOrder
from cashstage.emulator.server import EmulatorServer
from cashstage.models import DataSnapshot, DataSource, IngestionJob, JobState, SnapshotObject
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from cashstage.sources import ingestion
from cashstage.sources.job import claims
from tests.factories import figures, people, sources
from tests.factories.workers import until

pytestmark = pytest.mark.integration

SILENT_SECONDS = 3.0


@pytest.fixture
def platform(google_platform: Platform) -> Platform:
    """A platform that takes the emulator for Google, and silent workers for dead soon."""
    settings = google_platform.settings.model_copy(update={"worker_silent_seconds": SILENT_SECONDS})
    return replace(google_platform, settings=settings)


@pytest.fixture
def job_id(platform: Platform, emulator: EmulatorServer) -> UUID:
    """The waiting job of a spreadsheet of some size."""
    editor = people.person(platform, people.organization(platform), RoleName.EDITOR)
    found = figures.sheet(platform, editor, emulator, "limits@ads.example", 5_000)
    source = DataSource(id=found.source_id, organization_id=editor.organization.id)
    return sources.jobs_of(platform, source)[0].id


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file can grow beyond that many bytes, as on a disk that fills up."""
    former = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, former[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, former)


def landed(platform: Platform) -> int:
    """Snapshots and parts of objects."""
    with platform.database.system() as session:
        kinds = (DataSnapshot, SnapshotObject)
        return sum(len(session.exec(select(kind)).all()) for kind in kinds)


def try_at_once(platform: Platform, job_id: UUID) -> None:
    """Lets the time pass until the next attempt."""
    with platform.database.system() as session:
        job = session.exec(select(IngestionJob).where(IngestionJob.id == job_id)).one()
        job.not_before = None
        session.add(job)


def test_a_full_disk_fails_the_job_in_a_sentence_and_leaves_no_half(
    platform: Platform, job_id: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with room_for(4096):
        assert ingestion.run(platform, job_id) is JobState.FAILED
    job = sources.job_row(platform, job_id)
    assert job.error_code == "unavailable"
    assert "disk is full" in (job.reason or "")
    assert landed(platform) == 0
    assert list(tmp_path.glob("cashstage-work-*")) == []

    try_at_once(platform, job_id)
    assert ingestion.run(platform, job_id) is JobState.SUCCEEDED


def test_a_worker_that_waits_for_google_is_not_taken_for_dead(
    platform: Platform, emulator: EmulatorServer, job_id: UUID
) -> None:
    emulator.faults.add(FaultOrder(kind="slow", seconds=SILENT_SECONDS + 1.5))
    with ThreadPoolExecutor(1) as worker:
        running = worker.submit(ingestion.run, platform, job_id)
        until(lambda: sources.job_row(platform, job_id).state == JobState.RUNNING)
        while not running.done():
            assert claims.sweep(platform) == 0
            assert claims.claim(platform, job_id) is None
        assert running.result() is JobState.SUCCEEDED
    assert sources.job_row(platform, job_id).attempt == 1


def test_a_job_that_is_given_back_can_be_taken_at_once(platform: Platform, job_id: UUID) -> None:
    first = claims.claim(platform, job_id)
    assert first is not None
    before = sources.waiting_messages(platform)
    claims.release(platform, first)
    claims.release(platform, first)

    assert sources.waiting_messages(platform) == before + 1
    second = claims.claim(platform, job_id)
    assert second is not None
    assert second.attempt == 2
    claims.release(platform, first)
    assert sources.job_row(platform, job_id).state == JobState.RUNNING
