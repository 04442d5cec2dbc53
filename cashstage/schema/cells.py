"""A column's cells as they were delivered, apart by kind, ready to be read as values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

Cell = str | float | int | bool | None


@dataclass(frozen=True, slots=True)
class Cells:
    """Parallel to the rows: a cell is in one of the three, or in none when it is blank.

    `texts` are stripped and never empty, their dictionary may repeat a text. `numbers` and
    `truths` are None when the column has none.
    """

    texts: pa.DictionaryArray
    numbers: pa.DoubleArray | None = None
    truths: pa.BooleanArray | None = None

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def blanks(self) -> pa.BooleanArray:
        """Which rows hold nothing."""
        blank = pc.is_null(self.texts)
        for others in (self.numbers, self.truths):
            if others is not None:
                blank = pc.and_(blank, pc.is_null(others))
        return blank

    def cell(self, place: int) -> Cell:
        """The cell at that place."""
        for values in (self.texts, self.numbers, self.truths):
            if values is not None and values[place].is_valid:
                value: Cell = values[place].as_py()
                return value
        return None

    def equal_to(self, text: str) -> pa.BooleanArray:
        """Which rows hold exactly that text."""
        found = pc.fill_null(pc.equal(self.texts.dictionary, text), False)
        return pc.fill_null(found.take(self.texts.indices), False)

    def mostly(self, wanted: Callable[[Cell], bool], rows: int) -> bool:
        """Whether most filled cells among the first `rows` are of the wanted sort."""
        filled = [
            cell
            for values in (self.texts, self.numbers, self.truths)
            if values is not None
            for cell in values.slice(0, rows).drop_null().to_pylist()
        ]
        return sum(map(wanted, filled)) * 2 > len(filled)

    def filter(self, kept: pa.BooleanArray) -> Cells:
        """The cells of the rows that are kept."""
        return Cells(
            self.texts.filter(kept),
            None if self.numbers is None else self.numbers.filter(kept),
            None if self.truths is None else self.truths.filter(kept),
        )


def blank_cells(length: int) -> Cells:
    """A column without content."""
    return Cells(_text_column([None] * length))


def cells_of(values: Sequence[Cell]) -> Cells:
    """The cells of one column, whatever they are."""
    kinds = set(map(type, values))
    if kinds <= {str, type(None)}:
        return Cells(_text_column(values))
    if kinds <= {int, float, type(None)}:
        return Cells(_text_column([None] * len(values)), _number_column(values))
    texts = [value if isinstance(value, str) else None for value in values]
    truths = [value if isinstance(value, bool) else None for value in values]
    numbers = [
        value if isinstance(value, int | float) and not isinstance(value, bool) else None
        for value in values
    ]
    return Cells(
        _text_column(texts),
        _number_column(numbers) if kinds & {int, float} else None,
        pa.array(truths, pa.bool_()) if bool in kinds else None,
    )


def joined(parts: Sequence[Cells]) -> Cells:
    """The same column's cells of several chunks, one after the other."""
    texts = pa.chunked_array([part.texts for part in parts]).unify_dictionaries().combine_chunks()
    if isinstance(texts, pa.ChunkedArray):
        texts = pa.concat_arrays(texts.chunks)
    return Cells(
        texts,
        _joined([part.numbers for part in parts], parts, pa.float64()),
        _joined([part.truths for part in parts], parts, pa.bool_()),
    )


def _joined(
    arrays: Sequence[pa.Array | None], parts: Sequence[Cells], kind: pa.DataType
) -> pa.Array | None:
    if all(array is None for array in arrays):
        return None
    pairs = zip(arrays, parts, strict=True)
    return pa.concat_arrays(
        [pa.nulls(len(part), kind) if array is None else array for array, part in pairs]
    )


def _text_column(values: Sequence[Cell]) -> pa.DictionaryArray:
    try:
        encoded = pa.array(values, pa.string()).dictionary_encode()
    except UnicodeEncodeError:
        # JSON can hold half a surrogate pair, which is no character.
        whole = [_encodable(value) if isinstance(value, str) else None for value in values]
        encoded = pa.array(whole, pa.string()).dictionary_encode()
    texts = pc.utf8_trim_whitespace(encoded.dictionary)
    if not pc.any(pc.equal(texts, "")).as_py():
        return pa.DictionaryArray.from_arrays(encoded.indices, texts)
    empty = pc.equal(texts, "").take(encoded.indices)
    indices = pc.if_else(empty, None, encoded.indices)
    return pa.DictionaryArray.from_arrays(indices, texts)


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _number_column(values: Sequence[Cell]) -> pa.DoubleArray:
    try:
        return pa.array(values, pa.float64())
    except pa.ArrowInvalid:
        # Whole numbers beyond 2**53 become the nearest double, as spreadsheets store them.
        return pa.array([None if value is None else float(value) for value in values], pa.float64())
