"""Programs that end while others work: a worker told to stop, a scheduler killed."""

from __future__ import annotations

import time
from pathlib import Path
from uuid import UUID

import pytest
import redis

from cashstage.core.jobs import TICKS, Patience, Task
from cashstage.core.settings import Settings
from cashstage.emulator.faults import FaultOrder
from cashstage.emulator.server import EmulatorServer
from cashstage.models import DataSource, JobState
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from cashstage.ops.embedded.valkey import EmbeddedValkey
from cashstage.ops.programs import Role
from tests.conftest import open_platform
from tests.factories import figures, people, sources
from tests.factories.machine import Program, outage
from tests.factories.workers import until

pytestmark = pytest.mark.integration

STOP_SECONDS = 3.0


@pytest.fixture
def settings(hasty_settings: Settings) -> Settings:
    """Settings of workers that stop soon, but that nobody takes for dead."""
    return hasty_settings.model_copy(
        update={
            "worker_silent_seconds": 180.0,
            "worker_stop_seconds": STOP_SECONDS,
            "google_timeout_seconds": 60.0,
        }
    )


def waiting_job(platform: Platform, emulator: EmulatorServer, account: str) -> UUID:
    """A job over a spreadsheet."""
    editor = people.person(platform, people.organization(platform), RoleName.EDITOR, account)
    found = figures.sheet(platform, editor, emulator, account, 20)
    source = DataSource(id=found.source_id, organization_id=editor.organization.id)
    return sources.jobs_of(platform, source)[0].id


@pytest.mark.parametrize(("seconds", "attempts"), [(1.5, 1), (9, 2)])
def test_a_worker_told_to_stop_ends_its_job_or_gives_it_back(
    settings: Settings, emulator: EmulatorServer, tmp_path: Path, seconds: float, attempts: int
) -> None:
    log = tmp_path / "log"
    with open_platform(settings) as platform:
        job_id = waiting_job(platform, emulator, f"stop-{attempts}@ads.example")
        emulator.faults.add(FaultOrder(kind="slow", seconds=seconds))
        with Program(Role.WORKER, settings, log) as worker:
            until(lambda: emulator.faults.planned() == [])
            worker.terminate()
            began = time.monotonic()
            worker.wait(20)
            assert time.monotonic() - began < STOP_SECONDS + 5
        if attempts == 2:
            assert sources.job_row(platform, job_id).state == JobState.QUEUED
            with Program(Role.WORKER, settings, log):
                until(lambda: sources.job_row(platform, job_id).state == JobState.SUCCEEDED, 20)
        job = sources.job_row(platform, job_id)

    assert (job.state, job.attempt) == (JobState.SUCCEEDED, attempts)


def test_of_two_schedulers_one_works_and_the_other_takes_over(
    hasty_platform: Platform, durable_valkey: EmbeddedValkey, tmp_path: Path
) -> None:
    settings = hasty_platform.settings
    every = Patience.of(settings).sweep.total_seconds()

    def sweeps() -> int:
        """Messages that wait, since no worker runs."""
        with redis.Redis.from_url(durable_valkey.url) as client:
            return sum(Task.SWEEP.encode() in one for one in client.lrange(TICKS, 0, -1))

    with redis.Redis.from_url(durable_valkey.url) as client:
        client.flushdb()
    with Program(Role.SCHEDULER, settings, tmp_path / "first") as first:
        until(lambda: sweeps() > 0)
        with Program(Role.SCHEDULER, settings, tmp_path / "second") as second:
            before, began = sweeps(), time.monotonic()
            until(lambda: sweeps() >= before + 4)
            assert sweeps() - before <= (time.monotonic() - began) / every + 1

            with outage(durable_valkey, 2):
                pass
            until(lambda: sweeps() >= before + 6)
            assert (first.starts, second.starts) == (1, 1)

            first.kill_for_good()
            killed_at = sweeps()
            until(lambda: sweeps() > killed_at + 1, 20)
