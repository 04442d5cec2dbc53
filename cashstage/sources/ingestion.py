"""One ingestion job from claim to landing: fetch, normalise, store, then point."""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow.parquet as pq
from sqlmodel import Session

from cashstage.access.principal import Principal
from cashstage.audit.service import record
from cashstage.audit.words import Deed
from cashstage.core.errors import CashstageError
from cashstage.core.events import SnapshotLanded
from cashstage.core.ids import new_id
from cashstage.core.jobs import HARD_TIME_LIMIT, TimeIsUp
from cashstage.core.words import counted
from cashstage.ingest.normalise import Known
from cashstage.ingest.run import IngestedTable, ingest
from cashstage.models import (
    DataSnapshot,
    DataSource,
    JobEventKind,
    JobState,
    JobTrigger,
    SourceState,
    Stage,
)
from cashstage.models.database import after_commit
from cashstage.models.platform import Platform
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.schema.column import Column
from cashstage.schema.corrections import corrections_of
from cashstage.schema.drift import values_of
from cashstage.sources.data_source import drift
from cashstage.sources.data_source import repository as sources
from cashstage.sources.job import claims
from cashstage.sources.job import log as job_log
from cashstage.sources.job import repository as jobs
from cashstage.sources.job import service as job_service
from cashstage.sources.job.failures import too_slow, unexpected
from cashstage.sources.job.heartbeat import AttemptLostError, Heartbeat
from cashstage.sources.job.schemas import ClaimedJob, JobRead
from cashstage.sources.notice import service as notices
from cashstage.sources.reading import open_source
from cashstage.sources.snapshot import repository as snapshots
from cashstage.sources.snapshot.objects import local_path, object_store

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
    except TimeIsUp:
        claims.fail(platform, claimed, too_slow())
        return JobState.FAILED
    except Exception:  # noqa: BLE001 - whatever happens, the job's row must say so
        _log.exception("Job %s failed unexpectedly.", job_id)
        claims.fail(platform, claimed, unexpected())
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


def _refresh(platform: Platform, claimed: ClaimedJob) -> None:
    before = _read(platform, claimed)
    with (
        Heartbeat(platform, claimed) as heartbeat,
        tempfile.TemporaryDirectory(prefix="cashstage-ingest-") as folder,
    ):
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
                _land(platform, claimed, before, _once_more(before), None, None)
                return
            table = ingest(
                opened.raw,
                _known(platform, claimed, before),
                first_free_key=before.source.columns_given + 1,
                directory=Path(folder),
                progress=heartbeat.progress,
                corrections=before.corrections,
            )
        _refuse_drift(platform, claimed, table)
        words = f"{counted(table.row_count, 'row')} read; saving them."
        heartbeat.stage(Stage.SAVING, JobEventKind.SAVING, words)
        object_store(platform, claimed.organization).put(table.digest, table.path)
    _land(platform, claimed, before, _content(table), table, opened.file_version)


def _read(platform: Platform, claimed: ClaimedJob) -> _Before:
    with platform.database.tenant(claimed.organization) as session:
        source = sources.read(session, claimed.organization, claimed.data_source_id)
        rows = sources.read_columns(session, source.id, with_retired=True)
        said = sources.read_corrections(session, claimed.organization)
        latest = snapshots.read_as_of(session, claimed.organization, source.id)
    columns = [sources.as_column(row) for row in rows]
    expected = frozenset(row.key for row in rows if row.retired_at is None)
    return _Before(source, columns, expected, corrections_of(said), latest)


def _known(platform: Platform, claimed: ClaimedJob, before: _Before) -> Known:
    """The columns so far; their values are only fetched to find one that is missing."""

    def values(key: str) -> frozenset[str]:
        latest = before.snapshot
        if latest is None or key not in {column["key"] for column in latest.columns}:
            return frozenset()
        path = local_path(platform, claimed.organization, latest.digest)
        return values_of(pq.read_table(path, columns=[key]).column(0))

    return Known(before.columns, before.expected, values)


def _refuse_drift(platform: Platform, claimed: ClaimedJob, table: IngestedTable) -> None:
    """Keeps a table out that lacks what charts ask for; the question waits on the source."""
    if not table.drift.missing and not table.drift.retyped:
        return
    with platform.database.tenant(claimed.organization) as session:
        source = sources.read(
            session, claimed.organization, claimed.data_source_id, for_update=True
        )
        rows = sources.read_columns(session, source.id)
        wanted = drift.asked_for(session, source.id, rows)
        source.drift = drift.question_of(table.drift, wanted)
        session.add(source)
        held_back = source.drift is not None
    if held_back:
        raise drift.refusal(table.drift, wanted)


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
        "columns": [_as_json(column) for column in table.columns],
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
    table: IngestedTable | None,
    file_version: str | None,
) -> None:
    """Points to the object: snapshot, columns, source and job change together or not at all.

    Without a `table` nothing was read, and the columns stay.
    """
    organization = claimed.organization
    now = platform.clock()
    with platform.database.tenant(organization) as session:
        job = jobs.lock_attempt(session, claimed.id, claimed.attempt)
        if job is None:
            raise AttemptLostError(claimed.id)
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
        source = _update_source(
            session, organization, claimed.data_source_id, table, file_version, now
        )
        notices.solve_source(platform, session, source)
        job.state = JobState.SUCCEEDED
        job.stage = Stage.DONE
        job.reason = None
        job.error_code = None
        job.rows_done = snapshot.row_count
        job.rows_total = snapshot.row_count
        job.snapshot_id = snapshot.id
        job.finished_at = now
        session.add(job)
        words = job_log.landed_words(before.snapshot, snapshot)
        job_log.note(session, job, JobEventKind.LANDED, words, now=now)
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
    data_source_id: UUID,
    table: IngestedTable | None,
    file_version: str | None,
    now: datetime,
) -> DataSource:
    source = sources.read(session, organization, data_source_id, for_update=True)
    source.state = SourceState.READY
    source.state_reason = None
    if table is not None:
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
        highest = max((int(column.key.removeprefix("c")) for column in table.columns), default=0)
        source.columns_given = max(source.columns_given, highest)
        source.file_version = file_version
        source.settings = source.settings | _place_found(source.settings, table.report.origin)
    session.add(source)
    return source


def _place_found(settings: dict[str, Any], origin: Mapping[str, str]) -> dict[str, Any]:
    """Where the tab was found, so that it is found again after its next renaming."""
    if "sheet_id" not in settings or "sheet_id" not in origin:
        return {}
    return {"sheet_id": int(origin["sheet_id"]), "tab": origin["tab"]}


def _as_json(column: Column) -> dict[str, str | None]:
    return {
        "key": column.key,
        "name": column.name,
        "type": column.type,
        "role": column.role,
        "semantic_type": column.semantic_type,
        "format": column.format,
    }
