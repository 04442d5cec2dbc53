"""A change and its biggest parts as sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

MOST_REASONS = 3
EMPTY = "(empty)"
_WORTH_TELLING = 0.02
_SMALL = 100


def sentences(
    label: str,
    format_: str | None,
    *,
    change: float,
    parts: Sequence[tuple[Any, float, float]],
    is_ratio: bool,
) -> list[str]:
    """What happened, then why; `parts` are (value, rate effect, mix effect), the biggest first."""
    if not change:
        return [f"{label} did not change."]
    verb = "rose" if change > 0 else "fell"
    found = [f"{label} {verb} by {amount_words(abs(change), format_)}."]
    reasons = _reasons(label, parts, is_ratio=is_ratio)
    with_it = [each for each in reasons if (each[0] > 0) == (change > 0)]
    against = [each for each in reasons if (each[0] > 0) != (change > 0)]
    least = abs(change) * _WORTH_TELLING
    told = [each for each in with_it if abs(each[0]) >= least][:MOST_REASONS]
    found += [f"{_amount(each[0], format_)} because {each[1]}." for each in told]
    held = [each for each in against if abs(each[0]) >= least][:1]
    found += [f"{_amount(each[0], format_)} the other way because {each[1]}." for each in held]
    return found


def amount_words(value: float, format_: str | None) -> str:
    """A size in the metric's unit; of shares percentage points."""
    kind, _, currency = (format_ or "").partition(":")
    if kind == "percent":
        return f"{value * 100:,.2f} points"
    number = f"{value:,.2f}"
    if kind != "currency" and kind != "ratio" and (value == int(value) or value >= _SMALL):
        number = f"{value:,.0f}"
    if kind == "currency":
        return f"{currency} {number}".strip()
    return f"{number}\u00d7" if kind == "ratio" else number


def _amount(value: float, format_: str | None) -> str:
    return amount_words(abs(value), format_)


def _reasons(
    label: str, parts: Sequence[tuple[Any, float, float]], *, is_ratio: bool
) -> list[tuple[float, str]]:
    reasons = []
    for value, rate, mix in parts:
        name = EMPTY if value is None or value == "" else str(value)
        if not is_ratio:
            reasons.append((rate, f"{name} {'rose' if rate > 0 else 'fell'}"))
            continue
        reasons.append((rate, f"{label} of {name} itself {'rose' if rate > 0 else 'fell'}"))
        reasons.append((mix, f"the share of {name} in the whole changed"))
    return sorted((each for each in reasons if each[0]), key=lambda each: -abs(each[0]))
