"""Runs as a process of its own: a workbook's sheet as lines of JSON.

Usage: python -m cashstage.connectors.file_upload.workbook_child IN KIND SHEET OUT

Whoever made the file decides what opening it costs, so this happens within limits on memory, time
and output, with nothing in reach that would be worth stealing. The first line says what was found,
each other one holds rows; or the only line says why nothing can be read.
"""

from __future__ import annotations

import resource
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, BinaryIO

import orjson
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from cashstage.connectors.file_upload.excel_parts import ExcelSheet, read_excel_sheet
from cashstage.schema.cell_format import CellFormat

MEMORY_BYTES = 3 * 1024**3
CPU_SECONDS = 110
OUTPUT_BYTES = 2 * 1024**3
ROWS_PER_LINE = 2_000
SAMPLE_ROWS = 60
_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a workbook knows no time zone
_DAY = timedelta(days=1)
_TEMPORAL: dict[type, CellFormat] = {
    date: CellFormat.DATE,
    datetime: CellFormat.DATETIME,
    time: CellFormat.TIME,
    timedelta: CellFormat.DURATION,
}


def main() -> None:
    """Writes the answer; it is complete when the process ends with 0."""
    source, kind, wanted, target = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT_BYTES, OUTPUT_BYTES))
    with Path(target).open("wb") as out:
        try:
            _convert(source, kind, wanted, out)
        except CalamineError as error:
            _write(out, {"error": str(error)[:200]})


def _convert(source: str, kind: str, wanted: str, out: BinaryIO) -> None:
    workbook = CalamineWorkbook.from_path(source)
    visible = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.visible is SheetVisibleEnum.Visible
    ]
    name, sheet = _chosen(workbook, visible or workbook.sheet_names, wanted)
    found: dict[str, Any] = {"sheets": workbook.sheet_names, "sheet": name}
    if sheet is None or sheet.start is None:
        _write(out, found)
        return
    parts = read_excel_sheet(source, name, SAMPLE_ROWS) if kind == "xlsx" else ExcelSheet()
    first_row, first_column = sheet.start
    rows = _rows(sheet, first_row, first_column, parts)
    head = [row for row, _ in zip(rows, range(SAMPLE_ROWS), strict=False)]
    found |= {
        "rows": sheet.height,
        "first_row": first_row + 1,
        "first_column": first_column + 1,
        "formats": _formats(head, first_column, parts),
        "merges": list(_merges(sheet, first_row, first_column)),
    }
    _write(out, found)
    _write_rows(out, head)
    while chunk := [row for row, _ in zip(rows, range(ROWS_PER_LINE), strict=False)]:
        _write_rows(out, chunk)


def _chosen(
    workbook: CalamineWorkbook, names: Sequence[str], wanted: str
) -> tuple[str, CalamineSheet | None]:
    """The wanted sheet, else the first one that anybody sees and that holds cells."""
    if wanted:
        known = wanted in workbook.sheet_names
        return wanted, workbook.get_sheet_by_name(wanted) if known else None
    for name in names:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.start is not None:
            return name, sheet
    return (names[0] if names else ""), None


def _rows(
    sheet: CalamineSheet, first_row: int, first_column: int, parts: ExcelSheet
) -> Iterator[list[Any]]:
    """The rows from the first one with content; failed formulas as the errors they show."""
    for place, row in enumerate(sheet.iter_rows()):
        if place < first_row:
            continue
        for column, error in parts.errors.get(place, {}).items():
            if first_column <= column < first_column + len(row):
                row[column - first_column] = error
        yield row


def _merges(sheet: CalamineSheet, first_row: int, first_column: int) -> Iterator[list[int]]:
    """First row and column of each merge within the rows, and how many it covers."""
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if top >= first_row and left >= first_column:
            yield [top - first_row, left - first_column, bottom - top + 1, right - left + 1]


def _formats(
    head: Sequence[Sequence[Any]], first_column: int, parts: ExcelSheet
) -> list[dict[str, str | None] | None]:
    """Per column what most of its dates are, else the number pattern that the file gives it."""
    width = max((len(row) for row in head), default=0)
    formats: list[dict[str, str | None] | None] = []
    for column in range(width):
        kinds = Counter(_TEMPORAL.get(type(row[column])) for row in head if column < len(row))
        del kinds[None]
        if kinds:
            formats.append({"kind": kinds.most_common(1)[0][0]})
        else:
            pattern = parts.patterns.get(first_column + column)
            formats.append({"pattern": pattern} if pattern else None)
    return formats


def _write_rows(out: BinaryIO, rows: Sequence[Sequence[Any]]) -> None:
    _write(out, [[_plain(cell) for cell in row] for row in rows])


def _write(out: BinaryIO, line: object) -> None:
    out.write(orjson.dumps(line) + b"\n")


def _plain(cell: Any) -> Any:
    """Dates and times as days since 1899-12-30, as spreadsheets count them."""
    if isinstance(cell, datetime):
        return (cell - _DAY_ZERO) / _DAY
    if isinstance(cell, date):
        return (cell - _DAY_ZERO.date()).days
    if isinstance(cell, time):
        return (datetime.combine(_DAY_ZERO, cell) - _DAY_ZERO) / _DAY
    if isinstance(cell, timedelta):
        return cell / _DAY
    return None if cell == "" else cell


if __name__ == "__main__":
    main()
