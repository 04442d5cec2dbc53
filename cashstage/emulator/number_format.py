"""Number formats: how a cell's value is shown, in the way of Google Sheets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

Cell = str | float | int | bool | None
"""A cell's stored value; dates and times are serial days since `EPOCH`."""

EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - serial days carry no zone

ERROR_TYPES = {
    "#NULL!": "NULL_VALUE",
    "#DIV/0!": "DIVIDE_BY_ZERO",
    "#VALUE!": "VALUE",
    "#REF!": "REF",
    "#NAME?": "NAME",
    "#NUM!": "NUM",
    "#N/A": "N_A",
    "#ERROR!": "ERROR",
    "Loading...": "LOADING",
}


class NumberFormat(NamedTuple):
    """Type and pattern as the Sheets API names them."""

    type: str
    pattern: str

    @property
    def temporal(self) -> bool:
        """Whether the value is a serial day."""
        return self.type in {"DATE", "TIME", "DATE_TIME"}


DAY = NumberFormat("DATE", "yyyy-mm-dd")
MONEY = NumberFormat("CURRENCY", '"$"#,##0.00')
PERCENT = NumberFormat("PERCENT", "0.00%")
COUNT = NumberFormat("NUMBER", "#,##0")
FRACTION = NumberFormat("NUMBER", "#,##0.00")
PLAIN = NumberFormat("NUMBER", "0")


@dataclass(frozen=True, slots=True)
class Locale:
    """What a spreadsheet's locale decides."""

    decimal: str
    group: str
    date_order: str
    date_pattern: str


LOCALES = {
    "en_US": Locale(".", ",", "mdy", "m/d/yyyy"),
    "en_GB": Locale(".", ",", "dmy", "dd/mm/yyyy"),
    "de_DE": Locale(",", ".", "dmy", "dd.mm.yyyy"),
    "fr_FR": Locale(",", "\u202f", "dmy", "dd/mm/yyyy"),
}

_NUMBER_PATTERN = re.compile(
    r"(?P<before>(?:\[[^\]]*\]|\"[^\"]*\"|\\.|[^#0\[\"\\])*)"
    r"(?P<whole>[#0,]+)(?:\.(?P<decimals>[0#]+))?(?P<exponent>[eE]\+0+)?(?P<after>.*)"
)
_LITERAL = re.compile(r"\[\$([^\]-]*)(?:-[^\]]*)?\]|\[[^\]]*\]|\"([^\"]*)\"|\\(.)|([^\[\"\\])")
_DATE_TOKEN = re.compile(r"\[h+\]|am/pm|y+|m+|d+|h+|s+|\"[^\"]*\"|\\.|.", re.IGNORECASE)


def render(value: Cell, number_format: NumberFormat | None, locale: Locale) -> str:
    """The text a person sees in the cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, str):
        return value
    if number_format is None or number_format.type == "TEXT":
        return _general(value, locale)
    if number_format.temporal:
        return _render_date(float(value), number_format.pattern)
    return _render_number(value, number_format.pattern, locale)


def _general(value: float, locale: Locale) -> str:
    text = str(value) if isinstance(value, int) else f"{value:.10g}"
    return text.replace(".", locale.decimal)


def _render_number(value: float, pattern: str, locale: Locale) -> str:
    match = _NUMBER_PATTERN.match(pattern.partition(";")[0])
    if match is None:
        return _general(value, locale)
    after = match["after"]
    amount = Decimal(repr(value)) * (100 if "%" in after else 1)
    decimals = match["decimals"] or ""
    if match["exponent"]:
        return f"{float(amount):.{len(decimals)}E}".replace(".", locale.decimal)
    rounded = abs(amount).quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    text = f"{rounded:,f}" if "," in match["whole"] else f"{rounded:f}"
    if decimals.endswith("#"):
        kept = len(decimals.rstrip("#"))
        whole, _, tail = text.partition(".")
        tail = tail[:kept] + tail[kept:].rstrip("0")
        text = f"{whole}.{tail}" if tail else whole
    text = text.translate(str.maketrans(",.", locale.group + locale.decimal))
    sign = "-" if amount < 0 and rounded else ""
    return f"{sign}{_literals(match['before'])}{text}{_literals(after)}"


def _literals(text: str) -> str:
    return "".join("".join(group or "" for group in found) for found in _LITERAL.findall(text))


def _render_date(serial: float, pattern: str) -> str:
    moment = EPOCH + timedelta(seconds=round(serial * 86_400))
    tokens = _DATE_TOKEN.findall(pattern)
    twelve_hours = any(token.lower() == "am/pm" for token in tokens)
    parts: list[str] = []
    for position, token in enumerate(tokens):
        kind = token.lower()
        if kind.startswith("["):
            parts.append(str(int(serial * 24 + 1e-9)))
        elif kind == "am/pm":
            parts.append("AM" if moment.hour < 12 else "PM")
        elif kind[0] == "h" and twelve_hours:
            parts.append(str(moment.hour % 12 or 12).zfill(len(kind)))
        elif kind[0] == "m" and _means_minutes(tokens, position):
            parts.append(str(moment.minute).zfill(len(kind)))
        elif kind[0] in "ymdhs":
            parts.append(_date_part(moment, kind))
        else:
            parts.append(token.strip('"').removeprefix("\\"))
    return "".join(parts)


def _means_minutes(tokens: list[str], position: int) -> bool:
    letters = "ymdhs"
    before = [t.lower() for t in tokens[:position] if t.lower().strip("[]")[:1] in letters]
    after = [t.lower() for t in tokens[position + 1 :] if t.lower()[:1] in letters]
    return bool(before and before[-1].strip("[]")[:1] == "h") or bool(after and after[0][0] == "s")


def _date_part(moment: datetime, token: str) -> str:
    letter, width = token[0], len(token)
    if letter == "y":
        return f"{moment.year % 100:02d}" if width <= 2 else f"{moment.year:04d}"
    if letter in "md" and width > 2:
        names = {"m": ("%b", "%B"), "d": ("%a", "%A")}[letter]
        return moment.strftime(names[width > 3])
    number = {"m": moment.month, "d": moment.day, "h": moment.hour, "s": moment.second}[letter]
    return str(number).zfill(width)
