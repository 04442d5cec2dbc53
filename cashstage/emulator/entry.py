"""What typing into a cell means: numbers, percents, money, dates and times become values."""

from __future__ import annotations

import re
from datetime import datetime

from cashstage.emulator.number_format import EPOCH, Cell, Locale, NumberFormat

_SYMBOLS = "$€£¥"
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_LOCAL_DATE = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
_TEXT = NumberFormat("TEXT", "@")


def parse_entry(
    text: str, *, current: NumberFormat | None, locale: Locale
) -> tuple[Cell, NumberFormat | None]:
    """The value that `text` stands for, and the format the cell has afterwards.

    A cell keeps its format unless the text carries one of another kind ("12%" typed into a date).
    """
    if text == "":
        return None, current
    if current == _TEXT:
        return text, current
    if text.startswith("'"):
        return text[1:], current
    if text.upper() in {"TRUE", "FALSE"}:
        return text.upper() == "TRUE", current
    moment = _parse_moment(text.strip(), locale)
    if moment is not None:
        return moment[0], _kept(current, moment[1])
    number = _parse_number(text.strip(), locale)
    if number is None:
        return text, current
    value, implied = number
    if implied is None and current is not None and current.type == "PERCENT":
        return value / 100, current
    return value, _kept(current, implied)


def _kept(current: NumberFormat | None, implied: NumberFormat | None) -> NumberFormat | None:
    if implied is None or (current is not None and current.type == implied.type):
        return current
    return implied


def _parse_number(text: str, locale: Locale) -> tuple[float, NumberFormat | None] | None:
    implied: NumberFormat | None = None
    body = text
    if body.endswith("%"):
        body = body[:-1].rstrip()
        implied = NumberFormat("PERCENT", "0.00%" if locale.decimal in body else "0%")
    symbol = next((sign for sign in _SYMBOLS if sign in body), None)
    if symbol is not None and implied is None:
        body = body.replace(symbol, "", 1).strip()
        implied = NumberFormat("CURRENCY", f"[${symbol}]#,##0.00")
    grouped = rf"[+-]?\d{{1,3}}(?:{re.escape(locale.group)}\d{{3}})+"
    plain = r"[+-]?\d+"
    tail = rf"(?:{re.escape(locale.decimal)}\d*)?(?:[eE][+-]?\d+)?"
    bare_fraction = rf"[+-]?{re.escape(locale.decimal)}\d+"
    if not re.fullmatch(rf"(?:{grouped}|{plain}){tail}|{bare_fraction}", body):
        return None
    canonical = body.replace(locale.group, "").replace(locale.decimal, ".")
    value = float(canonical)
    if implied is not None and implied.type == "PERCENT":
        return value / 100, implied
    return (int(value) if re.fullmatch(r"[+-]?\d{1,15}", canonical) else value), implied


def _parse_moment(text: str, locale: Locale) -> tuple[float, NumberFormat] | None:
    day_text, _, clock_text = text.partition(" ")
    if _CLOCK.fullmatch(day_text) and not clock_text:
        clock = _parse_clock(day_text)
        pattern = "hh:mm:ss" if day_text.count(":") > 1 else "hh:mm"
        return None if clock is None else (clock, NumberFormat("TIME", pattern))
    day = _parse_day(day_text, locale)
    if day is None:
        return None
    pattern = "yyyy-mm-dd" if "-" in day_text else locale.date_pattern
    if not clock_text:
        return day, NumberFormat("DATE", pattern)
    clock = _parse_clock(clock_text)
    if clock is None:
        return None
    return day + clock, NumberFormat("DATE_TIME", f"{pattern} hh:mm:ss")


def _parse_clock(text: str) -> float | None:
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    hours, minutes, seconds = int(match[1]), int(match[2]), int(match[3] or 0)
    if hours > 23 or minutes > 59 or seconds > 59:
        return None
    return (hours * 3600 + minutes * 60 + seconds) / 86_400


def _parse_day(text: str, locale: Locale) -> int | None:
    if match := _ISO_DATE.fullmatch(text):
        year, month, day = int(match[1]), int(match[2]), int(match[3])
    elif match := _LOCAL_DATE.fullmatch(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        month, day = (first, second) if locale.date_order == "mdy" else (second, first)
    else:
        return None
    try:
        return (datetime(year, month, day) - EPOCH).days  # noqa: DTZ001 - serial days carry no zone
    except ValueError:
        return None
