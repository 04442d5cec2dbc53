"""Rows that add up the others: they would count everything twice."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from cashstage.schema.cells import Cell, Cells
from cashstage.schema.headers import blank, value_like
from cashstage.schema.reading.numbers import Decimal, decimal_votes, read_numbers
from cashstage.schema.reading.words import placeholders_among_values

_LABEL = re.compile(
    r"""(grand|overall|sub)?[ -]?totals?                 # English
      | sum | gesamt(summe|ergebnis|wert)? | insgesamt | summen? | zwischensumme
      | (sous-)?total(\ g[ée]n[ée]ral)? | totaux | somme
      | (suma|total|totales)(\ (general|total|geral))? | soma
      | totale(\ (complessivo|generale))? | somma
      | (eind)?totaal | totalen
      | total(s|e)?\s*[:\-\u2013\u2014]\s*\S.* | results?\ from\ \d+\ .*
    """,
    re.VERBOSE | re.IGNORECASE,
)
_TOLERANCE = 1e-6
_ROUNDING = 0.0051
"""Half a cent and a little: totals are often shown rounded."""


@dataclass(frozen=True, slots=True)
class Totals:
    """Rows by place: those that add up the others, and those that only seem to."""

    totals: list[int] = field(default_factory=list)
    doubtful: list[int] = field(default_factory=list)


def find_totals(
    columns: Sequence[Cells],
    valued: Sequence[int],
    dated: Collection[int],
    edges: Iterable[Iterable[int]],
) -> Totals:
    """Rows at the edges that are named like totals, and say nothing else than sums.

    `valued` are the columns of numbers and dates, `dated` those of serial days. Each edge is walked
    from the outside until a row has no such name. One that adds up proves its neighbours; so does a
    blank date.
    """
    found = Totals()
    named = [list(_named_rows(columns, valued, edge)) for edge in edges]
    everything = sorted({row for rows in named for row in rows})
    if not everything or len(everything) == len(columns[0]):
        return found
    amounts = _Amounts(columns, valued, dated, everything)
    for edge in named:
        rows = [row for row in edge if row not in found.totals]
        proven = [row for row in rows if amounts.undated(row) or amounts.adds_up(row)]
        (found.totals if proven else found.doubtful).extend(sorted(rows))
    return found


def _named_rows(
    columns: Sequence[Cells], valued: Sequence[int], edge: Iterable[int]
) -> Iterable[int]:
    for row in edge:
        cells = [column.cell(row) for column in columns]
        if not _is_named(cells, valued):
            return
        yield row


def _is_named(cells: Sequence[Cell], valued: Sequence[int]) -> bool:
    """Whether the only words of a row are those of a total."""
    words = [cell.strip() for cell in cells if isinstance(cell, str) and not value_like(cell)]
    said = [word for word in words if word and not _says_nothing(word)]
    numbers = [place for place in valued if not blank(cells[place]) and value_like(cells[place])]
    return (
        bool(numbers) and len(set(said)) == 1 and _LABEL.fullmatch(said[0].rstrip(" :")) is not None
    )


def _says_nothing(word: str) -> bool:
    return bool(placeholders_among_values(pa.array([word]))[0].as_py())


class _Amounts:
    """The sums of all rows that are not named like totals."""

    def __init__(
        self,
        columns: Sequence[Cells],
        valued: Sequence[int],
        dated: Collection[int],
        excluded: Sequence[int],
    ) -> None:
        kept = pc.invert(pc.is_in(pa.array(range(len(columns[0]))), pa.array(excluded)))
        self._dates: list[int] = []
        self._numbers: dict[int, tuple[pa.DoubleArray, float]] = {}
        self._columns = columns
        for place in valued:
            values = _values(columns[place])
            rest = values.filter(kept)
            if place in dated or rest.null_count == len(rest):
                self._dates.append(place)
            else:
                self._numbers[place] = (values, math.fsum(rest.drop_null().to_pylist()))

    def undated(self, row: int) -> bool:
        """Whether the table has dates, and this row has none."""
        return bool(self._dates) and not any(
            value_like(self._columns[place].cell(row)) for place in self._dates
        )

    def adds_up(self, row: int) -> bool:
        """Whether an amount of the row is the sum of the others, and not just nothing."""
        for values, total in self._numbers.values():
            value = values[row].as_py()
            if value and math.isclose(value, total, rel_tol=_TOLERANCE, abs_tol=_ROUNDING):
                return True
        return False


def _values(column: Cells) -> pa.DoubleArray:
    """The numbers of a column, also those that are written as texts."""
    texts = column.texts.dictionary
    votes = decimal_votes(texts)
    decimal = Decimal.COMMA if votes[Decimal.COMMA] > votes[Decimal.POINT] else Decimal.POINT
    read = read_numbers(texts, decimal).values.take(column.texts.indices)
    return read if column.numbers is None else pc.coalesce(column.numbers, read)
