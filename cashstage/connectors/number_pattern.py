"""What a spreadsheet's number pattern, such as `#,##0.00 "€"`, says about its column."""

from __future__ import annotations

import re

from cashstage.schema.cell_format import CellFormat, ColumnFormat

_DURATION = re.compile(r"\[[hms]+\]", re.IGNORECASE)
_BRACKETED_CURRENCY = re.compile(r"\[\$\s*([^\]\s-]+)\s*(?:-[^\]]*)?\]")
_CURRENCY_SIGN = re.compile(r"[$€£¥₹₽₩₺₪₫₴₦฿]|zł|Kč|kr\b|R\$|\b[A-Z]{3}\b")
_LITERAL = re.compile(r'"[^"]*"|\\.')
_DIGIT = re.compile(r"[0#?]")


def is_duration(pattern: str | None) -> bool:
    """Whether it shows lengths of time, such as `[h]:mm`."""
    return bool(pattern and _DURATION.search(pattern))


def currency_in(pattern: str | None) -> str | None:
    """The currency's sign or code in it."""
    bracketed = _BRACKETED_CURRENCY.search(pattern or "")
    if bracketed is not None:
        return bracketed[1]
    sign = _CURRENCY_SIGN.search(re.sub(r"\[[^\]]*\]", "", pattern or ""))
    return sign[0] if sign else None


def format_of_numbers(pattern: str) -> ColumnFormat | None:
    """The format of plain numbers under this pattern; None when it says nothing."""
    bare = _LITERAL.sub("", pattern)
    if pattern == "@":
        return ColumnFormat(CellFormat.TEXT, pattern)
    if "%" in bare:
        return ColumnFormat(CellFormat.PERCENT, pattern)
    currency = currency_in(pattern)
    if currency is not None:
        return ColumnFormat(CellFormat.CURRENCY, pattern, currency)
    return ColumnFormat(CellFormat.NUMBER, pattern) if _DIGIT.search(bare) else None
