"""A metric definition as the page shows it; pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from cashstage.dashboards.metric_use import MetricUse, UsedBy
from cashstage.metrics.catalog import UNITS
from cashstage.organizations.metric_definition.schemas import MetricDefinitionRead, MetricFormat

FORMATS: tuple[tuple[str, str], ...] = (
    ("", "Plain number"),
    (MetricFormat.CURRENCY, "Money"),
    (MetricFormat.PERCENT, "Percent"),
    (MetricFormat.RATIO, "Multiple, such as 3.2\u00d7"),
    (MetricFormat.DECIMAL, "Number with decimals"),
    (MetricFormat.DURATION, "Minutes and seconds"),
    (MetricFormat.MONTHS, "Months"),
)
DIRECTIONS: tuple[tuple[str, str], ...] = (
    ("", "Neither way is better"),
    ("up_is_good", "Up is good"),
    ("down_is_good", "Down is good"),
)
_EXCERPT = 28


@dataclass
class Use:
    """A link to what uses a metric."""

    name: str
    href: str


@dataclass
class MetricRow:
    """One line of the list, and what its details say; `id` is empty for the catalog's."""

    name: str = ""
    label: str = ""
    formula: str = ""
    others: list[str] = field(default_factory=list)
    unit: str = ""
    format: str = ""
    direction: str = ""
    direction_words: str = ""
    description: str = ""
    source: str = ""
    components: list[str] = field(default_factory=list)
    id: str = ""
    version: int = 0
    used: str = ""
    sources: list[Use] = field(default_factory=list)
    widgets: list[Use] = field(default_factory=list)


def metric_row(metric: MetricDefinitionRead, use: MetricUse) -> MetricRow:
    """The definition with where it is used."""
    return MetricRow(
        name=metric.name,
        label=metric.label,
        formula=metric.formula,
        others=metric.formulas[1:],
        unit=UNITS.get(metric.format, metric.unit),
        format=metric.format or "",
        direction=metric.direction or "",
        direction_words=dict(DIRECTIONS)[metric.direction or ""],
        description=metric.description,
        source=metric.source,
        components=[each.replace("_", " ") for each in metric.components],
        id=str(metric.id or ""),
        version=metric.version or 0,
        used=_used(use),
        sources=[Use(each.name, f"/sources/{each.id}") for each in use.sources],
        widgets=[Use(each.name, f"/d/{each.id}") for each in use.widgets],
    )


def matches(row: MetricRow, search: str) -> bool:
    """Whether label, name, description or formula has every word that was searched for."""
    text = f"{row.label} {row.name} {row.description} {row.formula}".casefold()
    return all(word in text for word in search.casefold().split())


def excerpt(formula: str, position: int | None) -> tuple[str, str]:
    """What stands before the place of a problem, and what stands there."""
    if position is None or not formula:
        return "", ""
    before, here = formula[:position], formula[position:]
    shortened = f"…{before[-_EXCERPT:]}" if len(before) > _EXCERPT else before
    return shortened, f"{here[:_EXCERPT]}…" if len(here) > _EXCERPT else here or " "


def _used(use: MetricUse) -> str:
    parts = [_counted(use.widgets, "widget"), _counted(use.sources, "source")]
    return " · ".join(part for part in parts if part) or "\u2013"


def _counted(things: list[UsedBy], word: str) -> str:
    count = len(things)
    return "" if not count else f"{count} {word}{'' if count == 1 else 's'}"
