"""The panel beside the grid: what a widget shows, from which fields, drawn how."""

from __future__ import annotations

from collections.abc import Sequence

import reflex as rx

from cashstage.dashboards.widget.schemas import WidgetType
from cashstage.metrics.typed import Use
from cashstage.query.spec import Aggregation, Grain
from cashstage.ui.components.browser import draft
from cashstage.ui.components.button import button, icon, icon_button
from cashstage.ui.components.field import field, select, select_field
from cashstage.ui.components.label import notice
from cashstage.ui.components.panel import panel
from cashstage.ui.formulas.editor import formula_editor
from cashstage.ui.pages.widget_narrowing import conditions, order
from cashstage.ui.pages.widget_refining import arrangement, comparison, groups, leading
from cashstage.ui.states.dashboard import DashboardState
from cashstage.ui.states.editor import EditorState
from cashstage.ui.states.question import AUTOMATIC, FORMULA, NAMED, DimensionPick, MetricPick

AGGREGATIONS: tuple[tuple[str, str], ...] = (
    (AUTOMATIC, "As it is right"),
    (Aggregation.SUM, "Sum"),
    (Aggregation.AVG, "Average"),
    (Aggregation.MEDIAN, "Median"),
    (Aggregation.MIN, "Smallest"),
    (Aggregation.MAX, "Largest"),
    (Aggregation.COUNT, "Count"),
    (Aggregation.COUNT_DISTINCT, "Count different"),
)
GRAINS: tuple[tuple[str, str], ...] = (
    (Grain.DAY, "Day"),
    (Grain.WEEK, "Week"),
    (Grain.MONTH, "Month"),
    (Grain.QUARTER, "Quarter"),
    (Grain.YEAR, "Year"),
    (Grain.FISCAL_QUARTER, "Fiscal quarter"),
    (Grain.FISCAL_YEAR, "Fiscal year"),
    (Grain.DAY_OF_WEEK, "Day of the week"),
    (Grain.MONTH_OF_YEAR, "Month of the year"),
)


def widget_panel(kinds: Sequence[tuple[WidgetType, str, str]]) -> rx.Component:
    """The editor of the selected widget; `kinds` are (type, title, icon)."""
    return panel(
        "Widget",
        _kinds(kinds),
        field(
            "Title",
            draft(
                EditorState.title,
                id="widget-title",
                key=EditorState.widget_id,
                on_commit=lambda title: EditorState.set_title(EditorState.widget_id, title),
                max_length=200,
            ),
            control_id="widget-title",
        ),
        select_field(
            "Data source",
            EditorState.source_choices,
            name="widget-source",
            value=EditorState.source_id,
            on_change=EditorState.set_source,
        ),
        rx.cond(EditorState.kind != WidgetType.METRIC_CARD, _dimensions()),
        _metrics(),
        conditions(),
        rx.cond(
            EditorState.kind != WidgetType.METRIC_CARD,
            rx.fragment(order(), leading(), groups(), arrangement()),
        ),
        comparison(),
        notice(EditorState.problem, tone="warn"),
        notice(EditorState.notice),
        on_close=EditorState.close,
        foot=button(
            "Remove widget",
            kind="danger",
            icon_name="trash-2",
            on_click=[
                DashboardState.remove_widget(EditorState.widget_id),
                EditorState.close,
            ],
        ),
    )


def _kinds(kinds: Sequence[tuple[WidgetType, str, str]]) -> rx.Component:
    return rx.el.div(
        *(
            rx.el.button(
                icon(name, 18),
                rx.el.span(title, class_name="text-12"),
                type="button",
                on_click=EditorState.set_kind(kind.value),
                class_name="kind",
                custom_attrs={
                    "aria-pressed": rx.cond(EditorState.kind == kind.value, "true", "false")
                },
            )
            for kind, title, name in kinds
        ),
        role="group",
        class_name="kinds",
        custom_attrs={"aria-label": "Kind of widget"},
    )


def _dimensions() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend("Group by"),
        rx.foreach(EditorState.dimensions, _dimension),
        rx.cond(
            EditorState.may_add_dimension,
            button(
                "Add field",
                kind="quiet",
                icon_name="plus",
                on_click=EditorState.add_dimension,
            ),
        ),
        class_name="field picks",
    )


def _dimension(pick: rx.Var[DimensionPick], index: rx.Var[int]) -> rx.Component:
    return rx.el.div(
        select(
            EditorState.field_choices,
            value=pick["field"],
            on_change=lambda name: EditorState.set_dimension(index, name),
            custom_attrs={"aria-label": "Field to group by"},
        ),
        rx.cond(
            pick["grain"],
            select(
                GRAINS,
                value=pick["grain"],
                on_change=lambda grain: EditorState.set_grain(index, grain),
                class_name="control control-narrow",
                custom_attrs={"aria-label": "Grain of the date"},
            ),
        ),
        rx.cond(
            EditorState.numeric_fields.contains(pick["field"]),
            draft(
                pick["step"],
                input_mode="decimal",
                placeholder="Steps of",
                key="step" + EditorState.widget_id + pick["field"],
                on_commit=lambda text: EditorState.set_step(index, text),
                class_name="control control-narrow",
                custom_attrs={"aria-label": "Steps of the number"},
            ),
        ),
        icon_button("x", "Remove this field", on_click=EditorState.remove_dimension(index)),
        class_name="pick",
    )


def _metrics() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend("Measure"),
        rx.foreach(EditorState.metrics, _metric),
        rx.el.div(
            rx.cond(
                EditorState.may_add_metric,
                button(
                    "Add field", kind="quiet", icon_name="plus", on_click=EditorState.add_metric
                ),
            ),
            rx.cond(
                EditorState.may_add_formula,
                button(
                    rx.cond(EditorState.may_add_metric, "Add formula", "Use a formula"),
                    kind="quiet",
                    icon_name="sigma",
                    on_click=EditorState.add_formula,
                ),
            ),
            class_name="flex gap-1",
        ),
        class_name="field picks",
    )


def _metric(pick: rx.Var[MetricPick], index: rx.Var[int]) -> rx.Component:
    removable = rx.cond(
        EditorState.metrics.length() > 1,
        icon_button("x", "Remove this metric", on_click=EditorState.remove_metric(index)),
    )
    return rx.el.div(
        rx.cond(pick["aggregation"] == FORMULA, _formula(pick, index), _measured(pick, index)),
        removable,
        class_name="pick",
    )


def _measured(pick: rx.Var[MetricPick], index: rx.Var[int]) -> rx.Component:
    return rx.fragment(
        rx.el.select(
            rx.el.optgroup(_options(EditorState.field_choices), label="Fields"),
            rx.cond(
                EditorState.ratios.length() > 0,
                rx.el.optgroup(_options(EditorState.ratios), label="Metrics"),
            ),
            value=pick["choice"],
            on_change=lambda choice: EditorState.set_metric(index, choice),
            class_name="control",
            custom_attrs={"aria-label": "Field to measure"},
        ),
        rx.cond(
            pick["aggregation"] != NAMED,
            select(
                AGGREGATIONS,
                value=pick["aggregation"],
                on_change=lambda aggregation: EditorState.set_aggregation(index, aggregation),
                class_name="control control-narrow",
                custom_attrs={"aria-label": "Aggregation"},
            ),
        ),
    )


def _options(choices: rx.Var[list[tuple[str, str]]]) -> rx.Component:
    return rx.foreach(choices, lambda pair: rx.el.option(pair[1], value=pair[0]))


def _formula(pick: rx.Var[MetricPick], index: rx.Var[int]) -> rx.Component:
    return rx.el.div(
        draft(
            pick["name"],
            placeholder="Name, such as ROAS",
            on_commit=lambda text: EditorState.set_formula(index, "name", text),
            max_length=200,
            custom_attrs={"aria-label": "Name of the formula"},
        ),
        formula_editor(
            pick["formula"],
            source=EditorState.source_id,
            fields=EditorState.fields,
            kind=Use.METRIC,
            placeholder="SUM(Revenue) / SUM(Cost)",
            on_commit=lambda text: EditorState.set_formula(index, "formula", text),
        ),
        class_name="grid gap-1 flex-1 min-w-0",
    )
