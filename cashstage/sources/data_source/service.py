"""Reading, changing, refreshing and deleting data sources."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlmodel import Session

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.audit.service import record
from cashstage.audit.words import Deed
from cashstage.core.errors import InvalidInput
from cashstage.core.events import SourceChanged
from cashstage.core.ids import new_id
from cashstage.core.schedule.value import Schedule
from cashstage.models import DataSource, JobTrigger, SourceColumn, User
from cashstage.models.database import after_commit
from cashstage.models.paging import Page, PageRequest
from cashstage.models.platform import Platform
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.models.versioning import save
from cashstage.organizations.organization import repository as organizations
from cashstage.sources.data_source import repository
from cashstage.sources.data_source.history import changed_history
from cashstage.sources.data_source.reading_settings import changed_reading
from cashstage.sources.data_source.schemas import (
    ColumnRead,
    DataSourceCreated,
    DataSourceRead,
    DataSourceUpdate,
    PauseRead,
    ProposalRead,
    SourceKind,
)
from cashstage.sources.job import repository as job_rows
from cashstage.sources.job import service as jobs
from cashstage.sources.job.schemas import JobRead
from cashstage.sources.schedule import as_columns, in_zone, next_refresh, schedule_of
from cashstage.sources.snapshot import repository as snapshots
from cashstage.sources.snapshot.schemas import SnapshotDetail, SnapshotRead


def read_all(platform: Platform, actor: Principal, request: PageRequest) -> Page[DataSourceRead]:
    """A page of data sources, newest first."""
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        rows, cursor = repository.read_all(session, organization, request)
        items = [as_read(session, organization, row) for row in rows]
        return Page(items=items, next_cursor=cursor)


def read(platform: Platform, actor: Principal, data_source_id: UUID) -> DataSourceRead:
    """One data source."""
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        row = repository.read(session, organization, data_source_id)
        return as_read(session, organization, row)


def read_columns(platform: Platform, actor: Principal, data_source_id: UUID) -> list[ColumnRead]:
    """The columns in the order of the sheet."""
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        repository.read(session, organization, data_source_id)
        rows = repository.read_columns(session, data_source_id)
        return [column_as_read(row) for row in rows]


def read_snapshots(
    platform: Platform, actor: Principal, data_source_id: UUID, request: PageRequest
) -> Page[SnapshotDetail]:
    """The timeline of snapshots, newest first, each with its ingestion report."""
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        repository.read(session, organization, data_source_id)
        rows, cursor = snapshots.read_page(session, organization, data_source_id, request)
        return Page(items=[SnapshotDetail.model_validate(row) for row in rows], next_cursor=cursor)


def read_snapshot(
    platform: Platform, actor: Principal, data_source_id: UUID, snapshot_id: UUID
) -> SnapshotDetail:
    """One snapshot of the timeline."""
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        row = snapshots.read(session, organization, data_source_id, snapshot_id)
        return SnapshotDetail.model_validate(row)


def update(
    platform: Platform,
    actor: Principal,
    data_source_id: UUID,
    body: DataSourceUpdate,
    *,
    expected_version: int | None = None,
) -> DataSourceRead:
    """Changes the given fields; a `schedule` of null stops the schedule.

    What concerns the cells is read anew at once, and so is what was not followed until now.
    """
    organization = actor.require(Permission.EDIT_SOURCES)
    changes = body.model_dump(include={"name", "on_change"}, exclude_none=True)
    with platform.database.tenant(organization) as session:
        row = repository.read(session, organization, data_source_id, for_update=True)
        reading = changed_reading(session, organization, row, body)
        begins_to_follow = body.on_change is True and not row.on_change
        if "schedule" in body.model_fields_set:
            place = organizations.read(session, organization)
            changes |= as_columns(body.schedule, place.time_zone)
        reading |= changed_history(session, row, body)
        save(
            session, row, changes | reading, expected_version=expected_version, now=platform.clock()
        )
        if "schedule" in changes:
            row.next_refresh_at = next_refresh(row, platform.clock())
        record(
            session,
            organization,
            Deed.SOURCE_CHANGED,
            actor_id=actor.user_id,
            target_id=row.id,
            **changes,
            **{name: str(value) for name, value in reading.items()},
        )
        if reading:
            enqueue(platform, session, actor, row, JobTrigger.MANUAL)
        elif begins_to_follow:
            catch_up(platform, session, actor, row)
        announce(platform, session, organization, row.id)
        return as_read(session, organization, row)


def delete(platform: Platform, actor: Principal, data_source_id: UUID) -> None:
    """Deletes a data source with its whole history; its widgets stay and say so."""
    organization = actor.require(Permission.EDIT_SOURCES)
    with platform.database.tenant(organization) as session:
        row = repository.read(session, organization, data_source_id, for_update=True)
        record(
            session,
            organization,
            Deed.SOURCE_DELETED,
            actor_id=actor.user_id,
            target_id=row.id,
            name=row.name,
        )
        announce(platform, session, organization, row.id)
        session.delete(row)


def sync(platform: Platform, actor: Principal, data_source_id: UUID) -> JobRead:
    """Asks for a refresh now; one that waits already is the answer, and waits no longer."""
    organization = actor.require(Permission.EDIT_SOURCES)
    with platform.database.tenant(organization) as session:
        row = repository.read(session, organization, data_source_id, for_update=True)
        waiting = job_rows.read_open(session, row.id)
        if waiting is not None:
            return jobs.hurry(platform, session, waiting, actor)
        record(session, organization, Deed.SYNC_REQUESTED, actor_id=actor.user_id, target_id=row.id)
        return enqueue(platform, session, actor, row, JobTrigger.MANUAL)


def replace_file(
    platform: Platform, actor: Principal, data_source_id: UUID, settings: dict[str, Any]
) -> DataSourceCreated:
    """Lets an uploaded source read a newer file from now on, and reads it; its history stays.

    `settings` are those of the new file.
    """
    organization = actor.require(Permission.EDIT_SOURCES)
    with platform.database.tenant(organization) as session:
        row = read_upload(session, organization, data_source_id)
        save(
            session,
            row,
            {"settings": row.settings | settings},
            expected_version=None,
            now=platform.clock(),
        )
        record(
            session,
            organization,
            Deed.SOURCE_FILE_REPLACED,
            actor_id=actor.user_id,
            target_id=row.id,
            file_name=settings["file_name"],
        )
        job = enqueue(platform, session, actor, row, JobTrigger.UPLOAD)
        announce(platform, session, organization, row.id)
        return DataSourceCreated(**as_read(session, organization, row).model_dump(), job=job)


def read_upload(
    session: Session, organization: VerifiedOrganization, data_source_id: UUID
) -> DataSource:
    """An uploaded source, locked; raises InvalidInput for one that reads a spreadsheet."""
    row = repository.read(session, organization, data_source_id, for_update=True)
    if row.kind != SourceKind.FILE_UPLOAD:
        raise InvalidInput(
            "This data source reads a spreadsheet, so it takes no file.",
            next_step="Upload the file as a data source of its own.",
        )
    return row


def as_read(
    session: Session, organization: VerifiedOrganization, row: DataSource
) -> DataSourceRead:
    """The row with its latest snapshot."""
    latest = snapshots.read_as_of(session, organization, row.id)
    return DataSourceRead.model_validate(
        {
            **row.model_dump(),
            "owner_id": row.owner_id or row.created_by,
            "schedule": _schedule_of(session, organization, row),
            "paused": _pause_of(session, row),
            "snapshot": SnapshotRead.model_validate(latest) if latest else None,
        }
    )


def _schedule_of(
    session: Session, organization: VerifiedOrganization, row: DataSource
) -> Schedule | None:
    schedule = schedule_of(row)
    if schedule is None or schedule.time_zone is not None:
        return schedule
    return in_zone(schedule, organizations.read(session, organization).time_zone)


def _pause_of(session: Session, row: DataSource) -> PauseRead | None:
    if row.paused_at is None:
        return None
    by = session.get(User, row.paused_by) if row.paused_by else None
    return PauseRead(since=row.paused_at, by=by.name if by else None)


def column_as_read(row: SourceColumn) -> ColumnRead:
    """The row as callers see it."""
    proposal = None
    if row.proposed_type is not None:
        proposal = ProposalRead(
            semantic_type=row.proposed_type,
            confidence=row.confidence or 0.0,
            reason=row.reason or "",
        )
    return ColumnRead.model_validate({**row.model_dump(), "id": row.key, "proposal": proposal})


def enqueue(
    platform: Platform, session: Session, actor: Principal, row: DataSource, trigger: JobTrigger
) -> JobRead:
    """A job of its own, whatever else waits: something was changed that has to be read."""
    return jobs.enqueue(
        platform,
        session,
        actor.organization,
        row.id,
        slot=f"{trigger}:{new_id()}",
        trigger=trigger,
        requested_by=actor.user_id,
    )


def catch_up(platform: Platform, session: Session, actor: Principal, row: DataSource) -> None:
    """Fetches what was edited while edits did not count; reads nothing if nobody has edited."""
    if row.connection_id is not None and row.on_change and row.paused_at is None:
        enqueue(platform, session, actor, row, JobTrigger.SCHEDULE)


def announce(
    platform: Platform, session: Session, organization: VerifiedOrganization, data_source_id: UUID
) -> None:
    """Tells open pages, once this is committed, that the source is another now."""
    event = SourceChanged(data_source_id=data_source_id)
    after_commit(session, lambda: platform.events.publish(organization.id, event))
