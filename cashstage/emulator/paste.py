"""Pasted text becomes a tab, cell by cell as if it were typed."""

from __future__ import annotations

import csv
from collections import Counter
from io import StringIO

from cashstage.emulator.entry import parse_entry
from cashstage.emulator.number_format import Cell, Locale, NumberFormat
from cashstage.emulator.workbook import Tab


def tab_from_text(text: str, locale: Locale, *, title: str = "Sheet1") -> Tab:
    """A tab with the rows of CSV or, as a spreadsheet copies them, tab-separated text."""
    delimiter = "\t" if "\t" in text else ";" if locale.decimal == "," and ";" in text else ","
    rows: list[list[Cell]] = []
    formats: list[list[NumberFormat | None]] = []
    for cells in csv.reader(StringIO(text), delimiter=delimiter):
        entries = [parse_entry(cell, current=None, locale=locale) for cell in cells]
        rows.append([value for value, _ in entries])
        formats.append([number_format for _, number_format in entries])
    width = max(map(len, rows), default=0)
    columns = [_usual(formats[1:], column) for column in range(width)]
    tab = Tab(sheet_id=0, title=title, rows=rows, column_formats=columns, row_count=100)
    for row, cells_formats in enumerate(formats):
        for column, number_format in enumerate(cells_formats):
            if number_format not in {None, tab.number_format(row, column)}:
                tab.cell_formats[row, column] = number_format
    return tab


def _usual(rows: list[list[NumberFormat | None]], column: int) -> NumberFormat | None:
    found = Counter(row[column] for row in rows if column < len(row) and row[column] is not None)
    return found.most_common(1)[0][0] if found else None
