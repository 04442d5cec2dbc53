"""Numbers, days and shares of a profile as people write them; pure."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from cashstage.core.words import day_words
from cashstage.schema.column import ColumnType

NOTHING = "\u2013"
"""Stands for a number that there is not."""
_HUGE = 1e15
_MOST_TEXT = 60
_TINY = 0.01


def value_words(value: Any, held: ColumnType, shown_as: str | None) -> str:
    """A value of a column in its display format; nothing for None."""
    if value is None:
        return ""
    if held.numeric:
        return number_words(value, shown_as, whole=held is ColumnType.INTEGER)
    if held.temporal:
        return moment_words(value)
    if held is ColumnType.BOOLEAN:
        return "true" if value else "false"
    return cut(str(value)) or "(empty text)"


def number_words(value: float, shown_as: str | None, *, whole: bool = False) -> str:
    """Such as "1,234", "12.5 %" or "1,234.50 EUR"; decimals only where they say something."""
    kind, _, currency = (shown_as or "").partition(":")
    if kind == "percent":
        return f"{_decimal(value * 100)} %"
    if kind == "currency":
        text = f"{value:,.2f}" if abs(value) < _HUGE else f"{value:.4g}"
        return f"{text} {currency}".strip()
    if whole and isinstance(value, int):
        return f"{value:,}"
    return _decimal(value)


def moment_words(value: Any) -> str:
    """A date, or a moment in ISO 8601, as a day such as "1 Mar 2026", and its time of day."""
    if isinstance(value, date):
        return day_words(value)
    moment = datetime.fromisoformat(str(value))
    day = day_words(moment.date())
    return day if "T" not in str(value) else f"{day} {moment:%H:%M}"


def days_words(first: date, last: date) -> str:
    """A range of days, as short as it can be said."""
    if first == last:
        return day_words(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {day_words(last)}"
    if first.year == last.year:
        return f"{first.day} {first:%b} to {day_words(last)}"
    return f"{day_words(first)} to {day_words(last)}"


def share_words(part: float, whole: float) -> str:
    """A share in per cent; what is not nothing is never 0 %, what is not all never 100 %."""
    if not whole or part == 0:
        return "0 %"
    if part == whole:
        return "100 %"
    share = 100 * part / whole
    if share < 0.1:
        return "under 0.1 %"
    return f"{min(share, 99.9):.1f} %"


def width(part: float, whole: float) -> str:
    """A share as a length in CSS."""
    return f"{100 * part / whole:.2f}%" if whole else "0%"


def cut(text: str, most: int = _MOST_TEXT) -> str:
    """The beginning of a long text."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _decimal(value: float) -> str:
    if value and (abs(value) >= _HUGE or abs(value) < _TINY):
        return f"{value:.4g}"
    text = f"{value:,.2f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
