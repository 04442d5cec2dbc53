"""Opening a data source's table at its origin, whatever kind it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from cashstage.connectors.base import Pause, Progress, RawTable
from cashstage.connectors.file_upload import open_file
from cashstage.connectors.google_sheets.fetch import fetch
from cashstage.connectors.google_sheets.reference import parse_range
from cashstage.connectors.google_sheets.transport import PATIENT
from cashstage.core.errors import SourceUnavailable
from cashstage.models import DataSource
from cashstage.models.platform import Platform
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.sources.connection.sheets import open_sheets
from cashstage.sources.data_source.schemas import SourceKind
from cashstage.sources.scratch import scratch
from cashstage.sources.snapshot.objects import object_store


@dataclass(frozen=True, slots=True)
class Opened:
    """A table ready to be read; `file_version` is Drive's version before the first cell was.

    `raw` is None when the file still has the version that the caller has read.
    """

    raw: RawTable | None
    file_version: str | None


@contextmanager
def open_source(
    platform: Platform,
    organization: VerifiedOrganization,
    source: DataSource,
    progress: Progress,
    *,
    pause: Pause,
    unless_version: str | None = None,
) -> Iterator[Opened]:
    """The source's table; readable inside the block, in which `pause` passes the waits.

    A spreadsheet that has the version `unless_version` still is not read: Drive is asked first.
    """
    if source.kind == SourceKind.FILE_UPLOAD:
        with _open_upload(platform, organization, source, progress) as opened:
            yield opened
    else:
        with _open_sheet(platform, organization, source, progress, pause, unless_version) as opened:
            yield opened


@contextmanager
def _open_sheet(
    platform: Platform,
    organization: VerifiedOrganization,
    source: DataSource,
    progress: Progress,
    pause: Pause,
    unless_version: str | None,
) -> Iterator[Opened]:
    if source.connection_id is None:
        raise SourceUnavailable(
            "The connection of this data source was removed.",
            next_step="Choose another connection for it.",
        )
    settings = source.settings
    patient = replace(PATIENT, read_timeout=platform.settings.google_timeout_seconds)
    with open_sheets(
        platform, organization, source.connection_id, retry=patient, sleep=pause
    ) as sheets:
        file = sheets.kept_file(settings["spreadsheet_id"])
        if str(file.version) == unless_version:
            yield Opened(raw=None, file_version=unless_version)
            return
        raw = fetch(
            sheets,
            settings["spreadsheet_id"],
            settings["tab"],
            sheet_id=settings.get("sheet_id"),
            cells=parse_range(settings.get("range")),
            header_row=settings.get("header_row"),
            header_rows=settings.get("header_rows", 1),
            without_hidden=not settings.get("include_hidden", True),
            file=file,
            progress=progress,
        )
        yield Opened(raw=raw, file_version=str(file.version))


@contextmanager
def _open_upload(
    platform: Platform,
    organization: VerifiedOrganization,
    source: DataSource,
    progress: Progress,
) -> Iterator[Opened]:
    with scratch() as folder:
        path = folder / "upload"
        object_store(platform, organization).fetch(source.settings["digest"], path)
        raw = open_file(
            path,
            sheet=source.settings.get("sheet"),
            header_row=source.settings.get("header_row"),
            header_rows=source.settings.get("header_rows", 1),
            progress=progress,
        )
        yield Opened(raw=raw, file_version=None)
