"""One ingestion job from claim to landing: fetch, normalise, store, then point."""

from __future__ import annotations

import errno
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow.parquet as pq
from celery.exceptions import SoftTimeLimitExceeded
from sqlmodel import Session

from cashstage.access.principal import Principal
from cashstage.audit.service import record
from cashstage.audit.words import Deed
from cashstage.core.errors import CashstageError, Unavailable, UnreadableData
from cashstage.core.events import SnapshotLanded
from cashstage.core.ids import new_id
from cashstage.core.jobs import HARD_TIME_LIMIT, SOFT_TIME_LIMIT
from cashstage.ingest.normalise import Known
from cashstage.ingest.run import IngestedTable, ingest
from cashstage.models import (
    DataSnapshot,
    DataSource,
    JobState,
    JobTrigger,
    SourceMode,
    SourceState,
)
from cashstage.models.database import after_commit
from cashstage.models.platform import Platform
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.organizations.organization import repository as organizations
from cashstage.schema.column import Column
from cashstage.schema.corrections import corrections_of
from cashstage.schema.drift import values_of
from cashstage.sources.accumulation import accumulated, columns_kept, is_still_latest
from cashstage.sources.data_source import drift
from cashstage.sources.data_source import repository as sources
from cashstage.sources.job import claims
from cashstage.sources.job import repository as jobs
from cashstage.sources.job import service as job_service
from cashstage.sources.job.claims import AttemptLostError, Heartbeat
from cashstage.sources.job.pulse import Pulse
from cashstage.sources.job.schemas import ClaimedJob, JobRead
from cashstage.sources.reading import open_source
from cashstage.sources.scratch import scratch
from cashstage.sources.snapshot import repository as snapshots
from cashstage.sources.snapshot.columns import as_json
from cashstage.sources.snapshot.objects import copy_ahead, local_path, object_store
from cashstage.sources.snapshot.summary import Content, summarize

_log = logging.getLogger(__name__)
_POLL_SECONDS = 0.25
READ_ANEW_AFTER = timedelta(days=1)
"""How long the word of Drive that nothing has changed is taken."""


_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class UnexpectedFailure(CashstageError):
    """A bug of ours; the log has the trace."""

    code = "unexpected"


class TookTooLong(CashstageError):
    """The worker's time limit came first; another attempt would take as long."""

    code = "took_too_long"


def run(platform: Platform, job_id: UUID) -> JobState | None:
    """Runs the job if this worker may; returns how the attempt ended, None when it was not ours."""
    claimed = claims.claim(platform, job_id)
    if claimed is None:
        return None
    try:
        with Pulse(platform, claimed):
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
    except Exception as error:  # noqa: BLE001 - whatever happens, the job's row must say so
        claims.fail(platform, claimed, _told(error, job_id))
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


@dataclass(frozen=True, slots=True)
class _Before:
    """What is known of the source when its job begins."""

    source: DataSource
    columns: list[Column]
    expected: frozenset[str]
    corrections: dict[str, str]
    snapshot: DataSnapshot | None
    time_zone: str


@dataclass(frozen=True, slots=True)
class _Read:
    """A table that was read and is to land; `key` tells its rows apart when they accumulate."""

    table: IngestedTable
    file_version: str | None
    key: list[str]


def _refresh(platform: Platform, claimed: ClaimedJob) -> None:
    heartbeat = Heartbeat(platform, claimed)
    before = _read(platform, claimed)
    with scratch() as folder:
        with open_source(
            platform,
            claimed.organization,
            before.source,
            heartbeat.progress,
            unless_version=_version_to_skip(platform, claimed, before),
        ) as opened:
            if opened.raw is None:
                content = _once_more(before)
                content["changes"] = _changes(platform, claimed, before, content, before.source.key)
                _land(platform, claimed, before, content, None)
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
        heartbeat.stage("saving")
        object_store(platform, claimed.organization).put(table.digest, table.path)
        # The next to read it are the comparison and the charts.
        copy_ahead(platform, claimed.organization, table.digest, table.path)
    heartbeat.stage("comparing")
    content = _content(table)
    content["changes"] = _changes(platform, claimed, before, content, key)
    _land(platform, claimed, before, content, _Read(table, opened.file_version, key))


def _joined(
    platform: Platform,
    claimed: ClaimedJob,
    before: _Before,
    table: IngestedTable,
    directory: Path,
    heartbeat: Heartbeat,
) -> tuple[IngestedTable, list[str]]:
    """The table as it is to land, and the source's key."""
    source = before.source
    if source.mode != SourceMode.ACCUMULATE:
        return table, source.key
    heartbeat.stage("joining")
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
    before: _Before,
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


def _read(platform: Platform, claimed: ClaimedJob) -> _Before:
    with platform.database.tenant(claimed.organization) as session:
        source = sources.read(session, claimed.organization, claimed.data_source_id)
        rows = sources.read_columns(session, source.id, with_retired=True)
        said = sources.read_corrections(session, claimed.organization)
        latest = snapshots.read_as_of(session, claimed.organization, source.id)
        time_zone = organizations.read(session, claimed.organization).time_zone
    columns = [sources.as_column(row) for row in rows]
    expected = frozenset(row.key for row in rows if row.retired_at is None)
    expected -= columns_kept(source, latest)
    return _Before(source, columns, expected, corrections_of(said), latest, time_zone)


def _known(platform: Platform, claimed: ClaimedJob, before: _Before) -> Known:
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


def _refuse_emptiness(before: _Before, table: IngestedTable) -> None:
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


def _version_to_skip(platform: Platform, claimed: ClaimedJob, before: _Before) -> str | None:
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


def _content(table: IngestedTable) -> dict[str, Any]:
    """What a snapshot says of a table that was read."""
    return {
        "digest": table.digest,
        "row_count": table.row_count,
        "byte_size": table.byte_size,
        "columns": [as_json(column) for column in table.stored],
        "report": table.report.as_json(),
    }


def _once_more(before: _Before) -> dict[str, Any]:
    """What the next snapshot says of a file that nobody has edited."""
    latest = before.snapshot
    if latest is None:
        raise LookupError("only what was read before can be unchanged")
    read_at = latest.report.get("read_at") or latest.taken_at.isoformat()
    return {
        "digest": latest.digest,
        "row_count": latest.row_count,
        "byte_size": latest.byte_size,
        "columns": latest.columns,
        "report": latest.report | {"unchanged": True, "read_at": read_at},
    }


def _land(
    platform: Platform,
    claimed: ClaimedJob,
    before: _Before,
    content: dict[str, Any],
    read: _Read | None,
) -> None:
    """Points to the object: snapshot, columns, source and job change together or not at all.

    Without `read` nothing was read, and the columns stay.
    """
    organization = claimed.organization
    now = platform.clock()
    with platform.database.tenant(organization) as session:
        job = jobs.lock_attempt(session, claimed.id, claimed.attempt)
        if job is None:
            raise AttemptLostError(claimed.id)
        source = sources.read(session, organization, claimed.data_source_id, for_update=True)
        if not is_still_latest(session, organization, source, before.source, before.snapshot):
            content = content | {"changes": None}  # it was compared with another one
        snapshot = DataSnapshot(
            id=new_id(),
            snapshot_date=now.date(),
            organization_id=organization.id,
            data_source_id=claimed.data_source_id,
            job_id=job.id,
            taken_at=now,
            **content,
        )
        snapshots.insert(session, snapshot)
        _update_source(session, organization, source, read, now)
        job.state = JobState.SUCCEEDED
        job.stage = "done"
        job.reason = None
        job.error_code = None
        job.rows_done = snapshot.row_count
        job.rows_total = snapshot.row_count
        job.snapshot_id = snapshot.id
        job.finished_at = now
        session.add(job)
        landed = SnapshotLanded(
            data_source_id=claimed.data_source_id,
            snapshot_id=snapshot.id,
            digest=snapshot.digest,
        )
        after_commit(session, lambda: platform.events.publish(organization.id, landed))
        after_commit(session, lambda: job_service.announce(platform, job))


def _update_source(
    session: Session,
    organization: VerifiedOrganization,
    source: DataSource,
    read: _Read | None,
    now: datetime,
) -> None:
    source.state = SourceState.READY
    source.state_reason = None
    if read is not None:
        table = read.table
        sources.replace_columns(
            session, organization, source.id, table.columns, table.opinions, now
        )
        for _, before, after in table.drift.renamed:
            record(
                session,
                organization,
                Deed.COLUMN_RENAMED,
                actor_id=None,
                target_id=source.id,
                before=before,
                after=after,
            )
        source.drift = None
        highest = max((int(column.key.removeprefix("c")) for column in table.stored), default=0)
        source.columns_given = max(source.columns_given, highest)
        source.file_version = read.file_version
        source.key = read.key
        source.settings = source.settings | _place_found(source.settings, table.report.origin)
    session.add(source)


def _place_found(settings: dict[str, Any], origin: Mapping[str, str]) -> dict[str, Any]:
    """Where the tab was found, so that it is found again after its next renaming."""
    if "sheet_id" not in settings or "sheet_id" not in origin:
        return {}
    return {"sheet_id": int(origin["sheet_id"]), "tab": origin["tab"]}


def _told(error: Exception, job_id: UUID) -> CashstageError:
    """What people are told of a failure that has no sentence of its own."""
    if isinstance(error, SoftTimeLimitExceeded):
        return TookTooLong(
            f"Reading this source took longer than {SOFT_TIME_LIMIT // 60} minutes.",
            next_step="Read fewer rows or columns of it: choose a range.",
        )
    if isinstance(error, OSError) and error.errno in _NO_SPACE:
        return Unavailable(
            "The worker's disk is full, so this source was not read; the last good data keeps"
            " serving.",
            next_step="An operator makes room; the next refresh reads it.",
        )
    _log.error("Job %s failed unexpectedly.", job_id, exc_info=error)
    return UnexpectedFailure(
        "Reading this source failed unexpectedly; the last good data keeps serving.",
        next_step="Try again; if it persists, an operator finds the reason in the log.",
    )
