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
    if len(entries) > MAX_ENTRIES or size > MAX_BYTES or swollen:
        raise UnreadableData(
            f"The workbook would unpack to {size // 1024**2} MB, which is more than we open"
            f" ({MAX_BYTES // 1024**2} MB, and no part {MAX_RATIO} times larger than packed).",
            next_step="Keep fewer sheets in it, or export the table as CSV and upload that.",
        )
    return frozenset(entry.filename for entry in entries)
