"""A job tells what happened to it, never goes backwards, and ends for good one day."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cashstage.access.principal import Principal
from cashstage.connectors.google_sheets.transport import PATIENT
from cashstage.core.errors import QuotaExhausted, UpstreamBusy
from cashstage.core.jobs import Patience
from cashstage.emulator.faults import FaultOrder
from cashstage.emulator.server import EmulatorServer
from cashstage.models import DataSource, JobEventKind, JobState, Stage
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from cashstage.sources import ingestion
from cashstage.sources.data_source import service as data_sources
from cashstage.sources.job import claims, fates, log, repository, retention
from cashstage.sources.job import service as jobs
from cashstage.sources.job.heartbeat import Heartbeat
from tests.factories import people, sources, workspaces

pytestmark = pytest.mark.integration

CSV = "Day,Cost\n2026-03-01,1\n2026-03-02,2\n"
SILENT = Patience().silent + timedelta(seconds=1)


@pytest.fixture
def editor(platform: Platform) -> Principal:
    return people.person(platform, people.organization(platform), RoleName.EDITOR)


@pytest.fixture
def source(platform: Platform, editor: Principal) -> DataSource:
    return sources.data_source(platform, editor.organization.id)


def after(platform: Platform, delay: timedelta) -> Platform:
    """The platform of a process whose clock is ahead."""
    return replace(platform, clock=lambda: platform.clock() + delay)


def told(platform: Platform, editor: Principal, job_id: UUID) -> list[tuple[str, str]]:
    return [(line.kind, line.sentence) for line in jobs.read_events(platform, editor, job_id)]


def test_a_job_tells_its_whole_life(platform: Platform, editor: Principal, tmp_path: Path) -> None:
    created = workspaces.landed(platform, editor, tmp_path, CSV)
    again = data_sources.sync(platform, editor, created.id)
    ingestion.run(platform, again.id)

    assert told(platform, editor, created.job.id) == [
        ("queued", "A file was uploaded by Editor."),
        ("claimed", "A worker took it on."),
        ("fetching", "Reading the file."),
        ("saving", "2 rows read; saving them."),
        ("landed", "Done: 2 rows, the first snapshot."),
    ]
    assert told(platform, editor, again.id)[0] == ("queued", "Asked for by Editor.")
    assert told(platform, editor, again.id)[-1] == ("landed", "Done: 2 rows, unchanged.")


def test_failures_losses_and_ends_are_told(
    platform: Platform, editor: Principal, source: DataSource
) -> None:
    job_id = sources.job(platform, source)
    first = claims.claim(platform, job_id)
    assert first is not None
    claims.fail(platform, first, UpstreamBusy("Google is busy."))
    later = after(platform, timedelta(minutes=1))
    assert claims.claim(later, job_id) is not None
    assert claims.sweep(after(later, SILENT)) == 1
    jobs.cancel(platform, editor, job_id)

    lines = jobs.read_events(platform, editor, job_id)
    assert [(line.attempt, line.kind, line.sentence) for line in lines[2:]] == [
        (1, "retry", "Google is busy. Trying again, 2 times more at most."),
        (2, "claimed", "A worker took it on. This is attempt 2."),
        (2, "worker_lost", "Nothing was heard of the worker any more; another one takes over."),
        (2, "cancelled", "Cancelled by Editor."),
    ]
    assert lines[2].until is not None
    assert lines[2].until > lines[2].at


def test_a_quota_is_waited_for_while_the_source_keeps_serving(
    platform: Platform, editor: Principal, source: DataSource
) -> None:
    job_id = sources.job(platform, source)
    began = moment = platform.clock()
    now = replace(platform, clock=lambda: moment)
    while (claimed := claims.claim(now, job_id)) is not None:
        claims.fail(now, claimed, QuotaExhausted("Google's read quota is used up."))
        row = sources.job_row(platform, job_id)
        if row.state != JobState.QUEUED:
            break
        assert row.not_before is not None
        assert sources.source_row(platform, source.id).state == "pending"
        moment = row.not_before

    assert moment - began == fates.QUOTA_PATIENCE
    assert (row.state, row.error_code, row.failures) == (JobState.FAILED, "upstream_busy", 0)
    assert row.reason is not None
    assert row.reason.startswith("Google's read quota has been used up for 6 hours.")
    assert sources.source_row(platform, source.id).state == "needs_attention"


def test_asking_again_ends_a_wait(
    platform: Platform, editor: Principal, source: DataSource
) -> None:
    job_id = sources.job(platform, source)
    claimed = claims.claim(platform, job_id)
    assert claimed is not None
    claims.fail(platform, claimed, QuotaExhausted("Used up.", retry_after=3000))
    assert claims.claim(platform, job_id) is None
    platform.broker.delete("celery")

    assert data_sources.sync(platform, editor, source.id).id == job_id
    assert sources.waiting_messages(platform) == 1
    assert claims.claim(platform, job_id) is not None
    assert ("queued", "Editor asked for it again; it is tried now.") in told(
        platform, editor, job_id
    )


def test_a_log_stays_short(platform: Platform, editor: Principal, source: DataSource) -> None:
    job_id = sources.job(platform, source)
    with platform.database.tenant(editor.organization) as session:
        job = repository.read(session, editor.organization, job_id)
        for number in range(log.MAX_EVENTS + 30):
            now = platform.clock()
            log.note(session, job, JobEventKind.ROWS, f"{number} rows read so far.", now=now)

    lines = told(platform, editor, job_id)
    assert len(lines) == log.MAX_EVENTS
    assert lines[0][0] == "queued"
    assert lines[-1][1] == f"{log.MAX_EVENTS + 29} rows read so far."


def test_a_cancelled_job_leaves_a_wait_for_google(
    platform: Platform, emulator: EmulatorServer, editor: Principal
) -> None:
    source = workspaces.connected(platform, emulator, editor)
    emulator.faults.add(FaultOrder(kind="rate_limited", path="/sheets/", seconds=60))
    assert PATIENT.give_up_after > 60
    with ThreadPoolExecutor(1) as worker:
        running = worker.submit(ingestion.run, platform, source.job.id)
        while "waiting" not in dict(told(platform, editor, source.job.id)):
            assert not running.done()
        cancelled_at = time.monotonic()
        jobs.cancel(platform, editor, source.job.id)
        assert running.result() is JobState.CANCELLED

    assert time.monotonic() - cancelled_at < 5
    assert sources.source_row(platform, source.id).state == "pending"


OPERATIONS = st.lists(
    st.one_of(
        st.tuples(st.just("rows"), st.integers(0, 1000), st.none() | st.integers(0, 1000)),
        st.tuples(st.just("saving")),
        st.tuples(st.just("fail")),
        st.tuples(st.just("quota")),
        st.tuples(st.just("die")),
    ),
    max_size=12,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(operations=OPERATIONS)
def test_progress_never_goes_backwards_whatever_happens(
    platform: Platform, source: DataSource, operations: list[tuple[object, ...]]
) -> None:
    stages = list(Stage)
    other = sources.data_source(platform, source.organization_id)
    job_id = sources.job(platform, other)
    now, seen = platform, (0, 0, 0)
    for step, (name, *numbers) in enumerate(operations, start=1):
        claimed = claims.claim(now, job_id)
        if claimed is None:
            break
        heartbeat = Heartbeat(now, claimed)
        if name == "rows":
            done, total = numbers
            assert isinstance(done, int)
            assert total is None or isinstance(total, int)
            heartbeat.progress(done, total)
        elif name == "saving":
            heartbeat.stage(Stage.SAVING, JobEventKind.SAVING, "Saving.")
        elif name != "die":
            error = QuotaExhausted("Used up.") if name == "quota" else UpstreamBusy("Busy.")
            claims.fail(now, claimed, error)
        row = sources.job_row(platform, job_id)
        place = (stages.index(Stage(row.stage)), row.rows_done, row.rows_total or 0)
        assert all(new >= old for new, old in zip(place, seen, strict=True))
        seen = place
        # Far enough for every wait, and for a worker that says nothing to be given up.
        now = after(platform, step * timedelta(hours=1))


def test_old_jobs_end_with_their_logs_but_not_the_newest_of_a_source(
    platform: Platform, editor: Principal, source: DataSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    other = sources.data_source(platform, source.organization_id)
    many = [sources.job(platform, source) for _ in range(retention.KEPT_OF_EACH_SOURCE + 5)]
    few = sources.job(platform, other)
    for job_id in (*many, few):
        sources.end(platform, job_id)
    open_one = sources.job(platform, source)

    assert retention.purge(after(platform, retention.KEPT - timedelta(hours=1))) == 0
    assert retention.purge(after(platform, retention.KEPT + timedelta(hours=1))) == 6
    left = {row.id for row in sources.jobs_of(platform, source)}
    assert open_one in left
    assert len(left) == retention.KEPT_OF_EACH_SOURCE
    assert sources.job_row(platform, few).state == JobState.SUCCEEDED
