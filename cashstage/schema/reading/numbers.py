"""Numbers as people and exports write them: "1,234.50", "1.234,50 €", "(12)", "3.5 %", "1e5"."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import pyarrow as pa
import pyarrow.compute as pc


class Decimal(StrEnum):
    """The sign between whole and fraction; the other one groups thousands."""

    POINT = "."
    COMMA = ","


@dataclass(frozen=True, slots=True)
class NumberReading:
    """Texts read as numbers, parallel to them.

    `values` is null where the text is no number; `percent` tells which carried a percent sign
    (and were divided by 100); `units` holds currency codes and signs as written; `whole` tells
    which were written without a fraction.
    """

    values: pa.DoubleArray
    percent: pa.BooleanArray
    units: pa.StringArray
    whole: pa.BooleanArray


_PLAIN = {
    Decimal.POINT: r"^-?(0|[1-9]\d{0,14})(\.\d+)?$",
    Decimal.COMMA: r"^-?(0|[1-9]\d{0,14})(,\d+)?$",
}
_SPACES = "[\u00a0\u2007\u2009\u202f]"
_TYPESET = "[\u00a0\u2007\u2009\u202f\u2212\u2019]"
_UNIT = r"[A-Z]{1,3}\$|[A-Z]{3}|zł|Kč|kr\.?|\p{Sc}"
_PARTS = (
    r"^(?P<open>\()?\s*(?P<sign>[-+]?)\s*(?P<unit>" + _UNIT + r")?\s*(?P<inner>[-+]?)"
    r"(?P<digits>\d[\d., ']*|[.,]\d+)(?P<exponent>[eE][-+]?\d{1,3})?"
    r"\s*(?P<percent>%?)\s*(?P<after>" + _UNIT + r")?(?P<last>-?)\s*(?P<close>\))?$"
)
_DIGITS = {
    Decimal.POINT: (
        r"^(\d+|\d{1,3}(,\d{3})+|\d{1,2}(,\d{2})+,\d{3}|\d{1,3}( \d{3})+|\d{1,3}('\d{3})+)?"
        r"(\.\d*)?$"
    ),
    Decimal.COMMA: (r"^(\d+|\d{1,3}(\.\d{3})+|\d{1,3}( \d{3})+|\d{1,3}('\d{3})+)?(,\d*)?$"),
}
_MAX_WHOLE_DIGITS = 15
_BEFORE = rf"^[-+(\s]*(?:{_UNIT})?[-+\s]*"
_AFTER = rf"[\s%)-]*(?:{_UNIT})?[\s)-]*$"


def decimal_votes(texts: pa.StringArray) -> dict[Decimal, int]:
    """How many texts can only be read with each decimal sign.

    "1,234" and "1.234" don't vote: either reading is possible.
    """
    texts = _keyed(texts)
    return {
        Decimal.POINT: _matches(texts, _only(r"\.", ",")),
        Decimal.COMMA: _matches(texts, _only(",", r"\.")),
    }


def read_numbers(texts: pa.StringArray, decimal: Decimal) -> NumberReading:
    """Reads stripped texts; plain numbers take a short cut, only the others are taken apart."""
    plain = pc.match_substring_regex(texts, _PLAIN[decimal])
    odd = pc.invert(plain)
    if not pc.any(odd, min_count=0).as_py():
        return _read_plain(texts, decimal)
    readings = _read_plain(texts.filter(plain), decimal), _read_parts(texts.filter(odd), decimal)
    origin = pa.concat_arrays([pc.indices_nonzero(plain), pc.indices_nonzero(odd)])
    order = pc.array_sort_indices(origin)

    def merged(name: str) -> pa.Array:
        return pa.concat_arrays([getattr(reading, name) for reading in readings]).take(order)

    return NumberReading(merged("values"), merged("percent"), merged("units"), merged("whole"))


def named_like_identifiers(texts: pa.StringArray) -> pa.BooleanArray:
    """Which digits would lose something as a number: leading zeros, more than 15 digits."""
    return pc.match_substring_regex(texts, rf"^[-+]?(0\d+|\d{{{_MAX_WHOLE_DIGITS + 1},}})$")


def _only(decimal: str, group: str) -> str:
    whole = rf"\d+{decimal}(?:\d{{1,2}}|\d{{4,}})"
    long = rf"(?:\d{{4,}}|0+){decimal}\d{{3}}"
    spaced = rf"\d{{1,3}}(?:(?: \d{{3}})+|(?:'\d{{3}})+){decimal}\d+"
    grouped = rf"\d{{1,3}}(?:{group}\d{{2,3}})*{group}\d{{3}}{decimal}\d+"
    twice = rf"\d{{1,3}}(?:{group}\d{{2,3}})+{group}\d{{3}}"
    return rf"{_BEFORE}(?:{whole}|{long}|{spaced}|{grouped}|{twice}|{decimal}\d+){_AFTER}"


def _keyed(texts: pa.StringArray) -> pa.StringArray:
    """The texts with spaces, minus and apostrophe as a keyboard has them."""
    if not pc.any(pc.match_substring_regex(texts, _TYPESET), min_count=0).as_py():
        return texts
    texts = pc.replace_substring_regex(texts, _SPACES, " ")
    return pc.replace_substring(pc.replace_substring(texts, "\u2212", "-"), "\u2019", "'")


def _matches(texts: pa.StringArray, pattern: str) -> int:
    return int(pc.sum(pc.match_substring_regex(texts, pattern)).as_py() or 0)


def _read_plain(texts: pa.StringArray, decimal: Decimal) -> NumberReading:
    whole = pc.invert(pc.match_substring(texts, decimal.value))
    return NumberReading(
        values=pc.replace_substring(texts, decimal.value, ".").cast(pa.float64()),
        percent=pa.repeat(False, len(texts)),
        units=pa.nulls(len(texts), pa.string()),
        whole=whole,
    )


def _read_parts(texts: pa.StringArray, decimal: Decimal) -> NumberReading:
    parts = pc.extract_regex(_keyed(texts), _PARTS)
    part = dict(zip((field.name for field in parts.type), parts.flatten(), strict=True))
    digits = pc.utf8_rtrim_whitespace(part["digits"])
    fits = pc.and_(pc.match_substring_regex(digits, _DIGITS[decimal]), _balanced(part))
    signed = pc.equal(part["percent"], "%")
    # Shifted in the text where that can be: dividing 12.3 by 100 misses 0.123.
    shifted = pc.and_(signed, pc.equal(part["exponent"], ""))
    exponent = pc.if_else(shifted, "e-2", part["exponent"])
    values = _magnitude(pc.if_else(fits, digits, None), exponent, decimal)
    percent = pc.fill_null(pc.and_(pc.is_valid(values), signed), False)
    values = pc.if_else(pc.and_not(percent, shifted), pc.divide(values, 100.0), values)
    unit = pc.if_else(pc.equal(part["unit"], ""), part["after"], part["unit"])
    return NumberReading(
        values=pc.if_else(_negative(part), pc.negate(values), values),
        percent=percent,
        units=pc.if_else(pc.and_(pc.is_valid(values), pc.not_equal(unit, "")), unit, None),
        whole=pc.invert(pc.or_(percent, pc.match_substring(digits, decimal.value))),
    )


def _balanced(part: dict[str, pa.StringArray]) -> pa.BooleanArray:
    """At most one sign and one unit, and both parentheses or none."""
    signs = [pc.binary_length(part[name]) for name in ("sign", "inner", "last", "open")]
    units = pc.or_(pc.equal(part["unit"], ""), pc.equal(part["after"], ""))
    paired = pc.equal(pc.binary_length(part["open"]), pc.binary_length(part["close"]))
    one_sign = pc.less_equal(pc.add(pc.add(signs[0], signs[1]), pc.add(signs[2], signs[3])), 1)
    return pc.and_(pc.and_(units, paired), one_sign)


def _negative(part: dict[str, pa.StringArray]) -> pa.BooleanArray:
    minus = [pc.equal(part[name], "-") for name in ("sign", "inner", "last")]
    return pc.or_(pc.or_(minus[0], minus[1]), pc.or_(minus[2], pc.equal(part["open"], "(")))


def _magnitude(
    digits: pa.StringArray, exponent: pa.StringArray, decimal: Decimal
) -> pa.DoubleArray:
    group = "[., ']".replace(decimal.value, "")
    plain = pc.replace_substring(pc.replace_substring_regex(digits, group, ""), decimal.value, ".")
    return pc.binary_join_element_wise(plain, exponent, "").cast(pa.float64())
