"""The widget editor's fields, and the question they stand for; pure, in both directions."""

from __future__ import annotations

import copy
import math
from typing import Any, NotRequired, TypedDict

from cashstage.dashboards.widget.schemas import WidgetType
from cashstage.metrics.additive import Additivity, additivity
from cashstage.query.spec import Aggregation, Grain
from cashstage.schema.column import ColumnType, Role
from cashstage.sources.data_source.schemas import ColumnRead
from cashstage.ui.states.cells import meaning_words

MAX_METRICS = 8
MAX_DIMENSIONS = {WidgetType.METRIC_CARD: 0, WidgetType.TABLE: 5}
USUAL_DIMENSIONS = 2
FORMULA = "formula"
NAMED = "metric"
UNNAMED = "Formula"
_NAMES = {ColumnType.TEXT, ColumnType.INTEGER, ColumnType.BOOLEAN}
AUTOMATIC = "automatic"
"""As it is right for the field: a ratio weighed, people counted once left as exported."""

_NAMED_PREFIX = "metric:"
_OWN_KEYS = (
    "source",
    "dimensions",
    "metrics",
    "filters",
    "having",
    "sort",
    "limit",
    "totals",
    "subtotals",
    "pivot",
    "compare",
)
_KEPT_OF_DIMENSION = ("bins", "groups", "others", "top")


class DimensionPick(TypedDict):
    """A field to group by; `grain` is "" for fields that are no dates.

    `step` is the width of a number's bins, "" without. `label` is a column title given through the
    API, and `more` are bins, groups and leading values; they are kept as long as the field stays.
    """

    field: str
    grain: str
    step: str
    label: str
    more: dict[str, Any]


class MetricPick(TypedDict):
    """What is measured.

    An aggregated field; or with `aggregation` "formula" a formula and its name; or with "metric"
    a metric definition, whose name is in `field`. `choice` is the value in the list of measures.
    A field's own `name` and any `label` come from the API and stay as long as the field does.
    """

    field: str
    choice: str
    aggregation: str
    formula: str
    name: str
    label: str


class Narrowing(TypedDict):
    """Which rows count and which of them are shown; an absent key asks for the usual."""

    filters: NotRequired[dict[str, Any]]
    sort: NotRequired[list[dict[str, str]]]
    limit: NotRequired[int]


class FieldOption(TypedDict):
    """A column as the editor offers it; `summed` is false where a sum would mean nothing."""

    name: str
    type: str
    role: str
    summed: NotRequired[bool]


def field_options(columns: list[ColumnRead]) -> list[FieldOption]:
    """The columns in the order of the sheet."""
    return [
        FieldOption(
            name=column.name,
            type=column.type,
            role=column.role,
            summed=additivity(column) is Additivity.SUMS,
        )
        for column in columns
    ]


def is_temporal(option: FieldOption | None) -> bool:
    """Whether the field can be bucketed by a grain."""
    return option is not None and ColumnType(option["type"]).temporal


def option_of(options: list[FieldOption], name: str) -> FieldOption | None:
    """The offered field of that name."""
    return next((option for option in options if option["name"] == name), None)


def dimension_of(options: list[FieldOption], name: str) -> DimensionPick:
    """A pick of the field, by day when it is a date."""
    temporal = is_temporal(option_of(options, name))
    grain = Grain.DAY if temporal else ""
    return DimensionPick(field=name, grain=grain, step="", label="", more={})


def with_step(pick: DimensionPick, step: str) -> DimensionPick:
    """The number in bins of that width, or each number by itself; ValueError for no width."""
    more = {name: value for name, value in pick["more"].items() if name != "bins"}
    if step:
        width = float(step.replace(",", "."))
        if not 0 < width < math.inf:
            raise ValueError(step)
        start = (pick["more"].get("bins") or {}).get("start", 0)
        more["bins"] = {"width": width, "start": start}
    return {**pick, "step": step, "more": more}


def ratio_choice(name: str) -> str:
    """How a metric definition is called in the list of measures, apart from columns."""
    return f"{_NAMED_PREFIX}{name}"


def metric_of(options: list[FieldOption], choice: str) -> MetricPick:
    """A pick of what was chosen: a definition, or a field, summed when it is a measure."""
    option = option_of(options, choice)
    if option is None and choice.startswith(_NAMED_PREFIX):
        return _named(choice.removeprefix(_NAMED_PREFIX))
    if option is not None and not option.get("summed", True):
        return _metric_pick({"field": choice})
    measured = option is not None and option["role"] == Role.METRIC
    aggregation = Aggregation.SUM if measured else Aggregation.COUNT_DISTINCT
    return _metric_pick({"field": choice, "aggregation": aggregation.value})


def first_picks(
    kind: WidgetType, options: list[FieldOption]
) -> tuple[list[DimensionPick], list[MetricPick]]:
    """A question that makes sense for most tables: the first measure by date or by first text."""
    dates = [option["name"] for option in options if is_temporal(option)]
    texts = [
        option["name"]
        for option in options
        if option["type"] == ColumnType.TEXT and option["role"] == Role.DIMENSION
    ]
    measures = [option["name"] for option in options if option["role"] == Role.METRIC]
    by_date = kind in {WidgetType.LINE, WidgetType.METRIC_CARD}
    grouped = (dates or texts if by_date else texts or dates)[:1]
    counted = measures[:1] or [option["name"] for option in options[:1]]
    return (
        [] if kind is WidgetType.METRIC_CARD else [dimension_of(options, name) for name in grouped],
        [metric_of(options, name) for name in counted],
    )


def picks_of(query: dict[str, Any]) -> tuple[list[DimensionPick], list[MetricPick]]:
    """The editor's fields of a saved question."""
    dimensions = [
        DimensionPick(
            field=item["field"],
            grain=item.get("grain") or "",
            step=_step_of(item.get("bins") or {}),
            label=item.get("label") or "",
            more={name: item[name] for name in _KEPT_OF_DIMENSION if item.get(name) is not None},
        )
        for item in query.get("dimensions") or []
    ]
    return dimensions, [_metric_pick(item) for item in query.get("metrics") or []]


def question_of(
    kind: WidgetType,
    source_id: str,
    dimensions: list[DimensionPick],
    metrics: list[MetricPick],
    *,
    options: list[FieldOption],
    narrowing: Narrowing,
    saved: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The question; what the editor does not know of the saved one (its own dates) stays."""
    kept = {key: value for key, value in (saved or {}).items() if key not in _OWN_KEYS}
    question: dict[str, Any] = {
        **kept,
        "source": source_id,
        "metrics": [_metric(pick) for pick in metrics],
    }
    if "filters" in narrowing:
        question["filters"] = narrowing["filters"]
    if kind is WidgetType.METRIC_CARD:
        return question | _card(options)
    grouped = [_dimension(pick) for pick in dimensions if pick["field"]]
    if grouped:
        question["dimensions"] = grouped
    if kind is WidgetType.TABLE:
        question["totals"] = True
    order = narrowing.get("sort") or usual_order(dimensions, metrics)
    if order:
        question["sort"] = order
    if "limit" in narrowing:
        question["limit"] = narrowing["limit"]
    return question


def usual_order(dimensions: list[DimensionPick], metrics: list[MetricPick]) -> list[dict[str, str]]:
    """The largest first; steps rise; a time goes its way, for which nothing need be said."""
    grouped = [pick for pick in dimensions if pick["field"]]
    if not metrics or not grouped or grouped[0]["grain"]:
        return []
    if grouped[0]["step"]:
        return [{"by": grouped[0]["field"], "direction": "asc"}]
    return [{"by": name_of(metrics[0]), "direction": "desc"}]


def order_choices(
    dimensions: list[DimensionPick], metrics: list[MetricPick]
) -> list[tuple[str, str]]:
    """What can be ordered by, as (name, label): columns of the answer under their own names."""
    wanted = [
        (pick["field"], [pick["field"], f"{pick['field']}_{pick['grain'] or 'value'}"])
        for pick in dimensions
        if pick["field"]
    ]
    for pick in metrics:
        name = name_of(pick)
        other = "metric" if pick["aggregation"] == NAMED else pick["aggregation"]
        wanted.append((_label(pick), [name, f"{name}_{other}"]))
    choices: dict[str, str] = {}
    for label, names in wanted:
        free = next((name for name in names if name not in choices), None)
        if free is not None:
            choices[free] = label if free == names[0] else f"{label} ({free[len(names[0]) + 1 :]})"
    return list(choices.items())


def name_of(pick: MetricPick) -> str:
    """The name under which a metric can be sorted by."""
    return pick["name"] or (UNNAMED if pick["aggregation"] == FORMULA else pick["field"])


def empty_formula() -> MetricPick:
    """A formula yet to be typed."""
    return MetricPick(field="", choice="", aggregation=FORMULA, formula="", name="", label="")


def title_of(dimensions: list[DimensionPick], metrics: list[MetricPick]) -> str:
    """A first title, such as "Cost by Date"."""
    names = " and ".join(_label(pick) for pick in metrics)
    grouped = " and ".join(pick["label"] or pick["field"] for pick in dimensions)
    return f"{names} by {grouped}" if grouped else names


def free_dimension(options: list[FieldOption], taken: set[str]) -> str | None:
    """The first field worth grouping by that is not taken: texts before others."""
    free = [
        option
        for option in options
        if option["role"] == Role.DIMENSION and option["name"] not in taken
    ]
    texts = [option for option in free if option["type"] == ColumnType.TEXT]
    return next((option["name"] for option in texts or free), None)


def free_metric(options: list[FieldOption], taken: set[str]) -> str | None:
    """The first measure that is not taken, else the first field."""
    free = [option for option in options if option["name"] not in taken]
    measures = [option for option in free if option["role"] == Role.METRIC]
    return next((option["name"] for option in measures or free), None)


def most_dimensions(kind: WidgetType) -> int:
    """How many fields a widget of this kind groups by."""
    return MAX_DIMENSIONS.get(kind, USUAL_DIMENSIONS)


def _card(options: list[FieldOption]) -> dict[str, Any]:
    """A card shows the total, the period before and, where there is a date, the way there."""
    date = next((option["name"] for option in options if is_temporal(option)), None)
    if date is None:
        return {"totals": True}
    return {
        "dimensions": [{"field": date, "grain": Grain.DAY.value}],
        "totals": True,
        "compare": {"to": "previous_period"},
    }


def may_lead(dimensions: list[DimensionPick], options: list[FieldOption]) -> bool:
    """Whether the first field has names, of which some can lead and the rest be the others."""
    if not dimensions or dimensions[0]["grain"]:
        return False
    option = option_of(options, dimensions[0]["field"])
    plain = not {"bins", "groups"} & dimensions[0]["more"].keys()
    return option is not None and option["type"] in _NAMES and plain


def metric_choices(
    dimensions: list[DimensionPick], metrics: list[MetricPick]
) -> list[tuple[str, str]]:
    """The metrics of the answer under their own names, without its dimensions."""
    grouped = len([pick for pick in dimensions if pick["field"]])
    return order_choices(dimensions, metrics)[grouped:]


def _step_of(bins: dict[str, Any]) -> str:
    return f"{bins['width']:.15g}" if bins.get("width") else ""


def _dimension(pick: DimensionPick) -> dict[str, Any]:
    given = _given(field=pick["field"], grain=pick["grain"], label=pick["label"])
    # What a state holds is a proxy, down to the last dict; only a copy of all of it is plain.
    return {**given, **copy.deepcopy(pick["more"])}


def _label(pick: MetricPick) -> str:
    if pick["aggregation"] == NAMED:
        return pick["label"] or meaning_words(pick["field"])
    return pick["label"] or name_of(pick)


def _metric(pick: MetricPick) -> dict[str, str]:
    if pick["aggregation"] == NAMED:
        return _given(metric=pick["field"], label=pick["label"])
    if pick["aggregation"] == FORMULA:
        return _given(label=pick["label"]) | {"formula": pick["formula"], "name": name_of(pick)}
    automatic = pick["aggregation"] == AUTOMATIC
    return _given(
        field=pick["field"],
        aggregation="" if automatic else pick["aggregation"],
        name=pick["name"],
        label=pick["label"],
    )


def _given(**parts: str) -> dict[str, str]:
    return {name: value for name, value in parts.items() if value}


def _named(name: str) -> MetricPick:
    return _metric_pick({"metric": name})


def _metric_pick(item: dict[str, Any]) -> MetricPick:
    label = item.get("label") or ""
    if "formula" in item:
        return {
            **empty_formula(), "formula": item["formula"], "name": item["name"], "label": label
        }  # fmt: skip
    if "metric" in item:
        name = item["metric"]
        return MetricPick(
            field=name,
            choice=ratio_choice(name),
            aggregation=NAMED,
            formula="",
            name="",
            label=label,
        )
    return MetricPick(
        field=item.get("field", ""),
        choice=item.get("field", ""),
        aggregation=item.get("aggregation") or AUTOMATIC,
        formula="",
        name=item.get("name") or "",
        label=label,
    )
