"""What an uploaded file is, by its bytes; its name proves nothing."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from cashstage.connectors.file_upload.archive import check_archive
from cashstage.core.errors import UnreadableData

_ZIP, _OLE, _PARQUET = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_LOOKED_AT = 4 * 1024 * 1024
_OPEN_DOCUMENT = "content.xml"
_EXCEL = "xl/workbook.xml"


class FileKind(StrEnum):
    """The formats that are read."""

    CSV = "csv"
    XLSX = "xlsx"
    ODS = "ods"
    PARQUET = "parquet"


def detect_kind(path: Path) -> FileKind:
    """The file's format; raises UnreadableData for workbooks that can't be opened.

    Whatever has no signature is left to the reader of CSV, which refuses what is no text.
    """
    with path.open("rb") as file:
        head = file.read(_LOOKED_AT)
    if head.startswith(_PARQUET):
        return FileKind.PARQUET
    if head.startswith(_OLE):
        raise _old_or_locked(head)
    if not head.startswith(_ZIP):
        return FileKind.CSV
    names = check_archive(path)
    if _EXCEL in names:
        return FileKind.XLSX
    if _OPEN_DOCUMENT in names:
        return FileKind.ODS
    raise UnreadableData(
        "The file is a zip archive, not a workbook or a CSV.",
        next_step="Unpack it and upload the table inside.",
    )


def _old_or_locked(head: bytes) -> UnreadableData:
    if _ENCRYPTED in head:
        return UnreadableData(
            "The workbook is protected by a password.",
            next_step="Save a copy without the password and upload that.",
        )
    return UnreadableData(
        "The file is an old Excel workbook (.xls).",
        next_step="Save it as .xlsx or as CSV and upload that.",
    )
