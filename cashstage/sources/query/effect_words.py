"""A change and its biggest parts as sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

MOST_REASONS = 3
EMPTY = "(empty)"
_WORTH_TELLING = 0.02
_SMALL = 100


@dataclass(frozen=True, slots=True)
class Reason:
    """A part of a change: a value's own `metric`, or its share of the `weight`, rose or fell.

    With neither, the value itself did, as it does in a sum.
    """

    value: Any
    effect: float
    metric: str = ""
    weight: str = ""
    rose: bool = False

    @property
    def words(self) -> str:
        """What happened to the value."""
        name = EMPTY if self.value is None or self.value == "" else str(self.value)
        if self.weight:
            return f"{name} took a {'larger' if self.rose else 'smaller'} share of {self.weight}"
        if self.metric:
            return f"{self.metric} of {name} itself {'rose' if self.rose else 'fell'}"
        return f"{name} {'rose' if self.effect > 0 else 'fell'}"


def sentences(
    label: str, format_: str | None, *, change: float, reasons: Sequence[Reason]
) -> list[str]:
    """What happened, then the biggest reasons for it, and the biggest against it."""
    if not change:
        return [f"{label} did not change."]
    verb = "rose" if change > 0 else "fell"
    least = abs(change) * _WORTH_TELLING
    ranked = sorted(reasons, key=lambda each: -abs(each.effect))
    worth = [each for each in ranked if each.effect and abs(each.effect) >= least]
    with_it = [each for each in worth if (each.effect > 0) == (change > 0)][:MOST_REASONS]
    against = [each for each in worth if (each.effect > 0) != (change > 0)][:1]
    return [
        f"{label} {verb} by {amount_words(abs(change), format_)}.",
        *(f"{amount_words(abs(r.effect), format_)} because {r.words}." for r in with_it),
        *(
            f"{amount_words(abs(r.effect), format_)} the other way because {r.words}."
            for r in against
        ),
    ]


def amount_words(value: float, format_: str | None) -> str:
    """A size in the metric's unit; of shares percentage points."""
    kind, _, currency = (format_ or "").partition(":")
    if kind == "percent":
        return f"{value * 100:,.2f} points"
    number = f"{value:,.2f}"
    if kind not in {"currency", "ratio"} and (value == int(value) or value >= _SMALL):
        number = f"{value:,.0f}"
    if kind == "currency":
        return f"{currency} {number}".strip()
    return f"{number}\u00d7" if kind == "ratio" else number
