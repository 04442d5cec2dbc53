"""Attempts that take too long: stopped with a reason, or killed and found again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from cashstage.access.principal import Principal
from cashstage.core.jobs import Patience, Task, create_celery
from cashstage.emulator.faults import FaultOrder
from cashstage.emulator.server import EmulatorServer
from cashstage.models import JobState
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from cashstage.sources.job import claims
from cashstage.sources.job import service as jobs
from tests.factories import people, sources, workers, workspaces

pytestmark = pytest.mark.integration


@pytest.fixture
def platform(google_platform: Platform) -> Platform:
    """A platform that takes the emulator for Google."""
    return google_platform


@pytest.fixture
def editor(platform: Platform) -> Principal:
    return people.person(platform, people.organization(platform), RoleName.EDITOR)


def stuck(platform: Platform, emulator: EmulatorServer, editor: Principal, **limits: Any) -> UUID:
    """A job whose sheet takes far longer to answer than its task may run."""
    job_id = workspaces.connected(platform, emulator, editor).job.id
    platform.broker.delete("celery")
    emulator.faults.add(FaultOrder(kind="slow", path="/sheets/", times=1, seconds=15))
    create_celery(platform.settings).send_task(Task.INGEST, args=[str(job_id)], **limits)
    return job_id


def told(platform: Platform, editor: Principal, job_id: UUID) -> list[str]:
    return [line.kind for line in jobs.read_events(platform, editor, job_id)]


def test_the_soft_limit_ends_an_attempt_with_its_reason(
    platform: Platform, emulator: EmulatorServer, editor: Principal
) -> None:
    job_id = stuck(platform, emulator, editor, soft_time_limit=1)
    with workers.worker(platform.settings):
        workers.until(lambda: "retry" in told(platform, editor, job_id))
        job = sources.job_row(platform, job_id)
        assert (job.error_code, job.failures) == ("time_limit", 1)
        assert "took longer than" in (job.reason or "")
        workers.until(lambda: sources.job_row(platform, job_id).state == JobState.SUCCEEDED)

    assert sources.job_row(platform, job_id).attempt == 2


def test_the_hard_limit_is_noticed_by_the_sweep(
    platform: Platform, emulator: EmulatorServer, editor: Principal
) -> None:
    job_id = stuck(platform, emulator, editor, soft_time_limit=90, time_limit=1)
    with workers.worker(platform.settings):
        workers.until(lambda: "fetching" in told(platform, editor, job_id))
        soon = replace(
            platform,
            clock=lambda: platform.clock() + Patience().silent + timedelta(seconds=5),
        )
        workers.until(lambda: emulator.faults.planned() == [])
        assert claims.sweep(platform) == 0
        assert claims.sweep(soon) == 1
        workers.until(lambda: sources.job_row(platform, job_id).state == JobState.SUCCEEDED)

    job = sources.job_row(platform, job_id)
    assert (job.attempt, job.losses, job.failures) == (2, 1, 0)
    assert "worker_lost" in told(platform, editor, job_id)
