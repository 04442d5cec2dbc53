"""Marketing metrics known by name, written over semantic types instead of columns.

Sources of the formulas: the metric glossary of the platforms' own help pages. Every ratio is two
sums divided last, so that rows, totals and comparisons agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cashstage.core.errors import InvalidInput
from cashstage.metrics.formula import Formula, read_formula
from cashstage.metrics.naming import did_you_mean
from cashstage.schema.column import Column

RATIO_TYPES = frozenset({"ctr", "cpc", "cpm", "cpv", "cvr", "cpa", "cpl", "roas", "aov"})
"""Semantic types of columns that hold a ratio already; their sum means nothing."""


@dataclass(frozen=True, slots=True)
class MetricDefinition:
    """A named formula. `needs` are the semantic types in it.

    `format` is a column's display format, "ratio" (a multiple such as 3.2 x) or None for counts.
    `up_is_good` is None where neither direction is better by itself.
    """

    name: str
    label: str
    formula: str
    needs: tuple[str, ...]
    format: str | None
    up_is_good: bool | None


def _sum(semantic_type: str, *, money: bool = False, up: bool | None = True) -> MetricDefinition:
    label = semantic_type.replace("_", " ").capitalize()
    formula = f"SUM({semantic_type})"
    format_ = "currency" if money else None
    return MetricDefinition(semantic_type, label, formula, (semantic_type,), format_, up)


def _ratio(
    name: str, label: str, above: str, below: str, format_: str, *, up: bool, times: int = 1
) -> MetricDefinition:
    factor = "" if times == 1 else f"{times} * "
    formula = f"{factor}SUM({above}) / SUM({below})"
    return MetricDefinition(name, label, formula, (above, below), format_, up)


CATALOG: dict[str, MetricDefinition] = {
    definition.name: definition
    for definition in (
        _sum("impressions"),
        _sum("clicks"),
        _sum("cost", money=True, up=None),
        _sum("conversions"),
        _sum("revenue", money=True),
        _sum("budget", money=True, up=None),
        _sum("orders"),
        _sum("leads"),
        _sum("views"),
        _sum("sessions"),
        _sum("sent", up=None),
        _sum("delivered"),
        _sum("opens"),
        _sum("bounces", up=False),
        _sum("unsubscribes", up=False),
        _ratio("ctr", "CTR", "clicks", "impressions", "percent", up=True),
        _ratio("cpc", "CPC", "cost", "clicks", "currency", up=False),
        _ratio("cpm", "CPM", "cost", "impressions", "currency", up=False, times=1000),
        _ratio("cpv", "CPV", "cost", "views", "currency", up=False),
        _ratio("cvr", "CVR", "conversions", "clicks", "percent", up=True),
        _ratio("cpa", "CPA", "cost", "conversions", "currency", up=False),
        _ratio("cpl", "CPL", "cost", "leads", "currency", up=False),
        _ratio("roas", "ROAS", "revenue", "cost", "ratio", up=True),
        _ratio("acos", "ACOS", "cost", "revenue", "percent", up=False),
        _ratio("aov", "AOV", "revenue", "orders", "currency", up=True),
        _ratio("rpc", "Revenue per click", "revenue", "clicks", "currency", up=True),
        _ratio("delivery_rate", "Delivery rate", "delivered", "sent", "percent", up=True),
        _ratio("bounce_rate", "Bounce rate", "bounces", "sent", "percent", up=False),
        _ratio("open_rate", "Open rate", "opens", "delivered", "percent", up=True),
        _ratio("click_rate", "Click rate", "clicks", "delivered", "percent", up=True),
        _ratio("click_to_open_rate", "Click-to-open rate", "clicks", "opens", "percent", up=True),
        _ratio(
            "unsubscribe_rate", "Unsubscribe rate", "unsubscribes", "delivered", "percent", up=False
        ),
    )
}


def find_definition(name: str) -> MetricDefinition:
    """The definition called `name` in any case; InvalidInput names the nearest one."""
    found = CATALOG.get(name.casefold())
    if found is None:
        raise InvalidInput(f"There is no metric “{name}”.{did_you_mean(name, CATALOG)}")
    return found


def bind(definition: MetricDefinition, columns: Sequence[Column]) -> Formula:
    """The definition over the columns of one source.

    Raises InvalidInput when a semantic type has no numeric column there, or more than one.
    """
    stand_ins = tuple(
        replace(_meant(definition, needed, columns), name=needed) for needed in definition.needs
    )
    return read_formula(definition.formula, stand_ins)


def available(columns: Sequence[Column]) -> list[MetricDefinition]:
    """The definitions that `bind` to these columns, in the catalog's order."""
    return [
        definition
        for definition in CATALOG.values()
        if all(len(_meaning(needed, columns)) == 1 for needed in definition.needs)
    ]


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
