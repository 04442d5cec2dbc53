"""New data sources: a look before saving, a spreadsheet's range, an uploaded file."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from sqlmodel import Session

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.audit.service import record
from cashstage.audit.words import Deed
from cashstage.connectors.file_upload import open_file
from cashstage.connectors.google_sheets.client import GoogleSheets, SpreadsheetInfo, TabInfo
from cashstage.connectors.google_sheets.fetch import fetch
from cashstage.connectors.google_sheets.reference import (
    RangeName,
    parse_range,
    parse_reference,
)
from cashstage.core.errors import SourceUnavailable
from cashstage.ingest.preview import preview
from cashstage.models import Connection, DataSource, JobTrigger
from cashstage.models.platform import Platform
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.organizations.organization import repository as organizations
from cashstage.schema.column import Column
from cashstage.schema.corrections import corrections_of
from cashstage.schema.proposal import Opinion
from cashstage.sources.connection import repository as connections
from cashstage.sources.connection.sheets import open_sheets
from cashstage.sources.data_source import repository as data_source_rows
from cashstage.sources.data_source import service as data_sources
from cashstage.sources.data_source.schemas import (
    ColumnRead,
    DataSourceCreated,
    PreviewRead,
    SheetRange,
    SheetSourceCreate,
    SourceKind,
    UploadCreate,
    UploadOptions,
)
from cashstage.sources.job import service as jobs
from cashstage.sources.schedule import as_columns, next_refresh
from cashstage.sources.snapshot.objects import object_store

PREVIEW_ROWS = 100
PREVIEW_FETCH_ROWS = 500
HASH_BYTES = 1024 * 1024


def preview_sheet(platform: Platform, actor: Principal, body: SheetRange) -> PreviewRead:
    """The first rows as they would be ingested; writes nothing."""
    organization = actor.require(Permission.EDIT_SOURCES)
    cells = parse_range(body.range)
    with platform.database.tenant(organization) as session:
        corrections = corrections_of(data_source_rows.read_corrections(session, organization))
    with open_sheets(platform, organization, body.connection_id) as sheets:
        info, tab = _locate(sheets, body)
        raw = fetch(
            sheets,
            info.id,
            tab.title,
            cells=cells,
            header_row=body.header_row,
            header_rows=body.header_rows,
            without_hidden=not body.include_hidden,
            max_rows=PREVIEW_FETCH_ROWS,
        )
        table = preview(raw, limit=PREVIEW_ROWS, corrections=corrections)
    return PreviewRead(
        spreadsheet_id=info.id,
        spreadsheet_title=info.title,
        tab=tab.title,
        columns=[
            _column_read(column, opinion)
            for column, opinion in zip(table.columns, table.opinions, strict=True)
        ],
        rows=table.rows,
        rows_read=table.rows_read,
        notes=table.notes,
    )


def _column_read(column: Column, opinion: Opinion) -> ColumnRead:
    proposal = asdict(opinion.proposal) if opinion.proposal else None
    return ColumnRead.model_validate(
        {**asdict(column), "evidence": opinion.evidence, "proposal": proposal}
    )


def connect_sheet(
    platform: Platform, actor: Principal, body: SheetSourceCreate
) -> DataSourceCreated:
    """A new data source over a range that could be read a moment ago, and its first job."""
    organization = actor.require(Permission.EDIT_SOURCES)
    parse_range(body.range)
    with open_sheets(platform, organization, body.connection_id) as sheets:
        info, tab = _locate(sheets, body)
        # Taken before the first fetch, so that no edit falls between the two.
        token = sheets.start_page_token()
    settings = {
        "spreadsheet_id": info.id,
        "spreadsheet_title": info.title,
        "tab": tab.title,
        "sheet_id": tab.sheet_id,
        "range": body.range,
        "header_row": body.header_row,
        "header_rows": body.header_rows,
        "include_hidden": body.include_hidden,
    }
    source = DataSource(
        organization_id=organization.id,
        name=body.name,
        kind=SourceKind.GOOGLE_SHEETS,
        connection_id=body.connection_id,
        settings=settings,
        on_change=body.on_change,
        mode=body.mode,
        key=body.key,
        created_by=actor.user_id,
    )
    with platform.database.tenant(organization) as session:
        place = organizations.read(session, organization)
        for name, value in as_columns(body.schedule, place.time_zone).items():
            setattr(source, name, value)
        source.next_refresh_at = next_refresh(source, platform.clock())
        row = connections.read(session, organization, body.connection_id, for_update=True)
        _watch_from(session, row, token)
        return _save(platform, session, actor, source, JobTrigger.CONNECTED)


def upload_file(
    platform: Platform,
    actor: Principal,
    *,
    name: str,
    file_name: str,
    path: Path,
    options: UploadCreate,
) -> DataSourceCreated:
    """A new data source over an uploaded file, checked to hold a table; and its first job."""
    organization = actor.require(Permission.EDIT_SOURCES)
    source = DataSource(
        organization_id=organization.id,
        name=name,
        kind=SourceKind.FILE_UPLOAD,
        settings=_stored(platform, organization, file_name, path, options),
        mode=options.mode,
        key=options.key,
        created_by=actor.user_id,
    )
    with platform.database.tenant(organization) as session:
        return _save(platform, session, actor, source, JobTrigger.UPLOAD)


def upload_again(
    platform: Platform,
    actor: Principal,
    data_source_id: UUID,
    *,
    file_name: str,
    path: Path,
    options: UploadOptions | None,
) -> DataSourceCreated:
    """The next snapshot of an uploaded source, from a newer file; and its job.

    Without `options` the sheet and the header row stay those that were chosen before.
    """
    organization = actor.require(Permission.EDIT_SOURCES)
    with platform.database.tenant(organization) as session:
        before = data_sources.read_upload(session, organization, data_source_id).settings
    chosen = options or UploadOptions(
        header_row=before.get("header_row"),
        header_rows=before.get("header_rows", 1),
        sheet=before.get("sheet"),
    )
    settings = _stored(platform, organization, file_name, path, chosen)
    return data_sources.replace_file(platform, actor, data_source_id, settings)


def _stored(
    platform: Platform,
    organization: VerifiedOrganization,
    file_name: str,
    path: Path,
    options: UploadOptions,
) -> dict[str, Any]:
    """The settings of a source over the file, which holds a table and is kept from now on."""
    raw = open_file(
        path,
        sheet=options.sheet,
        header_row=options.header_row,
        header_rows=options.header_rows,
    )
    preview(raw, limit=1)
    return {
        "file_name": file_name,
        "digest": store_file(platform, organization, path),
        "byte_size": path.stat().st_size,
        "header_row": options.header_row,
        "header_rows": options.header_rows,
        "sheet": raw.origin.get("sheet"),
        "sheets": orjson.loads(raw.origin.get("sheets", "[]")),
    }


def store_file(platform: Platform, organization: VerifiedOrganization, path: Path) -> str:
    """Keeps an uploaded file among the organization's objects; returns its digest."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(HASH_BYTES):
            digest.update(block)
    object_store(platform, organization).put(digest.hexdigest(), path)
    return digest.hexdigest()


def _locate(sheets: GoogleSheets, body: SheetRange) -> tuple[SpreadsheetInfo, TabInfo]:
    reference = parse_reference(body.spreadsheet_url or body.spreadsheet_id or "")
    info = sheets.describe(reference.spreadsheet_id)
    sheets.kept_file(info.id)
    cells = parse_range(body.range)
    if isinstance(cells, RangeName):
        return info, info.tab(body.tab or "", info.named_range(cells.name)[0])
    if body.tab is not None:
        return info, info.tab(body.tab)
    visible = [tab for tab in info.tabs if not tab.hidden] or info.tabs
    if not visible:
        raise SourceUnavailable(
            f"{info.title} has no tab with cells.", next_step="Choose another spreadsheet."
        )
    named = [tab for tab in info.tabs if tab.sheet_id == reference.sheet_id]
    return info, (named or visible)[0]


def _watch_from(session: Session, connection: Connection, token: str) -> None:
    if connection.changes_token is None:
        connection.changes_token = token
        session.add(connection)


def _save(
    platform: Platform,
    session: Session,
    actor: Principal,
    source: DataSource,
    trigger: JobTrigger,
) -> DataSourceCreated:
    session.add(source)
    session.flush()
    job = jobs.enqueue(
        platform,
        session,
        actor.organization,
        source.id,
        slot="first",
        trigger=trigger,
        requested_by=actor.user_id,
    )
    record(
        session,
        actor.organization,
        Deed.SOURCE_ADDED,
        actor_id=actor.user_id,
        target_id=source.id,
        name=source.name,
        kind=source.kind,
        mode=source.mode,
    )
    created = data_sources.as_read(session, actor.organization, source)
    return DataSourceCreated(**created.model_dump(), job=job)
