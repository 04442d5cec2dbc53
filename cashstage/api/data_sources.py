"""Data sources: connecting, previewing, refreshing, columns, rows, snapshots."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePath
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, File, Form, Path, Query, UploadFile
from fastapi.concurrency import run_in_threadpool
from pydantic import StringConstraints

from cashstage.api.deps import ActorDep, ExpectedVersionDep, PageDep, PlatformDep
from cashstage.api.uploads import MAX_UPLOAD_BYTES, MULTIPART_BYTES, spooled
from cashstage.models.paging import Page
from cashstage.sources.data_source import columns, connect, drift, refreshing, row_keys
from cashstage.sources.data_source import service as sources
from cashstage.sources.data_source.schemas import (
    ColumnRead,
    ColumnUpdate,
    DataSourceChanged,
    DataSourceCreated,
    DataSourceRead,
    DataSourceUpdate,
    DriftAnswer,
    PreviewRead,
    RowKeyRead,
    RowsRead,
    SchedulePreview,
    ScheduleRunsRead,
    SheetRange,
    SheetSourceCreate,
    UploadCreate,
    UploadOptions,
)
from cashstage.sources.job.schemas import JobRead
from cashstage.sources.query import service as queries
from cashstage.sources.snapshot import comparison, profiling
from cashstage.sources.snapshot.diff_schemas import SnapshotDiffRead
from cashstage.sources.snapshot.profile_schemas import ProfileRead
from cashstage.sources.snapshot.schemas import SnapshotDetail

router = APIRouter(prefix="/data-sources", tags=["data sources"])
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


@router.get("")
def read_data_sources(
    platform: PlatformDep, actor: ActorDep, page: PageDep
) -> Page[DataSourceRead]:
    """Data sources, newest first."""
    return sources.read_all(platform, actor, page)


@router.post("", status_code=201)
def connect_google_sheet(
    body: SheetSourceCreate, platform: PlatformDep, actor: ActorDep
) -> DataSourceCreated:
    """Connects a range of a spreadsheet; answers with its first job."""
    return connect.connect_sheet(platform, actor, body)


@router.post("/google-sheets/test")
def preview_google_sheet(body: SheetRange, platform: PlatformDep, actor: ActorDep) -> PreviewRead:
    """The first rows as they would be ingested; saves nothing."""
    return connect.preview_sheet(platform, actor, body)


@router.post("/upload", status_code=201, max_body_size=MAX_UPLOAD_BYTES + MULTIPART_BYTES)
async def upload_file(
    platform: PlatformDep,
    actor: ActorDep,
    file: Annotated[UploadFile, File()],
    name: Annotated[Name, Form()],
    options: Annotated[str, Form(description="UploadCreate as JSON")] = "{}",
) -> DataSourceCreated:
    """A data source over an uploaded file; answers with its first job."""
    chosen = UploadCreate.model_validate_json(options)
    async with spooled(file) as path:
        return await run_in_threadpool(
            connect.upload_file,
            platform,
            actor,
            name=name,
            file_name=PurePath(file.filename or "upload.csv").name,
            path=path,
            options=chosen,
        )


@router.post(
    "/{data_source_id}/upload", status_code=201, max_body_size=MAX_UPLOAD_BYTES + MULTIPART_BYTES
)
async def upload_newer_file(
    data_source_id: UUID,
    platform: PlatformDep,
    actor: ActorDep,
    file: Annotated[UploadFile, File()],
    options: Annotated[
        str | None, Form(description="UploadOptions as JSON; without them those before count")
    ] = None,
) -> DataSourceCreated:
    """A newer file for an uploaded data source: the next snapshot; answers with its job."""
    chosen = UploadOptions.model_validate_json(options) if options is not None else None
    async with spooled(file) as path:
        return await run_in_threadpool(
            connect.upload_again,
            platform,
            actor,
            data_source_id,
            file_name=PurePath(file.filename or "upload.csv").name,
            path=path,
            options=chosen,
        )


@router.post("/schedule/preview")
def preview_schedule(
    body: SchedulePreview, platform: PlatformDep, actor: ActorDep
) -> ScheduleRunsRead:
    """The next runs of a schedule and its words; saves nothing."""
    return refreshing.preview(platform, actor, body)


@router.get("/{data_source_id}")
def read_data_source(
    data_source_id: UUID, platform: PlatformDep, actor: ActorDep
) -> DataSourceRead:
    """One data source."""
    return sources.read(platform, actor, data_source_id)


@router.patch("/{data_source_id}")
def update_data_source(
    data_source_id: UUID,
    body: DataSourceUpdate,
    platform: PlatformDep,
    actor: ActorDep,
    expected: ExpectedVersionDep,
) -> DataSourceChanged:
    """Changes name, schedule, whether edits are fetched at once, connection, what is read, or
    whether rows are kept.
    """
    return row_keys.update(platform, actor, data_source_id, body, expected_version=expected)


@router.delete("/{data_source_id}", status_code=204)
def delete_data_source(data_source_id: UUID, platform: PlatformDep, actor: ActorDep) -> None:
    """Deletes a data source with its history."""
    sources.delete(platform, actor, data_source_id)


@router.post("/{data_source_id}/sync", status_code=202)
def sync_data_source(data_source_id: UUID, platform: PlatformDep, actor: ActorDep) -> JobRead:
    """Refreshes now."""
    return sources.sync(platform, actor, data_source_id)


@router.post("/{data_source_id}/pause")
def pause_data_source(
    data_source_id: UUID, platform: PlatformDep, actor: ActorDep
) -> DataSourceRead:
    """Fetches nothing by schedule or on change until it is resumed; `sync` still does."""
    return refreshing.pause(platform, actor, data_source_id)


@router.post("/{data_source_id}/resume")
def resume_data_source(
    data_source_id: UUID, platform: PlatformDep, actor: ActorDep
) -> DataSourceRead:
    """Ends a pause; what was edited meanwhile is fetched now."""
    return refreshing.resume(platform, actor, data_source_id)


@router.get("/{data_source_id}/columns")
def read_columns(data_source_id: UUID, platform: PlatformDep, actor: ActorDep) -> Page[ColumnRead]:
    """Columns in the order of the sheet."""
    return Page(items=sources.read_columns(platform, actor, data_source_id))


@router.get("/{data_source_id}/key")
def read_key(
    data_source_id: UUID,
    platform: PlatformDep,
    actor: ActorDep,
    column: Annotated[
        list[str] | None,
        Query(max_length=10, description="Columns by name or id; we propose them if none"),
    ] = None,
) -> RowKeyRead:
    """Which columns tell the rows of the latest snapshot apart, and how many rows repeat them."""
    return row_keys.read_key(platform, actor, data_source_id, column or ())


@router.post("/{data_source_id}/drift")
def answer_drift(
    data_source_id: UUID, body: DriftAnswer, platform: PlatformDep, actor: ActorDep
) -> DataSourceRead:
    """Says what became of columns that the newest table lacks, and reads it anew."""
    return drift.answer(platform, actor, data_source_id, body)


@router.delete("/{data_source_id}/columns/{column_id}/aliases/{alias:path}", status_code=204)
def forget_alias(
    data_source_id: UUID,
    column_id: Annotated[str, Path(max_length=20)],
    alias: Annotated[str, Path(max_length=200)],
    platform: PlatformDep,
    actor: ActorDep,
) -> None:
    """Takes back that a name means this column."""
    drift.forget_alias(platform, actor, data_source_id, column_id, alias)


@router.patch("/{data_source_id}/columns/{column_id}")
def update_column(
    data_source_id: UUID,
    column_id: Annotated[str, Path(max_length=20)],
    body: ColumnUpdate,
    platform: PlatformDep,
    actor: ActorDep,
) -> ColumnRead:
    """Sets type, meaning, role or format of a column for good, or leaves them to the machine."""
    return columns.update_column(platform, actor, data_source_id, column_id, body)


@router.get("/{data_source_id}/profile")
def profile_data_source(
    data_source_id: UUID,
    platform: PlatformDep,
    actor: ActorDep,
    as_of: Annotated[datetime | None, Query()] = None,
) -> ProfileRead:
    """Statistics of each column and a quality score, of the latest snapshot or as of a moment."""
    return profiling.read_profile(platform, actor, data_source_id, as_of=as_of)


@router.get("/{data_source_id}/rows")
def read_rows(
    data_source_id: UUID,
    platform: PlatformDep,
    actor: ActorDep,
    limit: Annotated[int, Query(ge=1, le=queries.MAX_ROWS)] = 50,
    offset: Annotated[int, Query(ge=0, le=100_000_000)] = 0,
    as_of: Annotated[datetime | None, Query()] = None,
) -> RowsRead:
    """Rows of the latest snapshot, or as of a moment."""
    return queries.rows_of(platform, actor, data_source_id, limit=limit, offset=offset, as_of=as_of)


@router.get("/{data_source_id}/snapshots")
def read_snapshots(
    data_source_id: UUID, platform: PlatformDep, actor: ActorDep, page: PageDep
) -> Page[SnapshotDetail]:
    """The timeline of snapshots: their ingestion reports, and what each has changed."""
    return sources.read_snapshots(platform, actor, data_source_id, page)


@router.get("/{data_source_id}/snapshots/diff")
def compare_snapshots(
    data_source_id: UUID,
    platform: PlatformDep,
    actor: ActorDep,
    before: Annotated[
        UUID | None, Query(alias="from", description="A snapshot; by default the one before `to`")
    ] = None,
    after: Annotated[
        UUID | None, Query(alias="to", description="A snapshot; by default the latest")
    ] = None,
    key: Annotated[
        list[str] | None,
        Query(max_length=50, description="Columns that tell rows apart; we propose them if none"),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=queries.MAX_ROWS)] = 50,
    offset: Annotated[int, Query(ge=0, le=100_000_000)] = 0,
) -> SnapshotDiffRead:
    """What changed between two snapshots: columns, rows and cells."""
    return comparison.compare(
        platform,
        actor,
        data_source_id,
        before=before,
        after=after,
        key=key or (),
        limit=limit,
        offset=offset,
    )
