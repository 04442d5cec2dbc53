"""Tables of typed values as people's programs write them to CSV, for reading them back.

Every column is written in one way, as exports do. What no reader could tell is left out, and named
here, so that nothing else hides behind it:

- 01/02/2024 alone: a column of dates with slashes or dashes holds a day after the twelfth.
- 1.234 alone: a column of numbers holds one that only its own decimal sign explains.
- eight digits in every row that are a day, such as 20240131, are dates and no numbers.
- a text is not blank around, not empty, and no word for "no value" such as "-" or "n/a"; at least
  one text of a column is no number, date, time or truth.
- Windows-1252 whose bytes happen to be UTF-8 as well.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from cashstage.schema.column import ColumnType

DELIMITERS = (",", ";", "\t", "|")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "cp1252")
MOST_ROWS = 12

_BOMS = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
_SPACES = (" ", "\u00a0", "\u2007", "\u2009", "\u202f")
_GROUPS = {".": ("", ",", "'", "\u2019", *_SPACES), ",": ("", ".", "'", "\u2019", *_SPACES)}
_TRUTHS = (
    ("true", "false"),
    ("TRUE", "FALSE"),
    ("Yes", "No"),
    ("WAHR", "FALSCH"),
    ("ja", "nein"),
    ("VRAI", "FAUX"),
    ("oui", "non"),
    ("VERDADERO", "FALSO"),
    ("sí", "no"),
    ("VERDADEIRO", "FALSO"),
    ("sim", "não"),
    ("VERO", "FALSO"),
    ("sì", "no"),
    ("WAAR", "ONWAAR"),
    ("ja", "nee"),
)
_MONEY = (
    ("€", "€"),
    ("$", "$"),
    ("£", "£"),
    ("R$", "R$"),
    ("US$", "US$"),
    ("USD", "USD"),
    ("CHF", "CHF"),
    ("kr", "kr."),
    ("zł", "zł"),
    ("Kč", "Kč"),
    ("₹", "₹"),
)
_NO_VALUE_WORDS = (
    "#n/a #ref! #div/0! #value! #name? #num! #null! #error! #spill! #calc! loading... -- --- -"
    " \u2013 \u2014 n/a null na nan none nil ?"
)
_NO_VALUES = frozenset(_NO_VALUE_WORDS.split())
_DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@dataclass(frozen=True, slots=True)
class Written:
    """A column: what its cells hold, and how they are written; a missing value is ""."""

    type: ColumnType
    values: list[Any]
    texts: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A file's content, and the columns that should be read from it."""

    content: bytes
    columns: list[Written]


def _column(kind: ColumnType, values: Sequence[Any], write: Callable[[Any], str]) -> Written:
    return Written(kind, list(values), ["" if value is None else write(value) for value in values])


def _grouped(digits: str, sign: str) -> str:
    return f"{int(digits):,}".replace(",", sign)


@st.composite
def _some(draw: st.DrawFn, rows: int, values: st.SearchStrategy[Any]) -> list[Any]:
    """A value for each row, some missing, never all."""
    drawn = draw(st.lists(st.none() | values, min_size=rows, max_size=rows))
    if all(value is None for value in drawn):
        drawn[0] = draw(values)
    return drawn


@dataclass(frozen=True, slots=True)
class Style:
    """How a column writes numbers."""

    decimal: str
    group: str
    minus: str

    def write(self, number: int | Decimal) -> str:
        """The number's magnitude in this style, with its sign."""
        whole, _, fraction = f"{abs(Decimal(number)):f}".partition(".")
        text = _grouped(whole, self.group) + (self.decimal + fraction if fraction else "")
        return self.signed(text, negative=number < 0)

    def signed(self, text: str, *, negative: bool) -> str:
        """The text with the sign where this style puts it."""
        if not negative:
            return text
        if self.minus == "()":
            return f"({text})"
        return text + "-" if self.minus == "behind" else self.minus + text


@st.composite
def _styles(draw: st.DrawFn) -> Style:
    decimal = draw(st.sampled_from(".,"))
    group = draw(st.sampled_from(_GROUPS[decimal]))
    return Style(decimal, group, draw(st.sampled_from(("-", "\u2212", "()", "behind"))))


@st.composite
def _integers(draw: st.DrawFn, rows: int) -> Written:
    style = draw(_styles())
    limit = 10**15 - 1
    values = draw(_some(rows, st.integers(-limit, limit) | st.integers(-1100, 1100)))
    if style.group in {".", ","} and not any(abs(value or 0) >= 10**6 for value in values):
        values[0] = draw(st.integers(10**6, limit))
    assume(not all(_may_be_a_day(value) for value in values if value is not None))
    return _column(ColumnType.INTEGER, values, style.write)


@st.composite
def _decimals(draw: st.DrawFn, rows: int) -> Written:
    style = draw(_styles())
    values = draw(_amounts(rows))
    assume(any(value is not None and "." in f"{value:f}" for value in values))
    column = _column(ColumnType.NUMBER, values, style.write)
    return Written(column.type, _floats(values), column.texts)


@st.composite
def _percents(draw: st.DrawFn, rows: int) -> Written:
    style = draw(_styles())
    values = draw(_amounts(rows))
    sign = draw(st.sampled_from(("%", " %", "\u00a0%")))

    def write(value: Decimal) -> str:
        return style.signed(style.write(abs(value)) + sign, negative=value < 0)

    assume(style.minus != "behind")
    shares = [None if value is None else value.scaleb(-2) for value in values]
    return Written(
        ColumnType.NUMBER, _floats(shares), _column(ColumnType.NUMBER, values, write).texts
    )


@st.composite
def _money(draw: st.DrawFn, rows: int) -> Written:
    style = draw(_styles())
    values = draw(_amounts(rows))
    before, after = draw(st.sampled_from(_MONEY))
    space = draw(st.sampled_from(("", " ", "\u00a0", "\u202f")))
    in_front, inside = draw(st.booleans()), draw(st.booleans())
    if before[-1].isalpha() and not space:
        space = " "

    def write(value: Decimal) -> str:
        size = style.write(abs(value))
        if not in_front:
            return style.signed(size, negative=value < 0) + space + after
        if inside and style.minus in {"-", "\u2212"}:
            return before + space + style.signed(size, negative=value < 0)
        return style.signed(before + space + size, negative=value < 0)

    assume(in_front or style.minus in {"-", "\u2212"})
    return Written(
        ColumnType.NUMBER, _floats(values), _column(ColumnType.NUMBER, values, write).texts
    )


@st.composite
def _amounts(draw: st.DrawFn, rows: int) -> list[Decimal | None]:
    """Decimals of at most fifteen digits, of which one tells the decimal sign."""
    places = draw(st.integers(1, 6))
    limit = 10 ** (15 - places)
    amounts = st.builds(
        lambda whole, fraction: Decimal(whole) + Decimal(fraction).scaleb(-places),
        st.integers(-limit + 1, limit - 1) | st.integers(-1100, 1100),
        st.just(0) | st.integers(0, 10**places - 1),
    )
    values: list[Decimal | None] = draw(_some(rows, amounts))
    if not any(value is not None and _tells_sign(value) for value in values):
        values[0] = Decimal("7.25")
    return values


def _tells_sign(value: Decimal) -> bool:
    """Whether no other decimal sign explains the text."""
    text = f"{abs(value):f}"
    whole, _, fraction = text.partition(".")
    if not fraction:
        return False
    return len(fraction) != 3 or len(whole) > 3


def _floats(values: Sequence[Decimal | None]) -> list[float | None]:
    return [None if value is None else float(value) for value in values]


def _may_be_a_day(value: int) -> bool:
    return 1990_01_01 <= value <= 2099_12_31


_DATE_STYLES: tuple[tuple[str, bool], ...] = (
    ("{y:04}-{m:02}-{d:02}", False),
    ("{y:04}/{m:02}/{d:02}", False),
    ("{y:04}.{m:02}.{d:02}", False),
    ("{d:02}.{m:02}.{y:04}", False),
    ("{d}.{m}.{y:04}", False),
    ("{d}. {m}. {y:04}", False),
    ("{d:02}/{m:02}/{y:04}", True),
    ("{d}/{m}/{y:04}", True),
    ("{m:02}/{d:02}/{y:04}", True),
    ("{m}/{d}/{y:04}", True),
    ("{d:02}-{m:02}-{y:04}", True),
    ("{m:02}-{d:02}-{y:04}", True),
    ("{d} {name} {y:04}", False),
    ("{name} {d}, {y:04}", False),
    ("{d}-{name}-{y:04}", False),
)
"""Patterns, and whether one of them alone could be read in two orders."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _write_date(pattern: str, day: date) -> str:
    return pattern.format(y=day.year, m=day.month, d=day.day, name=_MONTHS[day.month - 1])


@st.composite
def _days(draw: st.DrawFn, rows: int, values: st.SearchStrategy[Any]) -> tuple[str, list[Any]]:
    """A way to write days, and some days or moments of which one tells the order."""
    pattern, open_order = draw(st.sampled_from(_DATE_STYLES))
    drawn = draw(_some(rows, values))
    if open_order and not any(value is not None and value.day > 12 for value in drawn):
        drawn[0] = draw(values).replace(day=draw(st.integers(13, 28)))
    return pattern, drawn


@st.composite
def _dates(draw: st.DrawFn, rows: int) -> Written:
    pattern, values = draw(_days(rows, _DAYS))
    return _column(ColumnType.DATE, values, lambda day: _write_date(pattern, day))


_CLOCKS = ("%H:%M", "%H:%M:%S", "%H:%M:%S.%f", "%I:%M %p", "%I:%M:%S %p")


@st.composite
def _datetimes(draw: st.DrawFn, rows: int) -> Written:
    clock = draw(st.sampled_from(_CLOCKS))
    moments = st.builds(datetime.combine, _DAYS, st.times())
    pattern, values = draw(_days(rows, moments.map(lambda moment: _as_clock(moment, clock))))
    between = draw(st.sampled_from((" ", "T") if pattern.startswith("{y:04}-") else (" ", ", ")))
    assume(any(value is not None and value.time() != time() for value in values))
    return _column(
        ColumnType.DATETIME,
        values,
        lambda moment: _write_date(pattern, moment) + between + moment.strftime(clock),
    )


@st.composite
def _times(draw: st.DrawFn, rows: int) -> Written:
    clock = draw(st.sampled_from(_CLOCKS))
    moments = st.times().map(lambda at: _as_clock(datetime.combine(date(2000, 1, 1), at), clock))
    values = draw(_some(rows, moments.map(datetime.time)))
    return _column(ColumnType.TIME, values, lambda at: at.strftime(clock))


def _as_clock(moment: datetime, clock: str) -> datetime:
    """As much of a moment as the clock shows."""
    if "%f" in clock:
        return moment
    moment = moment.replace(microsecond=0)
    return moment if "%S" in clock else moment - timedelta(seconds=moment.second)


@st.composite
def _truths(draw: st.DrawFn, rows: int) -> Written:
    yes, no = draw(st.sampled_from(_TRUTHS))
    values = draw(_some(rows, st.booleans()))
    return _column(ColumnType.BOOLEAN, values, lambda value: yes if value else no)


@st.composite
def _identifiers(draw: st.DrawFn, rows: int) -> Written:
    leading = st.from_regex(r"0[0-9]{1,13}", fullmatch=True)
    long = st.from_regex(r"[1-9][0-9]{15,24}", fullmatch=True)
    names = draw(st.sampled_from((leading, long)))
    values = draw(_some(rows, names | st.integers(1, 10**9).map(str)))
    if not any(value and (value[0] == "0" or len(value) > 15) for value in values):
        values[0] = draw(names)
    return _column(ColumnType.TEXT, values, str)


_LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Cn"]) | st.sampled_from(
    ["\n", "\r\n", "\t", '"', "'", ",", ";", "|", "é", "ß", "\U0001f600", " ", "0", "-"]
)
_PHRASES = st.lists(_LETTERS, min_size=1, max_size=12).map("".join)


@st.composite
def _texts(draw: st.DrawFn, rows: int) -> Written:
    values = draw(_some(rows, _PHRASES.filter(_plain_text)))
    values[0] = "k" + (values[0] or "")
    return _column(ColumnType.TEXT, values, str)


def _plain_text(text: str) -> bool:
    return text.strip() == text and text.casefold() not in _NO_VALUES


KINDS = {
    "integers": _integers,
    "decimals": _decimals,
    "percents": _percents,
    "money": _money,
    "dates": _dates,
    "datetimes": _datetimes,
    "times": _times,
    "truths": _truths,
    "identifiers": _identifiers,
    "texts": _texts,
}


@st.composite
def tables(draw: st.DrawFn, kinds: Sequence[str] = tuple(KINDS), most: int = 5) -> Table:
    """Up to so many columns of these kinds beside the row's number, written in any of the ways."""
    rows = draw(st.integers(1, MOST_ROWS))
    names = draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=most))
    counted = list(range(1, rows + 1))
    numbers = _column(ColumnType.INTEGER, counted, str)
    columns = [numbers, *(draw(KINDS[name](rows)) for name in names)]
    encoding = draw(st.sampled_from(ENCODINGS))
    file = io.StringIO(newline="")
    writer = csv.writer(
        file,
        delimiter=draw(st.sampled_from(DELIMITERS)),
        quoting=draw(st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))),
        lineterminator=draw(st.sampled_from(("\n", "\r\n"))),
    )
    writer.writerow(f"zq {number}" for number in range(len(columns)))
    writer.writerows(zip(*(column.texts for column in columns), strict=True))
    return Table(_encoded(file.getvalue(), encoding), columns)


def _encoded(text: str, encoding: str) -> bytes:
    try:
        content = _BOMS.get(encoding, b"") + text.encode(encoding)
    except UnicodeEncodeError:
        return text.encode()
    if encoding == "cp1252":
        assume(text.isascii() or not _is_utf8(content))
    return content


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True
