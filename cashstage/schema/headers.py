"""Finding the header row, and repairing the names in it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cashstage.core.errors import UnreadableData
from cashstage.schema.header_rows import Cell, Row, Span, Stack

SEARCH_ROWS = 60
"""Delivered rows in which the header is looked for; also the body it is compared with."""
_MAX_PREAMBLE = 30
_LABEL_ROWS = 5
_MAX_NAME = 200
_SPACE = re.compile(r"[\s\u200b\u2060\ufeff]+")
_LONGEST_VALUE = 40
_VALUE = re.compile(
    r"""[-+(]? \s* [^\w\s.,()+-]{0,2} \s* [-+]? \d [\d.,'\s]* (e[-+]?\d+)? \s* [%)€$£]*  # number
      | \d{1,4} [-/.] \d{1,2} [-/.] \d{1,4} ([T\s].*)?                                   # date
      | \d{1,2} : \d{2} (:\d{2})? (\s*[ap]m)?                                            # time
      | \#(N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|ERROR!)                              # error
      | true | false
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ADVICE = (
    "Set the header row: the row that holds the names (1 is the first row), or 0 when there is"
    " none."
)


@dataclass(frozen=True, slots=True)
class Header:
    """Where the body begins, and its columns' names as written, stacked when they take more rows.

    `row` is the last header row's 1-based place among the delivered rows, 0 for "none"; rows up to
    it are not data. The names take `height` rows.
    """

    row: int
    height: int
    cells: list[str]


def find_header(
    rows: Sequence[Row],
    header_row: int | None,
    header_rows: int = 1,
    spans: Sequence[Span] = (),
) -> Header:
    """The header among the first delivered rows (at least `SEARCH_ROWS`, when there are so many).

    `header_row` and `header_rows` as in `RawTable`. Looking for it is conservative: rows above are
    skipped only when they hold far fewer cells than the table, and a row that reads like data is
    refused. Raises UnreadableData.
    """
    if not any(filled(row) for row in rows):
        raise UnreadableData(
            "There are no cells with content.", next_step="Choose a tab or file that holds a table."
        )
    width = max(len(row) for row in rows)
    if header_row == 0:
        return Header(0, 0, [""] * width)
    stack = Stack(rows, spans, clean_name, value_like)
    if header_row is not None:
        first = _given(rows, header_row)
        last = min(first + header_rows, len(rows)) - 1
    else:
        index = _search(rows)
        first, last = stack.around(index)
        _refuse_data(rows, last)
    return Header(last + 1, last - first + 1, stack.names(first, last))


def repair_names(cells: Row, first_column: int = 1) -> tuple[list[str], list[str]]:
    """Names that are unique (ignoring case), on one line and never blank; and what was changed.

    A blank becomes "Column C" after its place in the sheet, a second "Cost" becomes "Cost 2".
    Only blanks that hold data matter to people, so they are left out of the list of changes.
    """
    written = [clean_name(cell) for cell in cells]
    taken = {name.casefold() for name in written if name}
    used: set[str] = set()
    names: list[str] = []
    repairs: list[str] = []
    for position, original in enumerate(written):
        name = original or f"Column {column_letters(first_column + position)}"
        if name.casefold() in used or (not original and name.casefold() in taken):
            name = _numbered(name, taken | used)
            repairs.append(f"A second column named {original or name} is now {name}.")
        used.add(name.casefold())
        names.append(name)
    return names, repairs


def clean_name(cell: Cell) -> str:
    """A header cell as a name: one line, single spaces, no invisible characters."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = _SPACE.sub(" ", str(cell)).strip()
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cc")[:_MAX_NAME]


def column_letters(number: int) -> str:
    """A 1-based column as spreadsheets name it: 3 is "C", 28 is "AB"."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def filled(row: Row) -> int:
    """How many cells of a row are not blank."""
    return sum(not blank(cell) for cell in row)


def blank(cell: Cell) -> bool:
    """Whether a cell holds nothing a person would see."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def value_like(cell: Cell) -> bool:
    """Whether a cell reads like a value of a body: a number, date, time, truth or error."""
    if isinstance(cell, str):
        text = cell.strip()
        return len(text) <= _LONGEST_VALUE and _VALUE.fullmatch(text) is not None
    return cell is not None


def _given(rows: Sequence[Row], header_row: int) -> int:
    if header_row < 0 or header_row > len(rows) or not filled(rows[header_row - 1]):
        raise UnreadableData(
            f"Row {header_row} was set as the header row, but it holds no names.",
            next_step=_ADVICE,
        )
    return header_row - 1


def _search(rows: Sequence[Row]) -> int:
    """The first row that is about as wide as the table usually is."""
    widths = [filled(row) for row in rows]
    counts = Counter(width for width in widths if width)
    usual = max(counts, key=lambda width: (counts[width], width))
    enough = max(1, -(-usual * 2 // 3)) if usual > 2 else usual
    for index, width in enumerate(widths[: _MAX_PREAMBLE + 1]):
        if width >= enough:
            return _past_labels(rows, widths, index)
    raise UnreadableData(
        f"No header row was found in the first {_MAX_PREAMBLE} rows.", next_step=_ADVICE
    )


def _past_labels(rows: Sequence[Row], widths: Sequence[int], index: int) -> int:
    """The row itself; or, when it holds values as "From 2024-01-01" does, names right below it."""
    if not any(value_like(cell) for cell in rows[index]):
        return index
    for below in range(index + 1, min(index + _LABEL_ROWS, len(rows) - 1)):
        names = not any(value_like(cell) for cell in rows[below])
        if names and widths[below] > widths[index]:
            return below
    return index


def _refuse_data(rows: Sequence[Row], index: int) -> None:
    """Raises when more columns go on like the row begins than change from name to value."""
    candidate, body = rows[index], rows[index + 1 :]
    same = changed = 0
    for position, cell in enumerate(candidate):
        below = [row[position] for row in body if position < len(row) and not blank(row[position])]
        values = sum(value_like(other) for other in below)
        if blank(cell) or values * 2 <= len(below):
            continue
        if value_like(cell):
            same += 1
        else:
            changed += 1
    only_values = not body and all(value_like(cell) for cell in candidate if not blank(cell))
    if same > changed or only_values:
        raise UnreadableData(
            f"Row {index + 1} looks like data, so there seems to be no header row.",
            next_step=_ADVICE,
        )


def _numbered(name: str, taken: set[str]) -> str:
    number = 2
    while f"{name} {number}".casefold() in taken:
        number += 1
    return f"{name} {number}"
