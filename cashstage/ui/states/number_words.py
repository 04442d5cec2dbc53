"""A number and its group as people read them; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

NOTHING = "\N{EN DASH}"


def number_text(value: Any, format_: str | None) -> str:
    """The value in its format: percent, money with its code, else up to two decimals."""
    if value is None:
        return NOTHING
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    kind, _, currency = (format_ or "").partition(":")
    if kind == "percent":
        return f"{value * 100:,.2f} %"
    if kind == "currency":
        return f"{value:,.2f} {currency}".rstrip()
    if kind == "ratio":
        return f"{value:,.2f}\N{MULTIPLICATION SIGN}"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def cell_words(cell: Mapping[str, Any]) -> str:
    """The group of a cell, such as “Channel: email, Day: 2026-03-01”; empty for a total."""
    return ", ".join(
        f"{name}: {'(empty)' if value is None or value == '' else value}"
        for name, value in cell.items()
    )
