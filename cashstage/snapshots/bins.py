"""Bins of even width whose edges people can read."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from cashstage.schema.column import ColumnType

MOST_NUMBER_BINS = 20
_NICE = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Bin:
    """How many values lie between two edges.

    Of numbers, from `start` up to but not including `end`, which the last bin includes where it
    is wider than a whole number; of dates, from the day `start` to the day `end`, both included.
    """

    start: int | float | date
    end: int | float | date
    count: int


@dataclass(frozen=True, slots=True)
class NumberBins:
    """Edges at whole multiples of `step`, from the multiple `first` on; no step is one bin."""

    edges: tuple[int | float, ...]
    step: int | float | None
    first: int

    @property
    def count(self) -> int:
        """How many bins there are."""
        return len(self.edges) - 1

    def place_sql(self, value: str, held: ColumnType) -> str:
        """The 0-based place of the bin that a value is in, which must not be null."""
        if self.step is None:
            return "0"
        if held is ColumnType.INTEGER:
            wide = f"CAST({value} AS HUGEINT)"
            place = f"({wide} - CAST('{self.edges[0]}' AS HUGEINT)) // CAST({self.step} AS HUGEINT)"
        else:
            steps = f"{value} / CAST('{self.step!r}' AS DOUBLE) - CAST('{self.first}' AS DOUBLE)"
            near = self._clamped(f"floor({steps})")
            # A quotient may miss a whole number by a digit at the end; the edges themselves decide.
            listing = ", ".join(f"'{edge!r}'" for edge in self.edges)
            edges = f"CAST([{listing}] AS DOUBLE[])"
            place = (
                f"{near} - CAST({value} < {edges}[{near} + 1] AS INTEGER)"
                f" + CAST({value} >= {edges}[{near} + 2] AS INTEGER)"
            )
        return self._clamped(place)

    def _clamped(self, place: str) -> str:
        return f"CAST(least(greatest({place}, 0), {self.count - 1}) AS INTEGER)"

    def counted(self, places: Mapping[int, int]) -> list[Bin]:
        """The bins with how many values are at each place."""
        return [
            Bin(start, end, places.get(place, 0))
            for place, (start, end) in enumerate(pairwise(self.edges))
        ]


def number_bins(minimum: float, maximum: float, held: ColumnType) -> NumberBins:
    """At most twenty bins that hold all numbers from `minimum` to `maximum`.

    Widths are 1, 2 or 5 times a power of ten; whole numbers next to each other have one each.
    """
    if held is ColumnType.INTEGER:
        return _whole_bins(int(minimum), int(maximum))
    # As people read them: the shortest text that means the number.
    low, high = Fraction(Decimal(repr(minimum))), Fraction(Decimal(repr(maximum)))
    if low < high:
        for step in _steps(high - low):
            first, last = math.floor(low / step), math.ceil(high / step)
            if last - first <= MOST_NUMBER_BINS:
                edges = tuple(_nearest(step * place) for place in range(first, last + 1))
                if _nearest(step) > 0 and all(one < two for one, two in pairwise(edges)):
                    return NumberBins(edges, _nearest(step), first)
                break
    return NumberBins((minimum, maximum), None, 0)


def whole_steps(span: int) -> Iterator[int]:
    """Readable widths, growing; the first gives not much more than twenty bins over the span."""
    return (int(step) for step in _steps(Fraction(max(span, 1))) if step >= 1)


def _whole_bins(minimum: int, maximum: int) -> NumberBins:
    for step in whole_steps(maximum - minimum):
        first = minimum // step
        # The greatest number has a bin of its own only where every number has.
        last = maximum + 1 if step == 1 else max(-(-maximum // step), first + 1)
        if last - first <= MOST_NUMBER_BINS:
            return NumberBins(tuple(step * each for each in range(first, last + 1)), step, first)
    raise AssertionError("widths grow without end")


def _steps(span: Fraction) -> Iterator[Fraction]:
    """Widths from about a twentieth of the span on."""
    ratio = span / MOST_NUMBER_BINS
    power = len(str(math.floor(ratio))) - 1 if ratio >= 1 else -len(str(math.floor(1 / ratio)))
    while True:
        for digit in _NICE:
            yield digit * Fraction(10) ** power
        power += 1


def _nearest(number: Fraction) -> float:
    """As a float; beyond the greatest of them, that one."""
    try:
        return float(number)
    except OverflowError:
        return sys.float_info.max if number > 0 else -sys.float_info.max
