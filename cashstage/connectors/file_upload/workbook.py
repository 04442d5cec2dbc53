"""Workbooks (.xlsx, .ods): one sheet's rows, read by a bounded process of its own."""

from __future__ import annotations

import mmap
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson

from cashstage.connectors.base import ColumnFormat, Merge, Progress, RawCell, RawTable
from cashstage.connectors.file_upload.kinds import FileKind
from cashstage.connectors.number_pattern import format_of_numbers
from cashstage.core.errors import SourceUnavailable, UnreadableData
from cashstage.schema.cell_format import CellFormat

_ROOT = Path(__file__).resolve().parents[3]
_CHILD = "cashstage.connectors.file_upload.workbook_child"
_WALL_SECONDS = 120


def open_workbook(
    path: Path,
    kind: FileKind,
    *,
    sheet: str | None = None,
    header_row: int | None = None,
    progress: Progress | None = None,
) -> RawTable:
    """The sheet's rows: the named one, else the first visible one that holds cells.

    Raises SourceUnavailable when there is no such sheet, and UnreadableData for a workbook that
    is damaged, empty, or larger than memory and time allow.
    """
    lines = _converted(path, kind, sheet)
    found = orjson.loads(lines.readline())
    if "error" in found:
        raise UnreadableData(
            f"The workbook can't be read: {found['error']}.",
            next_step="Save it again in the program it comes from, and upload that.",
        )
    if sheet is not None and sheet not in found["sheets"]:
        raise SourceUnavailable(
            f"The workbook has no sheet named {sheet!r}.",
            next_step="Choose one of its sheets: " + ", ".join(found["sheets"]),
        )
    return RawTable(
        chunks=_chunks(lines, found.get("rows"), progress),
        typed=True,
        header_row=header_row,
        column_formats=[_format(one) for one in found.get("formats", ())],
        total_rows=found.get("rows"),
        first_row=found.get("first_row", 1),
        first_column=found.get("first_column", 1),
        merges=[Merge(*merge) for merge in found.get("merges", ())],
        origin={
            "format": kind.value,
            "sheet": found["sheet"],
            "sheets": orjson.dumps(found["sheets"]).decode(),
        },
    )


def _converted(path: Path, kind: FileKind, sheet: str | None) -> mmap.mmap:
    """The child's output; it is gone from the disk once nobody holds it any more."""
    with tempfile.TemporaryDirectory(prefix="cashstage-workbook-") as folder:
        target = Path(folder) / "rows"
        # The reader goes by the name.
        named = Path(folder) / f"book.{kind.value}"
        named.symlink_to(path.resolve())
        words = [sys.executable, "-m", _CHILD, str(named), kind.value, sheet or "", str(target)]
        try:
            subprocess.run(
                words,
                check=True,
                cwd=_ROOT,
                env={"PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_WALL_SECONDS,
            )
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            raise UnreadableData(
                "The workbook takes more memory or time to open than we allow, or is damaged.",
                next_step="Export the table as CSV and upload that.",
            ) from error
        with target.open("rb") as written:
            return mmap.mmap(written.fileno(), 0, access=mmap.ACCESS_READ)


def _chunks(
    lines: mmap.mmap, total: int | None, progress: Progress | None
) -> Iterator[list[Sequence[RawCell]]]:
    done = 0
    while line := lines.readline():
        rows: list[Sequence[RawCell]] = orjson.loads(line)
        yield rows
        done += len(rows)
        if progress is not None:
            progress(done, total)


def _format(found: dict[str, Any] | None) -> ColumnFormat | None:
    if found is None:
        return None
    if "kind" in found:
        return ColumnFormat(CellFormat(found["kind"]))
    return format_of_numbers(found["pattern"])
