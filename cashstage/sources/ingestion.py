"""One ingestion job from claim to landing: fetch, normalise, store, then point."""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlmodel import Session

from cashstage.access.principal import Principal
from cashstage.core.errors import CashstageError
from cashstage.core.events import SnapshotLanded
from cashstage.core.ids import new_id
from cashstage.core.jobs import HARD_TIME_LIMIT
from cashstage.ingest.run import IngestedTable, ingest
from cashstage.models import DataSnapshot, DataSource, JobState, SourceState
from cashstage.models.database import after_commit
from cashstage.models.platform import Platform
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.schema.column import Column
from cashstage.schema.corrections import corrections_of
from cashstage.sources.data_source import repository as sources
from cashstage.sources.job import claims
from cashstage.sources.job import repository as jobs
from cashstage.sources.job import service as job_service
from cashstage.sources.job.claims import AttemptLostError, Heartbeat
from cashstage.sources.job.schemas import ClaimedJob, JobRead
from cashstage.sources.reading import open_source
from cashstage.sources.snapshot import repository as snapshots
from cashstage.sources.snapshot.objects import object_store

_log = logging.getLogger(__name__)
_POLL_SECONDS = 0.25


class UnexpectedFailure(CashstageError):
    """A bug of ours; the log has the trace."""

    code = "unexpected"


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
    except Exception:  # noqa: BLE001 - whatever happens, the job's row must say so
        _log.exception("Job %s failed unexpectedly.", job_id)
        claims.fail(platform, claimed, _unexpected())
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
    heartbeat = Heartbeat(platform, claimed)
    source, known, corrections = _read(platform, claimed)
    with tempfile.TemporaryDirectory(prefix="cashstage-ingest-") as folder:
        with open_source(platform, claimed.organization, source, heartbeat.progress) as opened:
            table = ingest(
                opened.raw,
                known,
                first_free_key=source.columns_given + 1,
                directory=Path(folder),
                progress=heartbeat.progress,
                corrections=corrections,
            )
        heartbeat.stage("saving")
        object_store(platform, claimed.organization).put(table.digest, table.path)
    _land(platform, claimed, table, opened.file_version)


def _read(
    platform: Platform, claimed: ClaimedJob
) -> tuple[DataSource, list[Column], dict[str, str]]:
    with platform.database.tenant(claimed.organization) as session:
        source = sources.read(session, claimed.organization, claimed.data_source_id)
        rows = sources.read_columns(session, source.id)
        said = sources.read_corrections(session, claimed.organization)
    return source, [sources.as_column(row) for row in rows], corrections_of(said)


def _land(
    platform: Platform, claimed: ClaimedJob, table: IngestedTable, file_version: str | None
) -> None:
    """Points to the object: snapshot, columns, source and job change together or not at all."""
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
            digest=table.digest,
            row_count=table.row_count,
            byte_size=table.byte_size,
            columns=[_as_json(column) for column in table.columns],
            report=table.report.as_json(),
        )
        snapshots.insert(session, snapshot)
        _update_source(session, organization, claimed.data_source_id, table, file_version)
        job.state = JobState.SUCCEEDED
        job.stage = "done"
        job.reason = None
        job.error_code = None
        job.rows_done = table.row_count
        job.rows_total = table.row_count
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
    data_source_id: UUID,
    table: IngestedTable,
    file_version: str | None,
) -> None:
    source = sources.read(session, organization, data_source_id, for_update=True)
    sources.replace_columns(session, organization, source.id, table.columns, table.opinions)
    highest = max((int(column.key.removeprefix("c")) for column in table.columns), default=0)
    source.columns_given = max(source.columns_given, highest)
    source.state = SourceState.READY
    source.state_reason = None
    source.file_version = file_version
    source.settings = source.settings | _place_found(source.settings, table.report.origin)
    session.add(source)


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


def _unexpected() -> UnexpectedFailure:
    return UnexpectedFailure(
        "Reading this source failed unexpectedly; the last good data keeps serving.",
        next_step="Try again; if it persists, an operator finds the reason in the log.",
    )
