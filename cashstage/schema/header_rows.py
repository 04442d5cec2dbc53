"""Names that stand over several rows: "Google Ads" above "Clicks" and "Cost"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Cell = str | float | int | bool | None
Row = Sequence[Cell]

MOST_ROWS = 5
"""Header rows at most."""


@dataclass(frozen=True, slots=True)
class Span:
    """A merge as far as headers care: its 0-based first cell, and how many columns it covers."""

    row: int
    column: int
    columns: int


class Stack:
    """Decides which rows around the one that was found belong to the header, and joins them.

    `clean` makes a cell a name ("" for blank), `value_like` tells cells of a body from names.
    """

    def __init__(
        self,
        rows: Sequence[Row],
        spans: Sequence[Span],
        clean: Callable[[Cell], str],
        value_like: Callable[[Cell], bool],
    ) -> None:
        self._rows = rows
        self._value_like = value_like
        self._clean = clean
        self._width = max((len(row) for row in rows), default=0)
        self._wide = {(span.row, span.column): span.columns for span in spans if span.columns > 1}

    def around(self, index: int) -> tuple[int, int]:
        """First and last 0-based row of the header of which `index` is one row."""
        first = last = index
        while first and last - first + 1 < MOST_ROWS and self._groups(first - 1, first):
            first -= 1
        if first == last and last + 1 < len(self._rows) and self._continues(last + 1, last):
            last += 1
        return first, last

    def names(self, first: int, last: int) -> list[str]:
        """One name for each column, from top to bottom; a word is not said twice in a row."""
        levels = [self._level(row, last) for row in range(first, last + 1)]
        return [" ".join(_said(parts)) for parts in zip(*levels, strict=True)]

    def _groups(self, above: int, below: int) -> bool:
        """Whether the row above names groups of the names below, and is no title."""
        upper, lower = self._texts(above), self._texts(below)
        if not any(upper) or any(self._value_like(cell) for cell in self._rows[above]):
            return False
        pairs = list(zip(upper, lower, strict=True))
        several = sum(map(bool, upper)) > 1
        both = any(high and low for high, low in pairs)
        if several and both and any(high and not low for high, low in pairs):
            return True
        if _repeats(self.names(above, below)) < _repeats(lower):
            return True
        grouped = self._level(above, below)
        alone = any(low and not high for high, low in zip(grouped, lower, strict=True))
        return alone and any(
            row == above and upper[column] and (column or several)
            for row, column in self._wide
            if column < self._width
        )

    def _continues(self, below: int, above: int) -> bool:
        """Whether the row below goes on where the names above leave something open."""
        upper, lower = self._texts(above), self._texts(below)
        if not any(lower) or any(self._value_like(cell) for cell in self._rows[below]):
            return False
        opened = [place for place, low in enumerate(lower) if low and not upper[place]]
        covered = all(high or low for high, low in zip(upper, lower, strict=True))
        only_names_below = any(upper[place] and not lower[place] for place in range(self._width))
        return bool(opened) and covered and only_names_below and self._measured(below, opened)

    def _measured(self, row: int, places: Sequence[int]) -> bool:
        """Whether values stand under these columns, so that texts in them are names."""
        cells = [
            other[place]
            for other in self._rows[row + 1 :]
            for place in places
            if place < len(other) and self._clean(other[place])
        ]
        return sum(map(self._value_like, cells)) * 2 > len(cells)

    def _texts(self, row: int) -> list[str]:
        cells = [self._clean(cell) for cell in self._rows[row]]
        return cells + [""] * (self._width - len(cells))

    def _level(self, row: int, last: int) -> list[str]:
        """The names of a row, those of groups over all columns that they stand for."""
        texts = self._texts(row)
        if row == last:
            return texts
        lower = self._texts(row + 1)
        merged = any(place == row for place, _ in self._wide)
        filled = list(texts)
        group, left = "", 0
        for column, text in enumerate(texts):
            if text:
                # A name with nothing below it stands for its own column alone.
                group = text if lower[column] else ""
                left = self._wide.get((row, column), 1) if merged else self._width
            if left and group and lower[column]:
                filled[column] = group
            left = max(0, left - 1)
        return filled


def _repeats(names: Sequence[str]) -> int:
    """How many names are there already."""
    return sum(count - 1 for name, count in Counter(names).items() if name)


def _said(parts: Sequence[str]) -> list[str]:
    """The parts that are filled, without one that only repeats the one before it."""
    filled = [part for part in parts if part]
    return [part for place, part in enumerate(filled) if not place or part != filled[place - 1]]
