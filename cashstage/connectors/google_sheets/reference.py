"""What people paste and type: a spreadsheet's address or id, a tab, a range in A1 notation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from cashstage.core.errors import InvalidInput

_ID = re.compile(r"[A-Za-z0-9_-]{20,200}")
_ID_IN_PATH = re.compile(r"/spreadsheets/(?:u/\d+/)?d/([A-Za-z0-9_-]{20,200})(?:/|$)")
_PUBLISHED = re.compile(r"/spreadsheets/(?:u/\d+/)?d/e/")
_CELLS = re.compile(
    r"\$?(?P<left>[A-Z]{1,3})?\$?(?P<top>[1-9]\d{0,7})?"
    r":\$?(?P<right>[A-Z]{1,3})?\$?(?P<bottom>[1-9]\d{0,7})?"
)
_NAME = re.compile(r"(?!(?:true|false)$)[^\W\d]\w{0,249}", re.IGNORECASE)
_CELL = re.compile(r"[A-Z]{1,3}\d+|R\d*C\d*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SpreadsheetReference:
    """A spreadsheet, and the tab (`gid`) when the address names one."""

    spreadsheet_id: str
    sheet_id: int | None = None


@dataclass(frozen=True, slots=True)
class CellRange:
    """A rectangle of a tab; rows and columns count from 1, both ends belong to it, None is open.

    Columns are open together: without a last column the first is 1.
    """

    first_row: int = 1
    first_column: int = 1
    last_row: int | None = None
    last_column: int | None = None

    def rows(self, first: int, last: int) -> str:
        """The A1 notation of some of its rows; whole rows when the columns are open."""
        if self.last_column is None:
            return f"{first}:{last}"
        left, right = column_letters(self.first_column), column_letters(self.last_column)
        return f"{left}{first}:{right}{last}"

    def notation(self) -> str:
        """The A1 notation of the whole range, whose ends are known."""
        left, right = column_letters(self.first_column), column_letters(self.last_column or 1)
        return f"{left}{self.first_row}:{right}{self.last_row}"


@dataclass(frozen=True, slots=True)
class RangeName:
    """A range that the spreadsheet itself has given a name."""

    name: str


Cells = CellRange | RangeName
WHOLE_TAB = CellRange()


def parse_reference(text: str) -> SpreadsheetReference:
    """The spreadsheet behind a pasted address or a bare id; raises InvalidInput."""
    pasted = text.strip()
    if _ID.fullmatch(pasted):
        return SpreadsheetReference(pasted)
    try:
        parts = urlsplit(pasted if "//" in pasted else f"https://{pasted}")
    except ValueError as error:
        raise _not_a_spreadsheet() from error
    if _PUBLISHED.search(parts.path):
        raise InvalidInput(
            "This is the address of a published copy, which can't be connected.",
            next_step="Open the spreadsheet itself and copy its address from the browser.",
            field="spreadsheet_url",
        )
    match = _ID_IN_PATH.search(parts.path)
    key = match[1] if match else next(iter(parse_qs(parts.query).get("id", [])), "")
    if not _ID.fullmatch(key):
        raise _not_a_spreadsheet()
    gid = parse_qs(parts.fragment).get("gid") or parse_qs(parts.query).get("gid") or [""]
    return SpreadsheetReference(key, int(gid[0]) if re.fullmatch(r"\d{1,12}", gid[0]) else None)


def parse_range(text: str | None) -> Cells:
    """The rectangle of "A1:H200", "A:H", "B3:H" or "2:500", or a named range.

    Nothing means the whole tab. Raises InvalidInput for anything else, a tab name included: the tab
    is chosen separately.
    """
    given = (text or "").strip()
    if not given:
        return WHOLE_TAB
    match = _CELLS.fullmatch(given.upper())
    if match is None and _NAME.fullmatch(given) and not _CELL.fullmatch(given):
        return RangeName(given)
    if match is None:
        raise _bad_range(text)
    left, top, right, bottom = match["left"], match["top"], match["right"], match["bottom"]
    if not (right or bottom) or bool(left) != bool(right) or not (left or top):
        raise _bad_range(text)
    found = CellRange(
        first_row=int(top or 1),
        first_column=column_number(left) if left else 1,
        last_row=int(bottom) if bottom else None,
        last_column=column_number(right) if right else None,
    )
    backwards = (found.last_row or found.first_row) < found.first_row
    if backwards or (found.last_column or found.first_column) < found.first_column:
        raise _bad_range(text)
    return found


def column_letters(number: int) -> str:
    """1 → A, 27 → AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """A → 1, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def in_tab(title: str, cells: str | None = None) -> str:
    """A range with its tab, quoted so that any title is safe."""
    quoted = "'" + title.replace("'", "''") + "'"
    return quoted if cells is None else f"{quoted}!{cells}"


def _not_a_spreadsheet() -> InvalidInput:
    return InvalidInput(
        "This is not the address of a Google spreadsheet.",
        next_step="It looks like https://docs.google.com/spreadsheets/d/…/edit.",
        field="spreadsheet_url",
    )


def _bad_range(text: str | None) -> InvalidInput:
    return InvalidInput(
        f"{text!r} is not a range.",
        next_step="Write it as A1:H200, A:H or B3:H, without the tab's name, or give the name of a "
        "range.",
        field="range",
    )
