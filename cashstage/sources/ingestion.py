"""One ingestion job from claim to landing: fetch, normalise, store, then point."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow.parquet as pq

from cashstage.access.principal import Principal
from cashstage.core.errors import CashstageError, UnreadableData
from cashstage.core.jobs import HARD_TIME_LIMIT, TimeIsUp
from cashstage.core.words import counted
from cashstage.ingest.normalise import Known
from cashstage.ingest.run import IngestedTable, ingest
from cashstage.models import (
    JobEventKind,
    JobState,
    JobTrigger,
    SourceMode,
    Stage,
)
from cashstage.models.platform import Platform
from cashstage.organizations.organization import repository as organizations
from cashstage.schema.corrections import corrections_of
from cashstage.schema.drift import values_of
from cashstage.sources.accumulation import accumulated, columns_kept
from cashstage.sources.data_source import drift
from cashstage.sources.data_source import repository as sources
from cashstage.sources.job import claims
from cashstage.sources.job import log as job_log
from cashstage.sources.job import service as job_service
from cashstage.sources.job.failures import disk_full, too_slow, unexpected
from cashstage.sources.job.heartbeat import AttemptLostError, Heartbeat
from cashstage.sources.job.schemas import ClaimedJob, JobRead
from cashstage.sources.landing import Before, Read, content_of, land, once_more
from cashstage.sources.reading import open_source
from cashstage.sources.scratch import scratch
from cashstage.sources.snapshot import repository as snapshots
from cashstage.sources.snapshot.objects import copy_ahead, local_path, object_store
from cashstage.sources.snapshot.summary import Content, summarize

_log = logging.getLogger(__name__)
_POLL_SECONDS = 0.25
READ_ANEW_AFTER = timedelta(days=1)
"""How long the word of Drive that nothing has changed is taken."""


def run(platform: Platform, job_id: UUID) -> JobState | None:
    """Runs the job if this worker may; returns how the attempt ended, None when it was not ours."""
    claimed = claims.claim(platform, job_id)
    if claimed is None:
        return None
    try:
        _refresh(platform, claimed)
    except AttemptLostError:
        _log.info("Job %s was cancelled or overtaken.", job_id)
        return JobState.CANCELLED
    except CashstageError as error:
        claims.fail(platform, claimed, error)
        return JobState.FAILED
    except SystemExit:
        # The worker is told to end, and its patience with us has run out.
        claims.release(platform, claimed)
        raise
    except TimeIsUp:
        claims.fail(platform, claimed, too_slow())
        return JobState.FAILED
    except Exception as error:  # noqa: BLE001 - whatever happens, the job's row must say so
        failure: CashstageError | None = disk_full(error)
        if failure is None:
            _log.exception("Job %s failed unexpectedly.", job_id)
            failure = unexpected()
        claims.fail(platform, claimed, failure)
        return JobState.FAILED
    finally:
        claims.send_next(platform, claimed)
    return JobState.SUCCEEDED


def run_to_end(platform: Platform, actor: Principal, job_id: UUID) -> JobRead:
    """Runs the job here, or waits for the worker that was faster; returns it when it has ended."""
    deadline = time.monotonic() + HARD_TIME_LIMIT
    while True:
        run(platform, job_id)
        job = job_service.read(platform, actor, job_id)
        if job.state.final or time.monotonic() > deadline:
            return job
        time.sleep(_POLL_SECONDS)


def _refresh(platform: Platform, claimed: ClaimedJob) -> None:
    before = _read(platform, claimed)
    with Heartbeat(platform, claimed) as heartbeat, scratch() as folder:
        heartbeat.stage(Stage.FETCHING, JobEventKind.FETCHING, job_log.reading_words(before.source))
        with open_source(
            platform,
            claimed.organization,
            before.source,
            heartbeat.progress,
            pause=heartbeat.pause,
            unless_version=_version_to_skip(platform, claimed, before),
        ) as opened:
            if opened.raw is None:
                content = once_more(before)
                content["changes"] = _changes(platform, claimed, before, content, before.source.key)
                land(platform, claimed, before, content, None)
                return
            table = ingest(
                opened.raw,
                _known(platform, claimed, before),
                first_free_key=before.source.columns_given + 1,
                directory=folder,
                progress=heartbeat.progress,
                corrections=before.corrections,
            )
        _refuse_emptiness(before, table)
        _refuse_drift(platform, claimed, table)
        table, key = _joined(platform, claimed, before, table, folder, heartbeat)
        words = f"{counted(table.row_count, 'row')} read; saving them."
        heartbeat.stage(Stage.SAVING, JobEventKind.SAVING, words)
        object_store(platform, claimed.organization).put(table.digest, table.path)
        # The next to read it are the comparison and the charts.
        copy_ahead(platform, claimed.organization, table.digest, table.path)
        if before.snapshot is not None:
            words = "Comparing them with the snapshot before."
            heartbeat.stage(Stage.COMPARING, JobEventKind.SAVING, words)
        content = content_of(table)
        content["changes"] = _changes(platform, claimed, before, content, key)
    land(platform, claimed, before, content, Read(table, opened.file_version, key))


def _joined(
    platform: Platform,
    claimed: ClaimedJob,
    before: Before,
    table: IngestedTable,
    directory: Path,
    heartbeat: Heartbeat,
) -> tuple[IngestedTable, list[str]]:
    """The table as it is to land, and the source's key."""
    source = before.source
    if source.mode != SourceMode.ACCUMULATE:
        return table, source.key
    words = "Joining them with the rows that are kept."
    heartbeat.stage(Stage.JOINING, JobEventKind.SAVING, words)
    return accumulated(
        platform,
        claimed.organization,
        source,
        before.snapshot,
        before.columns,
        table,
        directory=directory,
        progress=heartbeat.progress,
    )


def _changes(
    platform: Platform,
    claimed: ClaimedJob,
    before: Before,
    content: Mapping[str, Any],
    key: Sequence[str],
) -> dict[str, Any] | None:
    """What the next snapshot says of how it differs from the latest one."""
    if before.snapshot is None:
        return None
    changes = summarize(
        platform,
        claimed.organization,
        before.snapshot,
        Content(content["digest"], content["row_count"], content["columns"]),
        key=key,
        time_zone=before.time_zone,
    )
    return changes.model_dump(mode="json") if changes else None


def _read(platform: Platform, claimed: ClaimedJob) -> Before:
    with platform.database.tenant(claimed.organization) as session:
        source = sources.read(session, claimed.organization, claimed.data_source_id)
        rows = sources.read_columns(session, source.id, with_retired=True)
        said = sources.read_corrections(session, claimed.organization)
        latest = snapshots.read_as_of(session, claimed.organization, source.id)
        time_zone = organizations.read(session, claimed.organization).time_zone
    columns = [sources.as_column(row) for row in rows]
    expected = frozenset(row.key for row in rows if row.retired_at is None)
    expected -= columns_kept(source, latest)
    return Before(source, columns, expected, corrections_of(said), latest, time_zone)


def _known(platform: Platform, claimed: ClaimedJob, before: Before) -> Known:
    """The columns so far; their values are only fetched to find one that is missing."""

    def values(key: str) -> frozenset[str]:
        latest = before.snapshot
        if latest is None or key not in {column["key"] for column in latest.columns}:
            return frozenset()
        path = local_path(platform, claimed.organization, latest.digest)
        found = pq.read_table(path, columns=[key]).column(0)
        # What was fetched last is most like what is fetched now, and stands at the end.
        fetched = latest.report.get("accumulated", {}).get("fetched", len(found))
        return values_of(found.slice(max(len(found) - fetched, 0)))

    return Known(before.columns, before.expected, values)


def _refuse_emptiness(before: Before, table: IngestedTable) -> None:
    """Keeps charts from going blank while somebody, or a script, fills the table anew."""
    if table.row_count == 0 and before.snapshot is not None and before.snapshot.row_count > 0:
        raise UnreadableData(
            "The table holds only its header; all rows below it are gone.",
            next_step="Fill it again: it is taken over as soon as it holds a row.",
        )


def _refuse_drift(platform: Platform, claimed: ClaimedJob, table: IngestedTable) -> None:
    """Keeps a table out that lacks what charts ask for; the question waits on the source."""
    if not table.drift.missing and not table.drift.retyped:
        return
    with platform.database.tenant(claimed.organization) as session:
        source = sources.read(
            session, claimed.organization, claimed.data_source_id, for_update=True
        )
        rows = sources.read_columns(session, source.id)
        key = source.key if source.mode == SourceMode.ACCUMULATE else []
        wanted = drift.asked_for(session, source.id, rows) | set(key)
        source.drift = drift.question_of(table.drift, wanted)
        session.add(source)
        held_back = source.drift is not None
    if held_back:
        raise drift.refusal(table.drift, wanted, key)


def _version_to_skip(platform: Platform, claimed: ClaimedJob, before: Before) -> str | None:
    """The file version that need not be read again; None when it has to be.

    Formulas may show something else without an edit, and people who ask want it read. Even what
    nobody edits is read once a day.
    """
    latest = before.snapshot
    if claimed.trigger is not JobTrigger.SCHEDULE or latest is None:
        return None
    read_at = datetime.fromisoformat(latest.report.get("read_at") or latest.taken_at.isoformat())
    fresh = platform.clock() - read_at < READ_ANEW_AFTER
    written = latest.report["origin"].get("computed") == "no"
    return before.source.file_version if fresh and written else None
