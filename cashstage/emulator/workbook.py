"""A spreadsheet as the emulator keeps it: cells, formats, sharing; and its JSON form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

from cashstage.emulator.number_format import LOCALES, Cell, Locale, NumberFormat, render

SPARE_ROWS = 20
"""Blank rows below the data of a tab, so that there is a place to type."""


_NEVER = datetime(1, 1, 1, tzinfo=UTC)


class Block(NamedTuple):
    """A rectangle of a tab; counted from 0, ends are exclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Tab:
    """One sheet of a spreadsheet; a body cell takes its column's format unless it has its own."""

    sheet_id: int
    title: str
    rows: list[list[Cell]]
    column_formats: list[NumberFormat | None] = field(default_factory=list)
    cell_formats: dict[tuple[int, int], NumberFormat] = field(default_factory=dict)
    frozen_rows: int = 1
    row_count: int = 0
    column_count: int = 0
    hidden: bool = False
    merges: list[Block] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    filtered_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.make_room()

    def make_room(self) -> None:
        """Grows the grid so that the data and some spare rows fit."""
        self.row_count = max(self.row_count, len(self.rows) + SPARE_ROWS)
        self.column_count = max(self.column_count, max(map(len, self.rows), default=0), 1)

    def value(self, row: int, column: int) -> Cell:
        """The stored value; None outside the data."""
        if row >= len(self.rows) or column >= len(self.rows[row]):
            return None
        return self.rows[row][column]

    def number_format(self, row: int, column: int) -> NumberFormat | None:
        """The format a cell has, None for automatic."""
        own = self.cell_formats.get((row, column))
        if own is not None or row < self.frozen_rows or column >= len(self.column_formats):
            return own
        return self.column_formats[column]

    def put(self, row: int, column: int, value: Cell, number_format: NumberFormat | None) -> None:
        """Writes one cell of the grid."""
        if not (0 <= row < self.row_count and 0 <= column < self.column_count):
            raise IndexError(f"no cell at row {row}, column {column}")
        while len(self.rows) <= row:
            self.rows.append([])
        cells = self.rows[row]
        cells.extend([None] * (column + 1 - len(cells)))
        cells[column] = value
        if number_format is not None and number_format != self.number_format(row, column):
            self.cell_formats[row, column] = number_format
        self.make_room()

    def window(
        self, top: int, left: int, bottom: int, right: int
    ) -> Iterator[tuple[int, list[Cell]]]:
        """Row numbers and their cells in a rectangle, as far down as there is data."""
        for row in range(top, min(bottom, len(self.rows))):
            yield row, self.rows[row][left:right]


@dataclass(slots=True)
class Spreadsheet:
    """A file in Drive; people are e-mail addresses."""

    id: str
    title: str
    owner: str
    tabs: list[Tab]
    locale_name: str = "en_US"
    time_zone: str = "Etc/UTC"
    readers: set[str] = field(default_factory=set)
    created: datetime = _NEVER
    modified: datetime = _NEVER
    version: int = 0
    trashed: bool = False
    named_ranges: dict[str, tuple[int, Block]] = field(default_factory=dict)
    """By name: the tab's `sheet_id` and the cells."""

    @property
    def locale(self) -> Locale:
        """The rules of the spreadsheet's locale."""
        return LOCALES[self.locale_name]

    def visible_to(self, email: str) -> bool:
        """Whether a person may read the file."""
        return email == self.owner or email in self.readers

    def tab(self, title: str | None) -> Tab | None:
        """The tab of that title in any case, the first visible one for None."""
        for tab in self.tabs:
            if title is None or tab.title.casefold() == title.casefold():
                return tab
        return None

    def named_range(self, name: str) -> tuple[Tab, Block] | None:
        """The tab and the cells of a named range in any case of its name."""
        for known, (sheet_id, block) in self.named_ranges.items():
            if known.casefold() == name.casefold():
                return next((tab, block) for tab in self.tabs if tab.sheet_id == sheet_id)
        return None

    def shown(self, tab: Tab, row: int, column: int) -> str:
        """A cell's text as a person sees it."""
        return render(tab.value(row, column), tab.number_format(row, column), self.locale)


def to_json(spreadsheet: Spreadsheet) -> dict[str, Any]:
    """The durable form."""
    return {
        "id": spreadsheet.id,
        "title": spreadsheet.title,
        "owner": spreadsheet.owner,
        "locale": spreadsheet.locale_name,
        "timeZone": spreadsheet.time_zone,
        "readers": sorted(spreadsheet.readers),
        "created": spreadsheet.created.isoformat(),
        "modified": spreadsheet.modified.isoformat(),
        "version": spreadsheet.version,
        "trashed": spreadsheet.trashed,
        "namedRanges": {
            name: [sheet_id, *block] for name, (sheet_id, block) in spreadsheet.named_ranges.items()
        },
        "tabs": [_tab_to_json(tab) for tab in spreadsheet.tabs],
    }


def from_json(data: dict[str, Any]) -> Spreadsheet:
    """The spreadsheet behind its durable form."""
    return Spreadsheet(
        id=data["id"],
        title=data["title"],
        owner=data["owner"],
        tabs=[_tab_from_json(tab) for tab in data["tabs"]],
        locale_name=data["locale"],
        time_zone=data["timeZone"],
        readers=set(data["readers"]),
        created=datetime.fromisoformat(data["created"]),
        modified=datetime.fromisoformat(data["modified"]),
        version=data["version"],
        trashed=data["trashed"],
        named_ranges={
            name: (sheet_id, Block(*block))
            for name, (sheet_id, *block) in data.get("namedRanges", {}).items()
        },
    )


def _tab_to_json(tab: Tab) -> dict[str, Any]:
    return {
        "sheetId": tab.sheet_id,
        "title": tab.title,
        "rowCount": tab.row_count,
        "columnCount": tab.column_count,
        "frozenRows": tab.frozen_rows,
        "hidden": tab.hidden,
        "columnFormats": [found and list(found) for found in tab.column_formats],
        "cellFormats": [[row, column, *found] for (row, column), found in tab.cell_formats.items()],
        "merges": [list(block) for block in tab.merges],
        "hiddenRows": sorted(tab.hidden_rows),
        "filteredRows": sorted(tab.filtered_rows),
        "hiddenColumns": sorted(tab.hidden_columns),
        "rows": tab.rows,
    }


def _tab_from_json(data: dict[str, Any]) -> Tab:
    return Tab(
        sheet_id=data["sheetId"],
        title=data["title"],
        rows=data["rows"],
        column_formats=[found and NumberFormat(*found) for found in data["columnFormats"]],
        cell_formats={
            (row, column): NumberFormat(*found) for row, column, *found in data["cellFormats"]
        },
        frozen_rows=data["frozenRows"],
        row_count=data["rowCount"],
        column_count=data["columnCount"],
        hidden=data["hidden"],
        merges=[Block(*block) for block in data.get("merges", [])],
        hidden_rows=set(data.get("hiddenRows", [])),
        filtered_rows=set(data.get("filteredRows", [])),
        hidden_columns=set(data.get("hiddenColumns", [])),
    )
