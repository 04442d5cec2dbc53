"""Marketing metrics known by name, written over semantic types instead of columns.

Sources of the formulas: the metric glossary of the platforms' own help pages. Every ratio is two
sums divided last, so that rows, totals and comparisons agree.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cashstage.core.errors import InvalidInput
from cashstage.metrics.formula import Formula, read_formula
from cashstage.metrics.naming import did_you_mean
from cashstage.schema.column import Column

_TERM = re.compile(r"SUM\((\w+)\)")


@dataclass(frozen=True, slots=True)
class MetricDefinition:
    """A named formula over semantic types, with other ways to get it in the order of preference.

    `format` is a column's display format, "ratio" (a multiple such as 3.2 x) or None for counts.
    `up_is_good` is None where neither direction is better by itself.
    """

    name: str
    label: str
    formulas: tuple[str, ...]
    format: str | None
    up_is_good: bool | None

    @property
    def is_ratio(self) -> bool:
        """Whether it divides sums, unlike the plain sum of one column."""
        return "/" in self.formulas[0]


@dataclass(frozen=True, slots=True)
class BoundMetric:
    """A definition over the columns of one source; money has its column's currency."""

    definition: MetricDefinition
    formula: Formula
    format: str | None


_COUNTS: dict[str, bool | None] = {
    "impressions": True, "clicks": True, "interactions": True, "conversions": True, "leads": True,
    "orders": True, "units": True, "sessions": True, "engaged_sessions": True, "page_views": True,
    "video_views": True, "sent": None, "delivered": True, "opens": True, "unique_opens": True,
    "unique_clicks": True, "bounces": False, "unsubscribes": False,
}  # fmt: skip
_MONEY: dict[str, bool | None] = {
    "cost": None, "revenue": True, "gross_profit": True, "budget": None,
}  # fmt: skip


def _sum(semantic_type: str, format_: str | None, up_is_good: bool | None) -> MetricDefinition:  # noqa: FBT001 - the field's own type
    label = semantic_type.replace("_", " ").capitalize()
    return MetricDefinition(semantic_type, label, (f"SUM({semantic_type})",), format_, up_is_good)


def _money(name: str, label: str, *formulas: str, up: bool) -> MetricDefinition:
    return MetricDefinition(name, label, formulas, "currency", up)


def _share(name: str, label: str, *formulas: str, up: bool) -> MetricDefinition:
    return MetricDefinition(name, label, formulas, "percent", up)


_DEFINITIONS = (
    *(_sum(name, None, up) for name, up in _COUNTS.items()),
    *(_sum(name, "currency", up) for name, up in _MONEY.items()),
    _share("ctr", "CTR", "SUM(clicks) / SUM(impressions)", up=True),
    _share(
        "cvr",
        "Conversion rate",
        "SUM(conversions) / SUM(clicks)",
        "SUM(orders) / SUM(sessions)",
        up=True,
    ),
    _money("cpc", "CPC", "SUM(cost) / SUM(clicks)", up=False),
    _money("cpm", "CPM", "1000 * SUM(cost) / SUM(impressions)", up=False),
    _money("cpv", "CPV", "SUM(cost) / SUM(video_views)", up=False),
    _money("cpa", "CPA", "SUM(cost) / SUM(conversions)", up=False),
    _money("cpl", "CPL", "SUM(cost) / SUM(leads)", up=False),
    _money("aov", "AOV", "SUM(revenue) / SUM(orders)", "SUM(revenue) / SUM(conversions)", up=True),
    _money("rpc", "Revenue per click", "SUM(revenue) / SUM(clicks)", up=True),
    MetricDefinition("roas", "ROAS", ("SUM(revenue) / SUM(cost)",), "ratio", up_is_good=True),
    MetricDefinition("poas", "POAS", ("SUM(gross_profit) / SUM(cost)",), "ratio", up_is_good=True),
    _share("acos", "ACOS", "SUM(cost) / SUM(revenue)", up=False),
    _share("delivery_rate", "Delivery rate", "SUM(delivered) / SUM(sent)", up=True),
    _share(
        "bounce_rate",
        "Bounce rate",
        "SUM(bounces) / SUM(sent)",
        "1 - SUM(engaged_sessions) / SUM(sessions)",
        up=False,
    ),
    _share("engagement_rate", "Engagement rate", "SUM(engaged_sessions) / SUM(sessions)", up=True),
    _share(
        "open_rate",
        "Open rate",
        "SUM(unique_opens) / SUM(delivered)",
        "SUM(opens) / SUM(delivered)",
        up=True,
    ),
    _share(
        "click_rate",
        "Click rate",
        "SUM(unique_clicks) / SUM(delivered)",
        "SUM(clicks) / SUM(delivered)",
        up=True,
    ),
    _share(
        "click_to_open_rate",
        "Click-to-open rate",
        "SUM(unique_clicks) / SUM(unique_opens)",
        "SUM(clicks) / SUM(opens)",
        up=True,
    ),
    _share("unsubscribe_rate", "Unsubscribe rate", "SUM(unsubscribes) / SUM(delivered)", up=False),
)
CATALOG: dict[str, MetricDefinition] = {each.name: each for each in _DEFINITIONS}


def find_definition(name: str) -> MetricDefinition:
    """The definition called `name` in any case; InvalidInput names the nearest one."""
    found = CATALOG.get(name.casefold())
    if found is None:
        raise InvalidInput(f"There is no metric “{name}”.{did_you_mean(name, CATALOG)}")
    return found


def bind(definition: MetricDefinition, columns: Sequence[Column]) -> BoundMetric:
    """The definition's first formula that the columns allow.

    Raises InvalidInput when a semantic type has no numeric column, or more than one.
    """
    usable = (text for text in definition.formulas if _is_usable(text, columns))
    text = next(usable, definition.formulas[0])
    terms = {needed: _meant(definition, needed, columns) for needed in _TERM.findall(text)}
    stand_ins = tuple(replace(column, name=needed) for needed, column in terms.items())
    format_ = definition.format
    if format_ == "currency":
        money = [c.format for c in terms.values() if (c.format or "").startswith("currency")]
        format_ = money[0] if money else format_
    return BoundMetric(definition, read_formula(text, stand_ins), format_)


def available(columns: Sequence[Column]) -> list[MetricDefinition]:
    """The definitions that `bind` to these columns, in the catalog's order."""
    return [
        definition
        for definition in CATALOG.values()
        if any(_is_usable(text, columns) for text in definition.formulas)
    ]


def _is_usable(text: str, columns: Sequence[Column]) -> bool:
    return all(len(_meaning(needed, columns)) == 1 for needed in _TERM.findall(text))


def _meaning(semantic_type: str, columns: Sequence[Column]) -> list[Column]:
    return [c for c in columns if c.semantic_type == semantic_type and c.type.numeric]


def _meant(definition: MetricDefinition, needed: str, columns: Sequence[Column]) -> Column:
    found = _meaning(needed, columns)
    if len(found) == 1:
        return found[0]
    if not found:
        raise InvalidInput(
            f"{definition.label} needs a column of numbers that means {needed}; there is none.",
            next_step="Set a column's meaning in the data source, or use a formula.",
        )
    names = ", ".join(f"“{column.name}”" for column in found)
    raise InvalidInput(
        f"{definition.label} needs one column that means {needed}; these do: {names}.",
        next_step="Keep that meaning on one of them, or use a formula.",
    )
