"""Opening an uploaded file, whatever it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cashstage.connectors.base import Progress, RawTable
from cashstage.connectors.file_upload.delimited import open_csv
from cashstage.connectors.file_upload.kinds import FileKind, detect_kind
from cashstage.connectors.file_upload.parquet import open_parquet
from cashstage.connectors.file_upload.workbook import open_workbook


def open_file(
    path: Path,
    *,
    sheet: str | None = None,
    header_row: int | None = None,
    header_rows: int = 1,
    progress: Progress | None = None,
) -> RawTable:
    """The rows of a CSV, workbook or Parquet file; `sheet` matters to workbooks only.

    Raises UnreadableData, and SourceUnavailable for a sheet that is not there.
    """
    kind = detect_kind(path)
    if kind is FileKind.PARQUET:
        return open_parquet(path, progress=progress)
    if kind is FileKind.CSV:
        raw = open_csv(path, header_row=header_row, progress=progress)
    else:
        raw = open_workbook(path, kind, sheet=sheet, header_row=header_row, progress=progress)
    return replace(raw, header_rows=header_rows)
