"""What a metric definition is."""

from __future__ import annotations

from dataclasses import dataclass

UNITS: dict[str | None, str] = {
    None: "count",
    "currency": "money",
    "percent": "%",
    "ratio": "multiple",
    "decimal": "number",
    "duration": "m:ss",
    "months": "months",
}
"""How a value of each display format is measured."""


@dataclass(frozen=True, slots=True)
class MetricDefinition:
    """A named formula over semantic types, with other ways to get it in the order of preference.

    A formula aggregates columns by what they mean, as in `SUM(revenue) / SUM(cost)`, and may name
    other metrics outside of aggregates, as in `ltv / cac`. `format` is a key of `UNITS`.
    `up_is_good` is None where neither direction is better by itself. `description` is a sentence,
    `source` says where the formula comes from. `own` are those that an organization has added.
    """

    name: str
    label: str
    formulas: tuple[str, ...]
    format: str | None
    up_is_good: bool | None
    description: str = ""
    source: str = ""
    own: bool = False

    @property
    def is_ratio(self) -> bool:
        """Whether it divides, unlike the plain sum of one column."""
        return "/" in self.formulas[0]

    @property
    def unit(self) -> str:
        """What its values are measured in."""
        return UNITS.get(self.format, "count")

    @property
    def direction(self) -> str | None:
        """Which way is good, as answers say it."""
        if self.up_is_good is None:
            return None
        return "up_is_good" if self.up_is_good else "down_is_good"


def money(name: str, label: str, *formulas: str, up: bool, about: str) -> MetricDefinition:
    """An amount in the currency of its columns."""
    return MetricDefinition(name, label, formulas, "currency", up, about)


def share(name: str, label: str, *formulas: str, up: bool, about: str) -> MetricDefinition:
    """A part of a whole, stored from 0 to 1."""
    return MetricDefinition(name, label, formulas, "percent", up, about)


def multiple(
    name: str, label: str, *formulas: str, up: bool | None, about: str
) -> MetricDefinition:
    """How many times one thing is another."""
    return MetricDefinition(name, label, formulas, "ratio", up, about)
