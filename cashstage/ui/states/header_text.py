"""Where the names stand, as people write it: "", "0", "3" or "3-4"."""

from __future__ import annotations

import re

from cashstage.core.errors import InvalidInput
from cashstage.schema.header_rows import MOST_ROWS

_WRITTEN = re.compile(r"(\d{1,4})(?:\s*[-\u2013]\s*(\d{1,4}))?")


def parse_header(text: str) -> tuple[int | None, int]:
    """The header row (None to find it, 0 for none) and how many rows it takes.

    Raises InvalidInput.
    """
    written = text.strip()
    if not written:
        return None, 1
    match = _WRITTEN.fullmatch(written)
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, -1)
    rows = last - first + 1
    if not 1 <= rows <= MOST_ROWS or (rows > 1 and not first) or first > 1000:
        raise InvalidInput("The header row is a number such as 1, rows such as 2-3, or 0 for none.")
    return first, rows


def header_text(row: int | None, rows: int = 1) -> str:
    """What `parse_header` understands."""
    if row is None:
        return ""
    return str(row) if rows == 1 else f"{row}-{row + rows - 1}"
