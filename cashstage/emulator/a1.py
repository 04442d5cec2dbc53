"""A1 notation as the Sheets API reads and writes it; rows and columns count from 0 here."""

from __future__ import annotations

import re
from dataclasses import dataclass

_RANGE = re.compile(
    r"\$?(?P<left>[A-Za-z]{0,3})\$?(?P<top>\d*)(?::\$?(?P<right>[A-Za-z]{0,3})\$?(?P<bottom>\d*))?"
)


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of a tab; ends are exclusive and None means open."""

    top: int = 0
    left: int = 0
    bottom: int | None = None
    right: int | None = None


def column_letters(index: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """A → 0, Z → 25, AA → 26."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def quote_title(title: str) -> str:
    """A tab title as it stands before the exclamation mark."""
    if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", title):
        return title
    return "'" + title.replace("'", "''") + "'"


def split_range(text: str) -> tuple[str | None, str | None]:
    """Tab title and cell part of a range; either may be None, a bare word is left as title."""
    if text.startswith("'"):
        match = re.fullmatch(r"'((?:[^']|'')*)'(?:!(.*))?", text)
        return (match[1].replace("''", "'"), match[2]) if match else (None, None)
    title, mark, cells = text.rpartition("!")
    return (title, cells) if mark else (text, None)


def parse_area(cells: str) -> Area | None:
    """The rectangle of "A1:C9", "A:C", "2:5", "B2" or "A5:C"; None when it is none of these."""
    match = _RANGE.fullmatch(cells)
    if match is None or not (match["left"] or match["top"]):
        return None
    left, top, right, bottom = match["left"], match["top"], match["right"], match["bottom"]
    if right is None:
        if not (left and top):
            return None
        right, bottom = left, top
    if not (right or bottom) or bool(left) != bool(right):
        return None
    if "0" in {top, bottom}:
        return None
    columns = sorted((column_index(left), column_index(right))) if left else None
    rows = sorted((int(top), int(bottom))) if top and bottom else None
    first_row = rows[0] - 1 if rows else int(top or bottom or 1) - 1
    return Area(
        top=first_row,
        left=columns[0] if columns else 0,
        bottom=rows[1] if rows else None,
        right=columns[1] + 1 if columns else None,
    )


def area_text(title: str, top: int, left: int, bottom: int, right: int) -> str:
    """The normalised range that answers carry, with every end spelled out."""
    start = f"{column_letters(left)}{top + 1}"
    end = f"{column_letters(right - 1)}{bottom}"
    return f"{quote_title(title)}!{start if start == end else f'{start}:{end}'}"
