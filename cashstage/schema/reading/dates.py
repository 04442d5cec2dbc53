"""Dates, moments and times as people and exports write them, in one order per column."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import pyarrow as pa
import pyarrow.compute as pc

from cashstage.schema.reading import civil


class DateOrder(StrEnum):
    """What comes first in 03/04/2025."""

    DAY_FIRST = "day/month/year"
    MONTH_FIRST = "month/day/year"


@dataclass(frozen=True, slots=True)
class MomentReading:
    """Texts read as dates with or without a clock, parallel to them.

    `dates` is null where the text is none; `microseconds` since midnight are 0 without a clock;
    `clock` tells which had one, `zone` which carried a UTC offset, which is left out.
    """

    dates: pa.Date32Array
    microseconds: pa.Int64Array
    clock: pa.BooleanArray
    zone: pa.BooleanArray

    @property
    def moments(self) -> pa.TimestampArray:
        """Wall-clock moments; midnight where no clock was written."""
        return civil.moments(self.dates, self.microseconds)


_DATE = (
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/]\d{1,2}[-/](?:\d{4}|\d{2})"
    r"|\d{1,2}\.\s?\d{1,2}\.\s?\d{4}|\d{2}\.\d{2}\.\d{2}|\d{8}"
    r"|\d{1,2}(?:\.?\s+|-)[A-Za-zÀ-ÿ]{3,10}\.?(?:,?\s+|-)(?:\d{4}|\d{2})"
    r"|[A-Za-zÀ-ÿ]{3,10}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}"
)
_WEEKDAY = (
    r"(?i:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
    r"|mo|di|mi|do|fr|sa|so|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch"
    r"|lun|mar|mer|jeu|ven|sam|dim|mié|jue|vie|sáb|dom|seg|ter|qua|qui|sex)"
)
_CLOCK = (
    r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?"
)
_MOMENT = (
    r"^(?:"
    + _WEEKDAY
    + r"\.?,?\s+)?(?P<date>"
    + _DATE
    + r")(?:(?:T|,?\s+(?:at\s+)?)(?P<clock>\d.*))?$"
)
_COMPACT = r"^(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})$"
_YEAR_FIRST = r"^(?P<year>\d{4})(?P<one>[-/.])(?P<month>\d{1,2})(?P<two>[-/.])(?P<day>\d{1,2})$"
_YEAR_LAST = (
    r"^(?P<first>\d{1,2})(?P<one>[-/.])\s?(?P<second>\d{1,2})(?P<two>[-/.])\s?(?P<year>\d{2,4})$"
)
_DAY_NAMED = r"^(?P<day>\d{1,2})[\s.-]+(?P<name>[A-Za-zÀ-ÿ]+)[\s.,-]+(?P<year>\d{2,4})$"
_NAMED_DAY = r"^(?P<name>[A-Za-zÀ-ÿ]+)\.?\s+(?P<day>\d{1,2})\D*\s(?P<year>\d{4})$"
_DAY_OR_MONTH_FIRST = r"^(?:" + _WEEKDAY + r"\.?,?\s+)?\d{1,2}[-/.]\s?\d{1,2}[-/.]\s?\d"
_MONTHS = (
    "jan|january|januar|januari|enero|ene|janvier|janv|janeiro|gennaio",
    "feb|february|februar|februari|febrero|février|févr|fevereiro|fev|febbraio",
    "mar|march|märz|mär|mrz|maart|marzo|mars|março",
    "apr|april|abril|abr|avril|avr|aprile",
    "may|mai|mei|mayo|maio|maggio",
    "jun|june|juni|junio|juin|junho|giugno",
    "jul|july|juli|julio|juillet|juil|julho|luglio",
    "aug|august|augustus|agosto|ago|août",
    "sep|sept|september|septiembre|septembre|setembro|set|settembre",
    "oct|october|oktober|okt|octubre|octobre|outubro|out|ottobre",
    "nov|november|noviembre|novembre|novembro",
    "dec|december|dezember|dez|diciembre|dic|décembre|déc|dezembro|dicembre",
)
_MONTH_OF = {
    name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split("|")
}
_PIVOT_YEAR = 70
_FEW = 3


def read_moments(texts: pa.StringArray, order: DateOrder) -> MomentReading:
    """Reads stripped texts; a text whose date or clock does not exist is null."""
    part = _groups(texts, _MOMENT)
    clock = pc.fill_null(pc.not_equal(part["clock"], ""), False)
    microseconds, zone = _clocks(part["clock"])
    dates = _read_dates(part["date"], order)
    dates = pc.if_else(pc.and_(clock, pc.is_null(microseconds)), None, dates)
    return MomentReading(dates, pc.fill_null(microseconds, 0), clock, zone)


def read_times(texts: pa.StringArray) -> pa.Time64Array:
    """Times of a day: 9:30, 09:30:15.5, 9:30 pm; null for all else and for bare hours."""
    clocks = pc.if_else(pc.match_substring_regex(texts, r":|[AaPp]\.?[Mm]"), texts, None)
    return _clocks(clocks)[0].cast(pa.time64("us"))


def compact_dates(texts: pa.StringArray) -> pa.BooleanArray:
    """Which digits are a day of 1990 to 2099 as yyyymmdd."""
    shaped = pc.if_else(pc.match_substring_regex(texts, r"^(199|20\d)\d{5}$"), texts, None)
    return pc.is_valid(_read_dates(shaped, DateOrder.DAY_FIRST))


def date_order(texts: pa.StringArray, expected: DateOrder | None) -> tuple[DateOrder, bool]:
    """The order in which a column writes its dates, and whether that is certain.

    More readable dates win; dots mean day first; then the order that keeps daily dates together;
    then `expected` (what the locale says); then slashes mean month first, dashes day first.
    """
    written = texts.filter(pc.match_substring_regex(texts, _DAY_OR_MONTH_FIRST))
    written = _groups(written, _MOMENT)["date"].drop_null()
    by_day = _read_dates(written, DateOrder.DAY_FIRST)
    by_month = _read_dates(written, DateOrder.MONTH_FIRST)
    if by_day.null_count != by_month.null_count:
        fewer = by_day.null_count < by_month.null_count
        return (DateOrder.DAY_FIRST if fewer else DateOrder.MONTH_FIRST), True
    if pc.all(pc.match_substring(written, "."), min_count=0).as_py() or by_day.equals(by_month):
        return DateOrder.DAY_FIRST, True
    denser = _denser(by_day, by_month)
    if denser is not None:
        return denser, True
    if expected is not None:
        return expected, False
    slashes = pc.sum(pc.match_substring(written, "/")).as_py() * 2 > len(written)
    return (DateOrder.MONTH_FIRST if slashes else DateOrder.DAY_FIRST), False


def _denser(by_day: pa.Date32Array, by_month: pa.Date32Array) -> DateOrder | None:
    """The order with half the span; None for few dates, and where firsts of months look daily."""
    if pc.count_distinct(by_day).as_py() < _FEW:
        return None
    spans = {DateOrder.DAY_FIRST: _span(by_day), DateOrder.MONTH_FIRST: _span(by_month)}
    short, long = sorted(spans, key=lambda order: spans[order])
    looser = by_day if long is DateOrder.DAY_FIRST else by_month
    firsts = pc.all(pc.equal(pc.day(looser), 1)).as_py()
    return short if spans[short] * 2 <= spans[long] and not firsts else None


def _span(dates: pa.Date32Array) -> int:
    ends = pc.min_max(dates.cast(pa.int32())).as_py()
    return int(ends["max"] - ends["min"])


def _read_dates(texts: pa.StringArray, order: DateOrder) -> pa.Date32Array:
    found = pa.nulls(len(texts), pa.date32())
    for pattern in (_YEAR_FIRST, _YEAR_LAST, _COMPACT, _DAY_NAMED, _NAMED_DAY):
        if found.null_count == texts.null_count:
            break
        part = _groups(texts, pattern)
        if pattern == _YEAR_LAST:
            by_day = order is DateOrder.DAY_FIRST
            part["day"], part["month"] = (
                (part["first"], part["second"]) if by_day else (part["second"], part["first"])
            )
        month = _month(part["name"]) if "name" in part else _whole(part["month"])
        dates = civil.dates(_year(part["year"]), month, _whole(part["day"]))
        if "one" in part:
            dates = pc.if_else(pc.equal(part["one"], part["two"]), dates, None)
        found = pc.coalesce(found, dates)
    return found


def _clocks(texts: pa.StringArray) -> tuple[pa.Int64Array, pa.BooleanArray]:
    """Microseconds since midnight, null where there is no such time; and which name an offset."""
    part = _groups(texts, f"^{_CLOCK}$")
    hour = _whole(part["hour"])
    half = pc.utf8_lower(pc.utf8_slice_codeunits(part["half"], 0, 1))
    twelve = pc.and_(pc.greater_equal(hour, 1), pc.less_equal(hour, 12))
    turned = pc.add(pc.if_else(pc.equal(hour, 12), 0, hour), pc.if_else(pc.equal(half, "p"), 12, 0))
    bare = pc.and_(pc.equal(part["minute"], ""), pc.equal(half, ""))
    hour = pc.if_else(pc.equal(half, ""), hour, pc.if_else(twelve, turned, None))
    hour = pc.if_else(bare, None, hour)
    minute, second = (pc.fill_null(_whole(part[name]), 0) for name in ("minute", "second"))
    fraction = pc.utf8_slice_codeunits(pc.utf8_rpad(part["fraction"], 6, "0"), 0, 6)
    seconds = civil.seconds_of_day(hour, minute, second)
    micros = pc.add(pc.multiply(seconds, 1_000_000), fraction.cast(pa.int64()))
    return micros, pc.fill_null(pc.not_equal(part["zone"], ""), False)


def _groups(texts: pa.StringArray, pattern: str) -> dict[str, pa.StringArray]:
    parts = pc.extract_regex(texts, pattern)
    return dict(zip((field.name for field in parts.type), parts.flatten(), strict=True))


def _whole(digits: pa.StringArray) -> pa.Int64Array:
    return pc.if_else(pc.equal(digits, ""), None, digits).cast(pa.int64())


def _year(digits: pa.StringArray) -> pa.Int64Array:
    """Two digits mean 1970 to 2069; three are no year."""
    year = _whole(digits)
    short = pc.add(year, pc.if_else(pc.less(year, _PIVOT_YEAR), 2000, 1900))
    length = pc.binary_length(digits)
    return pc.if_else(pc.equal(length, 2), short, pc.if_else(pc.equal(length, 4), year, None))


def _month(names: pa.StringArray) -> pa.Int64Array:
    places = pc.index_in(pc.utf8_lower(names), pa.array(list(_MONTH_OF)))
    return pa.array(list(_MONTH_OF.values()), pa.int64()).take(places)
