"""The end of an ingestion job: snapshot, columns, source and job change together or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from cashstage.audit.service import record
from cashstage.audit.words import Deed
from cashstage.core.events import SnapshotLanded
from cashstage.core.ids import new_id
from cashstage.ingest.run import IngestedTable
from cashstage.models import (
    DataSnapshot,
    DataSource,
    JobEventKind,
    JobState,
    SourceState,
    Stage,
)
from cashstage.models.database import after_commit
from cashstage.models.platform import Platform
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.schema.column import Column
from cashstage.sources.accumulation import is_still_latest
from cashstage.sources.data_source import repository as sources
from cashstage.sources.job import log as job_log
from cashstage.sources.job import repository as jobs
from cashstage.sources.job import service as job_service
from cashstage.sources.job.heartbeat import AttemptLostError
from cashstage.sources.job.schemas import ClaimedJob
from cashstage.sources.notice import service as notices
from cashstage.sources.snapshot import repository as snapshots
from cashstage.sources.snapshot.columns import as_json


@dataclass(frozen=True, slots=True)
class Before:
    """What is known of the source when its job begins."""

    source: DataSource
    columns: list[Column]
    expected: frozenset[str]
    corrections: dict[str, str]
    snapshot: DataSnapshot | None
    time_zone: str


@dataclass(frozen=True, slots=True)
class Read:
    """A table that was read and is to land; `key` tells its rows apart when they accumulate."""

    table: IngestedTable
    file_version: str | None
    key: list[str]


def content_of(table: IngestedTable) -> dict[str, Any]:
    """What a snapshot says of a table that was read."""
    return {
        "digest": table.digest,
        "row_count": table.row_count,
        "byte_size": table.byte_size,
        "columns": [as_json(column) for column in table.stored],
        "report": table.report.as_json(),
    }


def once_more(before: Before) -> dict[str, Any]:
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


def land(
    platform: Platform,
    claimed: ClaimedJob,
    before: Before,
    content: dict[str, Any],
    read: Read | None,
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
    source: DataSource,
    read: Read | None,
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
