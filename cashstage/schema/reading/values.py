"""A column's cells as values of one type, once it is known how the column writes them."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from cashstage.schema.cells import Cells
from cashstage.schema.column import ColumnType
from cashstage.schema.reading import civil, dates, words
from cashstage.schema.reading.dates import DateOrder
from cashstage.schema.reading.numbers import Decimal, read_numbers

UNREADABLE = "unreadable"
EXACT_WHOLE = 2.0**53
"""Doubles are exact for whole numbers up to here."""
_SERIAL_OF_UNIX_EPOCH = 25_569
_FIRST_SERIAL, _LAST_SERIAL = -693_593, 2_958_465
_MILLISECONDS_PER_DAY = 86_400_000
_SECONDS_PER_DAY = 86_400
_LENGTH = r"^(?P<hours>\d{1,6}):(?P<minutes>[0-5]\d):(?P<seconds>[0-5]\d(?:\.\d+)?)$"


@dataclass(frozen=True, slots=True)
class Style:
    """How a column writes its values.

    `serial` says that its numbers are days since 1899-12-30; `points` that its shares are
    percentage points without a sign; `lengths` that clocks mean lengths of time.
    """

    decimal: Decimal = Decimal.POINT
    order: DateOrder = DateOrder.DAY_FIRST
    serial: bool = False
    points: bool = False
    lengths: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """The distinct texts of a column; how many rows hold each; which mean "no value"."""

    texts: pa.StringArray
    counts: pa.Int64Array
    errors: pa.BooleanArray
    placeholders: pa.BooleanArray

    @classmethod
    def of(cls, cells: Cells, *, as_text: bool) -> Words:
        """In a column of text fewer words mean "no value": "None" may be a name there."""
        texts = cells.texts.dictionary
        seen = pc.value_counts(cells.texts.indices.drop_null())
        places = pc.index_in(pa.arange(0, len(texts)).cast(pa.int32()), seen.field("values"))
        find = words.placeholders if as_text else words.placeholders_among_values
        return cls(
            texts,
            pc.fill_null(seen.field("counts").take(places), 0),
            words.errors(texts),
            find(texts),
        )

    @property
    def missing(self) -> pa.BooleanArray:
        """Which mean "no value"."""
        return pc.or_(self.errors, self.placeholders)

    @property
    def real(self) -> pa.StringArray:
        """The texts, empty where they mean "no value" or no row holds them any more."""
        return pc.if_else(pc.or_(self.missing, pc.equal(self.counts, 0)), "", self.texts)

    def rows(self, which: pa.BooleanArray) -> int:
        """How many rows hold one of the texts that `which` marks."""
        return int(pc.sum(self.counts.filter(which)).as_py() or 0)


def read_values(cells: Cells, kind: ColumnType, style: Style) -> tuple[pa.Array, dict[str, int]]:
    """The values, and how many cells became null for each reason.

    Text stays dictionary-encoded; the other types are plain arrays of int64, float64, bool,
    date32, time64[us] and timestamp[us].
    """
    distinct = Words.of(cells, as_text=kind is ColumnType.TEXT)
    if kind is ColumnType.TEXT:
        values = _as_text(cells, distinct, style)
    else:
        values = read_words(distinct.real, kind, style).take(cells.texts.indices)
        if cells.numbers is not None:
            values = pc.coalesce(values, read_floats(cells.numbers, kind, style))
        if cells.truths is not None and kind is ColumnType.BOOLEAN:
            values = pc.coalesce(values, cells.truths)
    nulled = {
        words.ERROR: distinct.rows(distinct.errors),
        words.PLACEHOLDER: distinct.rows(pc.and_not(distinct.placeholders, distinct.errors)),
    }
    filled = len(cells) - pc.sum(cells.blanks, min_count=0).as_py()
    read = len(values) - values.null_count
    nulled[UNREADABLE] = filled - read - sum(nulled.values())
    return values, {reason: count for reason, count in nulled.items() if count}


def read_words(texts: pa.StringArray, kind: ColumnType, style: Style) -> pa.Array:
    """Texts as values of a type other than text, null where they can't be."""
    match kind:
        case ColumnType.INTEGER:
            return _whole(_text_numbers(texts, style))
        case ColumnType.NUMBER:
            return _text_numbers(texts, style)
        case ColumnType.BOOLEAN:
            return words.booleans(texts)
        case ColumnType.DATE:
            return dates.read_moments(texts, style.order).dates
        case ColumnType.DATETIME:
            return dates.read_moments(texts, style.order).moments
        case _:
            return dates.read_times(texts)


def read_floats(numbers: pa.DoubleArray, kind: ColumnType, style: Style) -> pa.Array:
    """Number cells as values of a type other than text, null where they can't be."""
    match kind:
        case ColumnType.INTEGER:
            return _whole(_scaled(numbers, style))
        case ColumnType.NUMBER:
            return _scaled(numbers, style)
        case ColumnType.BOOLEAN:
            bits = pc.if_else(pc.is_in(numbers, pa.array([0.0, 1.0])), numbers, None)
            return bits.cast(pa.bool_())
        case ColumnType.DATE if not style.serial:
            digits = pc.if_else(_plain_whole(numbers), numbers, None).cast(pa.int64())
            return dates.read_moments(digits.cast(pa.string()), style.order).dates
        case ColumnType.DATE:
            return civil.from_days(_unix_days(numbers))
        case ColumnType.DATETIME:
            return _serial_moments(numbers)
        case _:
            inside = pc.if_else(_between(numbers, 0.0, 1.0), numbers, None)
            last = _MILLISECONDS_PER_DAY - 1
            milliseconds = pc.min_element_wise(_milliseconds(inside), last, skip_nulls=False)
            return pc.multiply(milliseconds, 1000).cast(pa.time64("us"))


def text_of(numbers: pa.DoubleArray) -> pa.StringArray:
    """Numbers as the shortest text that names them: 12, 0.5, 1e+22."""
    whole = pc.if_else(_plain_whole(numbers), numbers, None).cast(pa.int64())
    return pc.coalesce(whole.cast(pa.string()), numbers.cast(pa.string()))


def _as_text(cells: Cells, distinct: Words, style: Style) -> pa.DictionaryArray:
    missing = distinct.missing.take(cells.texts.indices)
    indices = pc.if_else(missing, None, cells.texts.indices)
    texts = pa.DictionaryArray.from_arrays(indices, distinct.texts)
    if cells.numbers is None and cells.truths is None:
        return texts
    parts = [distinct.texts.take(indices)]
    if cells.numbers is not None:
        if style.serial:
            parts.append(civil.from_days(_unix_days(cells.numbers)).cast(pa.string()))
        parts.append(text_of(cells.numbers))
    if cells.truths is not None:
        parts.append(pc.if_else(cells.truths, "TRUE", "FALSE"))
    return pc.coalesce(*parts).dictionary_encode()


def _text_numbers(texts: pa.StringArray, style: Style) -> pa.DoubleArray:
    reading = read_numbers(texts, style.decimal)
    values = reading.values
    if style.points:
        values = pc.if_else(reading.percent, values, pc.divide(values, 100.0))
    if style.lengths:
        values = pc.coalesce(values, _lengths(texts))
    return pc.if_else(pc.is_finite(values), values, None)


def _lengths(texts: pa.StringArray) -> pa.DoubleArray:
    """Seconds of 1:30:00, also beyond a day."""
    parts = pc.extract_regex(texts, _LENGTH)
    hours, minutes, seconds = (part.cast(pa.float64()) for part in parts.flatten())
    return pc.add(pc.add(pc.multiply(hours, 3600.0), pc.multiply(minutes, 60.0)), seconds)


def _scaled(numbers: pa.DoubleArray, style: Style) -> pa.DoubleArray:
    if style.points:
        return pc.divide(numbers, 100.0)
    lengths = style.serial and style.lengths
    return pc.multiply(numbers, float(_SECONDS_PER_DAY)) if lengths else numbers


def _whole(numbers: pa.DoubleArray) -> pa.Int64Array:
    return pc.if_else(_plain_whole(numbers), numbers, None).cast(pa.int64())


def _plain_whole(numbers: pa.DoubleArray) -> pa.BooleanArray:
    small = pc.less_equal(pc.abs(numbers), EXACT_WHOLE)
    return pc.and_(small, pc.equal(numbers, pc.floor(numbers)))


def _unix_days(serials: pa.DoubleArray) -> pa.Int64Array:
    days = pc.floor(_calendar(serials)).cast(pa.int64())
    return pc.subtract(days, _SERIAL_OF_UNIX_EPOCH)


def _calendar(serials: pa.DoubleArray) -> pa.DoubleArray:
    """Null outside the years 1 to 9999."""
    return pc.if_else(_between(serials, _FIRST_SERIAL, _LAST_SERIAL + 1), serials, None)


def _serial_moments(serials: pa.DoubleArray) -> pa.TimestampArray:
    """To the millisecond, which is what a double keeps of a moment."""
    serials = _calendar(serials)
    unix = pc.multiply(_unix_days(serials), civil.MICROSECONDS_PER_DAY)
    clock = pc.multiply(_milliseconds(pc.subtract(serials, pc.floor(serials))), 1000)
    return pc.add(unix, clock).cast(pa.timestamp("us"))


def _milliseconds(fractions: pa.DoubleArray) -> pa.Int64Array:
    return pc.round(pc.multiply(fractions, float(_MILLISECONDS_PER_DAY))).cast(pa.int64())


def _between(numbers: pa.DoubleArray, low: float, high: float) -> pa.BooleanArray:
    """From `low` to below `high`."""
    return pc.and_(pc.greater_equal(numbers, low), pc.less(numbers, high))
