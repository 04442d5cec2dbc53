"""One worker per job, and nothing written by a worker that lost its job."""

from __future__ import annotations

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from cashstage.core.errors import (
    Conflict,
    Forbidden,
    NotFound,
    SourceUnavailable,
    UpstreamBusy,
)
from cashstage.core.jobs import Patience
from cashstage.models import (
    DataSource,
    JobEventKind,
    JobState,
    Organization,
    SourceState,
    Stage,
)
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from cashstage.sources.job import claims, fates
from cashstage.sources.job import service as jobs
from cashstage.sources.job.heartbeat import AttemptLostError, Heartbeat
from cashstage.sources.job.schemas import ClaimedJob
from tests.factories import people, sources

pytestmark = pytest.mark.integration

BUSY = UpstreamBusy("Google is busy.")
GONE = SourceUnavailable("The tab is gone.", next_step="Choose another one.")


@pytest.fixture
def place(platform: Platform) -> Organization:
    return people.organization(platform)


@pytest.fixture
def source(platform: Platform, place: Organization) -> DataSource:
    return sources.data_source(platform, place.id)


def after(platform: Platform, delay: timedelta) -> Platform:
    """The platform of a process whose clock is ahead."""
    return replace(platform, clock=lambda: platform.clock() + delay)


def claimed(platform: Platform, source: DataSource) -> ClaimedJob:
    found = claims.claim(platform, sources.job(platform, source))
    assert found is not None
    return found


def test_a_message_leaves_only_for_a_new_slot(platform: Platform, source: DataSource) -> None:
    first = sources.job(platform, source, "schedule:1")
    again = sources.job(platform, source, "schedule:1")

    assert first == again
    assert sources.waiting_messages(platform) == 1


def test_of_many_workers_one_gets_the_job(platform: Platform, source: DataSource) -> None:
    job_id = sources.job(platform, source)
    with ThreadPoolExecutor(8) as workers:
        found = list(workers.map(lambda _: claims.claim(platform, job_id), range(8)))

    assert sum(item is not None for item in found) == 1
    assert sources.job_row(platform, job_id).attempt == 1


def test_a_source_is_read_by_one_job_at_a_time(platform: Platform, source: DataSource) -> None:
    first = claimed(platform, source)
    second = sources.job(platform, source)

    assert claims.claim(platform, second) is None
    sources.end(platform, first.id)
    assert claims.claim(platform, second) is not None


def test_two_sources_are_read_at_once(platform: Platform, source: DataSource) -> None:
    claimed(platform, source)

    assert claimed(platform, sources.data_source(platform, source.organization_id)).attempt == 1


def test_the_next_waiting_job_is_sent_when_one_ends(platform: Platform, source: DataSource) -> None:
    first = claimed(platform, source)
    sources.job(platform, source)
    platform.broker.delete("celery")
    claims.send_next(platform, first)

    assert sources.waiting_messages(platform) == 1


def test_a_silent_worker_loses_its_job(platform: Platform, source: DataSource) -> None:
    first = claimed(platform, source)
    later = after(platform, Patience().silent + timedelta(seconds=1))
    second = claims.claim(later, first.id)

    assert second is not None
    assert second.attempt == 2
    with pytest.raises(AttemptLostError):
        Heartbeat(platform, first).progress(10, 100)
    claims.fail(platform, first, GONE)
    row = sources.job_row(platform, first.id)
    assert (row.state, row.reason, row.rows_done) == (JobState.RUNNING, None, 0)


def test_a_worker_that_speaks_keeps_its_job(platform: Platform, source: DataSource) -> None:
    first = claimed(platform, source)
    later = after(platform, Patience().silent - timedelta(seconds=5))
    Heartbeat(later, first).progress(1, 2)

    assert claims.claim(after(later, timedelta(seconds=10)), first.id) is None


def test_progress_never_goes_backwards(platform: Platform, source: DataSource) -> None:
    job = claimed(platform, source)
    heartbeat = Heartbeat(platform, job)
    heartbeat.progress(700, 1000)
    heartbeat.progress(300, 1000)
    heartbeat.stage(Stage.SAVING, JobEventKind.SAVING, "1,000 rows read; saving them.")
    row = sources.job_row(platform, job.id)

    assert (row.rows_done, row.rows_total, row.stage) == (700, 1000, "saving")


def test_what_may_pass_is_tried_again_later(platform: Platform, source: DataSource) -> None:
    job = claimed(platform, source)
    claims.fail(platform, job, BUSY)
    row = sources.job_row(platform, job.id)

    assert (row.state, row.reason, row.finished_at) == (JobState.QUEUED, "Google is busy.", None)
    assert claims.claim(platform, job.id) is None
    retried = claims.claim(after(platform, timedelta(seconds=2 * fates.FIRST_WAIT)), job.id)
    assert retried is not None
    assert retried.attempt == 2


def test_google_says_how_long_to_wait(platform: Platform, source: DataSource) -> None:
    job = claimed(platform, source)
    claims.fail(platform, job, UpstreamBusy("Google is busy.", retry_after=300))

    assert claims.claim(after(platform, timedelta(seconds=290)), job.id) is None
    assert claims.claim(after(platform, timedelta(seconds=301)), job.id) is not None


def test_what_can_not_pass_fails_at_once_with_its_reason(
    platform: Platform, source: DataSource
) -> None:
    job = claimed(platform, source)
    claims.fail(platform, job, GONE)
    row = sources.job_row(platform, job.id)
    state = sources.source_row(platform, source.id)

    assert (row.state, row.error_code) == (JobState.FAILED, "source_unavailable")
    assert row.reason == "The tab is gone. Choose another one."
    assert (state.state, state.state_reason) == (SourceState.NEEDS_ATTENTION, row.reason)


def test_the_third_failure_is_the_last(platform: Platform, source: DataSource) -> None:
    job_id = sources.job(platform, source)
    now = platform
    for _ in range(fates.MAX_FAILURES):
        attempt = claims.claim(now, job_id)
        assert attempt is not None
        claims.fail(now, attempt, BUSY)
        now = after(now, timedelta(minutes=2))

    assert sources.job_row(platform, job_id).state == JobState.FAILED
    assert claims.claim(now, job_id) is None


def test_a_worker_that_dies_three_times_is_not_sent_a_fourth(
    platform: Platform, source: DataSource
) -> None:
    job_id = sources.job(platform, source)
    now = platform
    for _ in range(fates.MAX_FAILURES):
        assert claims.claim(now, job_id) is not None
        now = after(now, Patience().silent + timedelta(seconds=1))

    assert claims.claim(now, job_id) is None
    row = sources.job_row(platform, job_id)
    assert (row.state, row.error_code) == (JobState.FAILED, "worker_lost")
    assert "died three times" in (row.reason or "")


def test_the_sweep_sends_what_was_left_behind(platform: Platform, source: DataSource) -> None:
    other = sources.data_source(platform, source.organization_id)
    claimed(platform, source)
    sources.job(platform, other)
    platform.broker.delete("celery")

    assert claims.sweep(platform) == 0
    assert claims.sweep(after(platform, Patience().silent + timedelta(seconds=1))) == 1
    assert claims.sweep(after(platform, Patience().queued + timedelta(seconds=1))) == 2
    assert sources.waiting_messages(platform) == 3


def test_a_long_queue_does_not_hide_a_silent_worker(
    platform: Platform, source: DataSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = sources.data_source(platform, source.organization_id)
    sources.job(platform, other)
    silent = claimed(platform, source)
    platform.broker.delete("celery")
    monkeypatch.setattr(claims, "MAX_LEFT_BEHIND", 1)

    assert claims.sweep(after(platform, Patience().silent + timedelta(seconds=1))) == 1
    assert sources.waiting_messages(platform) == 1
    message = cast("bytes", platform.broker.lindex("celery", 0))
    assert str(silent.id) in base64.b64decode(json.loads(message)["body"]).decode()


def test_a_cancelled_job_stops_its_worker(
    platform: Platform, place: Organization, source: DataSource
) -> None:
    job = claimed(platform, source)
    editor = people.person(platform, place, RoleName.EDITOR)
    cancelled = jobs.cancel(platform, editor, job.id)

    assert (cancelled.state, cancelled.reason) == (JobState.CANCELLED, "Cancelled by Editor.")
    with pytest.raises(AttemptLostError):
        Heartbeat(platform, job).progress(1, 2)
    assert claims.claim(platform, job.id) is None
    with pytest.raises(Conflict, match="ended already"):
        jobs.cancel(platform, editor, job.id)


def test_a_stranger_can_not_cancel(
    platform: Platform, place: Organization, source: DataSource
) -> None:
    job_id = sources.job(platform, source)
    viewer = people.person(platform, place, RoleName.VIEWER)
    stranger = people.person(platform, people.organization(platform, "Other"), RoleName.ADMIN)

    with pytest.raises(Forbidden):
        jobs.cancel(platform, viewer, job_id)
    with pytest.raises(NotFound):
        jobs.cancel(platform, stranger, job_id)
    assert sources.job_row(platform, job_id).state == JobState.QUEUED
