"""Words for numbers and days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date


def counted(count: int, noun: str) -> str:
    """A number with its noun, such as "1,200 rows"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def day_words(day: date) -> str:
    """Such as "1 Mar 2026"."""
    return f"{day.day} {day:%b} {day.year}"


def listed(words: Sequence[str]) -> str:
    """Such as "one, two and three"."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
