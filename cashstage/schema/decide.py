"""What type a column has, and how it writes its values: decided over all of its rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pyarrow as pa
import pyarrow.compute as pc

from cashstage.core.words import counted
from cashstage.schema.cell_format import CellFormat, ColumnFormat
from cashstage.schema.cells import Cells
from cashstage.schema.column import ColumnType
from cashstage.schema.currencies import currency_code
from cashstage.schema.kinds import ValueKind
from cashstage.schema.reading import dates
from cashstage.schema.reading.dates import DateOrder
from cashstage.schema.reading.numbers import (
    Decimal,
    NumberReading,
    decimal_votes,
    named_like_identifiers,
    read_numbers,
)
from cashstage.schema.reading.values import (
    EXACT_WHOLE,
    Style,
    Words,
    read_floats,
    read_words,
    text_of,
)
from cashstage.schema.semantic import Meaning
from cashstage.schema.type_words import readable_as

_TEMPORAL = {
    CellFormat.DATE: ColumnType.DATE,
    CellFormat.DATETIME: ColumnType.DATETIME,
    CellFormat.TIME: ColumnType.TIME,
}
_SERIAL = frozenset({*_TEMPORAL, CellFormat.DURATION})
_FRACTIONAL = frozenset({ValueKind.MONEY, ValueKind.SHARE, ValueKind.RATIO, ValueKind.DURATION})
_EXPECTED_SHARE = 0.9
_TYPED_SHARE = 0.95
_SHARES_BEYOND_ONE = 0.1
_IDENTIFIER_FROM = 1e15
_PLAUSIBLE_SERIALS = (36_526.0, 73_051.0)
"""Days from 2000 to 2099."""
_FEW = 3
_SHOWN_FRACTION = re.compile(r"[0#][.][0#?]")
_POINTS = re.compile(r"%|percent|\((all|link click-through rate|destination)\)", re.IGNORECASE)
_MONTH_FIRST_REGIONS = frozenset({"US", "PH", "BZ"})


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a column besides its cells.

    `decimal` is what the other columns of the table use; `known` the type that the column had
    in the snapshot before.
    """

    name: str
    meaning: Meaning = field(default_factory=Meaning)
    format: ColumnFormat | None = None
    locale: str | None = None
    decimal: Decimal = Decimal.POINT
    known: ColumnType | None = None

    @property
    def measured(self) -> bool:
        """Whether the header says that the column holds amounts."""
        return self.meaning.kind is not None and self.meaning.kind.measured


@dataclass(frozen=True, slots=True)
class Decision:
    """A column's type and style, and remarks for people.

    `percent` tells that texts carry percent signs; `units` are the currencies in them, as ISO 4217
    codes where they are known. `evidence` is the sentence that says what decided.
    """

    type: ColumnType
    style: Style = field(default_factory=Style)
    percent: bool = False
    units: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    evidence: str = ""


def decide(cells: Cells, evidence: Evidence, fixed: ColumnType | None = None) -> Decision:
    """The type that every filled cell can be read as, or nearly every one when there is evidence.

    Words for "no value" don't count. `fixed` is a type that a person has set; only the style is
    looked for then. A column without values keeps the type it had.
    """
    look = _Look(cells, evidence)
    if fixed is not None:
        return replace(look.decision(fixed), type=fixed, evidence="Set by hand.")
    if not look.filled:
        kept = "the column had it before" if evidence.known else "its name suggests it"
        return Decision(
            evidence.known or _usual_type(evidence.meaning),
            evidence=f"No cell is filled; {kept}.",
        )
    best, readable = ColumnType.TEXT, 0
    for kind in look.candidates():
        rows = look.readable(kind)
        if rows > readable:
            best, readable = kind, rows
        if rows == look.filled:
            break
    if readable >= look.filled * look.enough(best):
        decision = look.decision(best)
        return replace(decision, evidence=readable_as(decision.type, readable, look.filled))
    text = replace(look.decision(ColumnType.TEXT), evidence=look.reason_for_text())
    if readable * 2 > look.filled:
        text.notes.append(look.explain(best, readable))
    return text


def _usual_type(meaning: Meaning) -> ColumnType:
    match meaning.kind:
        case ValueKind.DATE:
            return ColumnType.DATE
        case ValueKind.COUNT:
            return ColumnType.INTEGER
        case ValueKind.MONEY | ValueKind.SHARE | ValueKind.RATIO | ValueKind.DURATION:
            return ColumnType.NUMBER
        case _:
            return ColumnType.TEXT


class _Look:
    """One column under examination."""

    def __init__(self, cells: Cells, evidence: Evidence) -> None:
        self.evidence = evidence
        self.words = Words.of(cells, as_text=False)
        self.texts = self.words.real
        self.numbers = None if cells.numbers is None else cells.numbers.drop_null()
        self.truths = 0 if cells.truths is None else len(cells.truths) - cells.truths.null_count
        self.number_rows = 0 if self.numbers is None else len(self.numbers)
        self.text_rows = self.words.rows(pc.not_equal(self.texts, ""))
        self.filled = self.text_rows + self.number_rows + self.truths
        self.format = None if evidence.format is None else evidence.format.kind
        self.compact = self._is_compact_date()
        self.numbers_as = self._numbers_as()
        order, self.order_is_certain = dates.date_order(self.texts, _expected_order(evidence))
        self.style = Style(
            decimal=self._decimal(),
            order=order,
            serial=self._are_serial_days(),
            lengths=self._are_lengths(),
        )

    def candidates(self) -> Iterator[ColumnType]:
        """Types to try, the likeliest first."""
        if self._identifies():
            return
        if self.compact:
            yield ColumnType.DATE
        yield ColumnType.NUMBER
        yield ColumnType.DATETIME
        yield ColumnType.TIME
        yield ColumnType.BOOLEAN

    def readable(self, kind: ColumnType) -> int:
        """How many rows have a value of that type."""
        rows = self.words.rows(pc.is_valid(read_words(self.texts, kind, self.style)))
        if kind is ColumnType.BOOLEAN:
            return rows + self.truths
        if self.numbers is None or not _akin(kind, self.numbers_as):
            return rows
        values = read_floats(self.numbers, kind, self.style)
        return rows + int(len(values) - values.null_count)

    def enough(self, kind: ColumnType) -> float:
        """The share of filled rows that has to be readable as a type."""
        evidence = self.evidence
        if evidence.known is not None and _akin(evidence.known, kind):
            return _EXPECTED_SHARE
        if kind is ColumnType.NUMBER and evidence.measured:
            return _EXPECTED_SHARE
        if kind.temporal and evidence.meaning.kind is ValueKind.DATE:
            return _EXPECTED_SHARE
        return _TYPED_SHARE if self.number_rows and _akin(kind, self.numbers_as) else 1.0

    def decision(self, kind: ColumnType) -> Decision:
        """The type made precise, with what the texts say of its format."""
        if kind.numeric:
            return self._numeric(kind)
        return self._temporal() if kind.temporal else Decision(kind, self.style)

    def reason_for_text(self) -> str:
        """Why nothing but text fits."""
        if self.evidence.meaning.kind is ValueKind.IDENTIFIER:
            return "Its name says that it identifies something."
        if self._identifies():
            return "Its digits identify something: as numbers they would lose some."
        return "Its cells are words."

    def explain(self, kind: ColumnType, readable: int) -> str:
        """Why a column that is mostly of another type stays text."""
        unread = pc.is_null(read_words(self.texts, kind, self.style))
        texts = self.texts.filter(pc.and_(unread, pc.not_equal(self.texts, "")))
        example = f", such as {texts[0].as_py()[:40]!r}" if len(texts) else ""
        noun = "numbers" if kind.numeric else "dates" if kind.temporal else f"{kind} values"
        return (
            f"{self.evidence.name} stays text: {self.filled - readable} of {self.filled} cells"
            f" are not {noun}{example}."
        )

    def _numbers_as(self) -> ColumnType:
        """What the number cells of a spreadsheet are."""
        if self.compact:
            return ColumnType.DATE
        if self.format is CellFormat.TIME and self._are_lengths():
            return ColumnType.NUMBER
        if self.format is CellFormat.TIME and _plausible_days(self.numbers):
            return ColumnType.DATETIME
        if self.format in _TEMPORAL:
            return _TEMPORAL[self.format]
        unsaid = self.format in {None, CellFormat.NUMBER} and self._expects_dates()
        if unsaid and _plausible_days(self.numbers):
            return ColumnType.DATE
        return ColumnType.NUMBER

    def _are_serial_days(self) -> bool:
        """Whether number cells count days since 1899-12-30."""
        if self.compact:
            return False
        return self.format in _SERIAL or self.numbers_as is ColumnType.DATE

    def _are_lengths(self) -> bool:
        """Whether clocks mean lengths of time here."""
        meaning = self.evidence.meaning.kind
        if self.format is CellFormat.DURATION or meaning is ValueKind.DURATION:
            return True
        if self.format is not CellFormat.TIME or _plausible_days(self.numbers):
            return False
        return self.numbers is not None and _count(pc.greater_equal(self.numbers, 1.0)) > 0

    def _expects_dates(self) -> bool:
        known = self.evidence.known
        by_header = self.evidence.meaning.kind is ValueKind.DATE
        return by_header or (known is not None and known.temporal)

    def _decimal(self) -> Decimal:
        votes = decimal_votes(self.texts)
        if votes[Decimal.POINT] == votes[Decimal.COMMA]:
            return self.evidence.decimal
        return max(votes, key=lambda decimal: votes[decimal])

    def _identifies(self) -> bool:
        """Whether digits name things here, so that they stay text."""
        if self.evidence.meaning.kind is ValueKind.IDENTIFIER:
            return True
        if self.evidence.measured:
            return False
        if self.format is CellFormat.TEXT and self.text_rows:
            return True
        if self.words.rows(named_like_identifiers(self.texts)):
            return True
        return self.numbers is not None and _long_whole(self.numbers)

    def _is_compact_date(self) -> bool:
        """Whether all values are digits like 20240131 that mean days."""
        if self.evidence.measured or self.truths or self.format in _SERIAL:
            return False
        texts = self.texts
        if self.numbers is not None:
            texts = pa.concat_arrays([texts, text_of(self.numbers.unique())])
        texts = texts.filter(pc.not_equal(texts, "")).unique()
        if len(texts) < (1 if self._expects_dates() else _FEW):
            return False
        return bool(pc.all(dates.compact_dates(texts)).as_py())

    def _temporal(self) -> Decision:
        """Moments that are all midnights are dates; a sheet's dates are what it shows."""
        name, notes = self.evidence.name, []
        if not self.order_is_certain:
            notes.append(f"{name} was read as {self.style.order}; 2024-01-31 would leave no doubt.")
        reading = dates.read_moments(self.texts, self.style.order)
        if pc.any(reading.zone).as_py():
            notes.append(f"Times in {name} are kept as written, without their UTC offset.")
        kind = ColumnType.DATE
        if pc.any(pc.greater(reading.microseconds, 0)).as_py():
            kind = ColumnType.DATETIME
        elif self.numbers is not None and self.numbers_as is ColumnType.DATETIME:
            fractions = pc.not_equal(self.numbers, pc.floor(self.numbers))
            kind = ColumnType.DATETIME if pc.any(fractions).as_py() else kind
        return Decision(kind, self.style, notes=notes)

    def _numeric(self, kind: ColumnType) -> Decision:
        reading = read_numbers(self.texts, self.style.decimal)
        percent = self.words.rows(reading.percent) > 0
        style, notes = self.style, []
        if not percent and self._in_points(reading.values):
            style = replace(style, points=True)
            notes.append(f"{self.evidence.name} holds percentages without a sign: 1.5 means 1.5 %.")
        if kind is ColumnType.NUMBER and self._all_whole(reading):
            kind = ColumnType.INTEGER
        written, locale = reading.units.drop_null().unique().to_pylist(), self.evidence.locale
        units = sorted({currency_code(unit, locale) or unit for unit in written})
        unsigned = self.words.rows(pc.and_(pc.is_valid(reading.values), pc.invert(reading.percent)))
        if percent and unsigned:
            notes.append(
                f"{counted(unsigned, 'cell')} of {self.evidence.name} without a percent sign,"
                " beside others that have one: 5 was read as 500 %."
            )
        if len(units) > 1:
            notes.append(
                f"{self.evidence.name} mixes {', '.join(units)}; its amounts are not converted."
            )
        return Decision(kind, style, percent, units, notes)

    def _in_points(self, texts: pa.DoubleArray) -> bool:
        """Whether shares are written as 1.5 for 1.5 %: the header says so, or many exceed 1."""
        if self.evidence.meaning.kind is not ValueKind.SHARE or self.format is CellFormat.PERCENT:
            return False
        if _POINTS.search(self.evidence.name):
            return True
        values = texts if self.numbers is None else pa.concat_arrays([texts, self.numbers])
        sizes = pc.abs(values.filter(pc.not_equal(values, 0.0)))
        return _count(pc.greater(sizes, 1.0)) > len(sizes) * _SHARES_BEYOND_ONE

    def _all_whole(self, reading: NumberReading) -> bool:
        """Whether the column counts: no fraction anywhere, and none to be expected."""
        shown = self.evidence.format
        if self.evidence.meaning.kind in _FRACTIONAL or self.style.lengths:
            return False
        if shown is not None and _SHOWN_FRACTION.search(shown.pattern or ""):
            return False
        if self.format in {CellFormat.PERCENT, CellFormat.CURRENCY}:
            return False
        if reading.units.null_count < len(reading.units):
            return False
        exact = pc.and_(reading.whole, pc.less_equal(pc.abs(reading.values), EXACT_WHOLE))
        if self.words.rows(pc.and_(pc.is_valid(reading.values), pc.invert(exact))):
            return False
        return self.numbers is None or bool(
            pc.all(pc.is_valid(read_floats(self.numbers, ColumnType.INTEGER, self.style))).as_py()
        )


def _count(which: pa.BooleanArray) -> int:
    return int(pc.sum(which, min_count=0).as_py())


def _expected_order(evidence: Evidence) -> DateOrder | None:
    """The order of dates where the locale ("en_GB") is used."""
    if not evidence.locale:
        return None
    region = evidence.locale.replace("-", "_").partition("_")[2].upper()
    return DateOrder.MONTH_FIRST if region in _MONTH_FIRST_REGIONS else DateOrder.DAY_FIRST


def _akin(one: ColumnType, other: ColumnType) -> bool:
    """Whether values of one type can stand for the other's."""
    both_measure, both_date = one.numeric and other.numeric, one.temporal and other.temporal
    return one is other or both_measure or both_date


def _plausible_days(numbers: pa.DoubleArray | None) -> bool:
    """Whether all numbers could be days of this century."""
    if numbers is None:
        return False
    ends = pc.min_max(numbers).as_py()
    low, high = _PLAUSIBLE_SERIALS
    return ends["min"] is not None and low <= ends["min"] and ends["max"] < high


def _long_whole(numbers: pa.DoubleArray) -> bool:
    """Whether all are whole, and some longer than a number keeps exactly."""
    whole = pc.all(pc.equal(numbers, pc.floor(numbers))).as_py()
    return bool(whole and pc.any(pc.greater_equal(numbers, _IDENTIFIER_FROM)).as_py())
