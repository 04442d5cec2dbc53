"""Workbooks are zip archives: bounds on what opening one may cost."""

from __future__ import annotations

import zipfile
from pathlib import Path

from cashstage.core.errors import UnreadableData

MAX_ENTRIES = 1_000
MAX_BYTES = 400 * 1024 * 1024
MAX_RATIO = 200
_SMALL = 1024 * 1024


def check_archive(path: Path) -> frozenset[str]:
    """The names inside; raises UnreadableData for what is no archive, or would grow too large."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise UnreadableData(
            "The workbook is damaged: it can't be opened as a zip archive.",
            next_step="Save it again in the program it comes from, and upload that.",
        ) from error
    size = sum(entry.file_size for entry in entries)
    swollen = [
        entry
        for entry in entries
        if entry.file_size > _SMALL and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)
    ]
    if len(entries) > MAX_ENTRIES:
        raise _too_large(f"The workbook has {len(entries):,} parts; {MAX_ENTRIES:,} are opened.")
    if size > MAX_BYTES:
        raise _too_large(
            f"The workbook would unpack to {size // 1024**2:,} MB; {MAX_BYTES // 1024**2} MB are"
            " opened."
        )
    if swollen:
        raise _too_large(
            f"The workbook would unpack to {size // 1024**2} MB, a part of it to more than"
            f" {MAX_RATIO} times its size, as no real table does."
        )
    return frozenset(entry.filename for entry in entries)


def _too_large(detail: str) -> UnreadableData:
    return UnreadableData(
        detail, next_step="Keep fewer sheets in it, or export the table as CSV and upload that."
    )
