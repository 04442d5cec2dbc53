"""In the widget panel: who leads, which groups count, and what the answer is held against."""

from __future__ import annotations

import reflex as rx

from cashstage.dashboards.widget.schemas import WidgetType
from cashstage.query.spec import Comparison, Operator
from cashstage.ui.components.browser import draft
from cashstage.ui.components.button import button, icon_button
from cashstage.ui.components.field import checkbox, select
from cashstage.ui.states.editor import EditorState
from cashstage.ui.states.refining import AS_OF, NOT_COMPARED, GroupPick

MAX_GROUPS = 10
_COMPARISONS: tuple[tuple[str, str], ...] = (
    (NOT_COMPARED, "Nothing"),
    (Comparison.PREVIOUS_PERIOD, "Previous period"),
    (Comparison.PREVIOUS_YEAR, "Previous year"),
    (AS_OF, "The data as it was…"),
)
_OPERATORS: tuple[tuple[str, str], ...] = (
    (Operator.GREATER_THAN, "is more than"),
    (Operator.GREATER_THAN_OR_EQUAL, "is at least"),
    (Operator.LESS_THAN, "is less than"),
    (Operator.LESS_THAN_OR_EQUAL, "is at most"),
    (Operator.EQUALS, "is"),
)


def comparison() -> rx.Component:
    """Another period, or the same one in older data."""
    return rx.el.fieldset(
        rx.el.legend("Compare with"),
        rx.cond(
            EditorState.compare_to == "own",
            rx.el.p("Days that were set through the API. They stay.", class_name="field-hint"),
            rx.fragment(),
        ),
        select(
            _COMPARISONS,
            value=EditorState.compare_to,
            on_change=EditorState.set_compare,
            custom_attrs={"aria-label": "Compare with"},
        ),
        rx.cond(
            EditorState.compare_to == AS_OF,
            rx.el.input(
                type="date",
                default_value=EditorState.compared_day,
                on_change=EditorState.set_compared_day,
                max="9999-12-31",
                class_name="control",
                custom_attrs={"aria-label": "Data as it was at the end of"},
            ),
        ),
        class_name="field picks",
    )


def leading() -> rx.Component:
    """The leading values of the first field, the rest as one group."""
    return rx.cond(
        EditorState.may_lead,
        rx.el.fieldset(
            rx.el.legend("Leading values"),
            rx.el.label(
                rx.el.span("Only the first", class_name="text-13 text-muted whitespace-nowrap"),
                draft(
                    EditorState.leading,
                    input_mode="numeric",
                    placeholder="all",
                    key="leading" + EditorState.widget_id,
                    on_commit=EditorState.set_leading,
                    class_name="control control-narrow",
                ),
                class_name="pick items-center",
            ),
            rx.cond(
                EditorState.leading,
                checkbox(
                    "Add the rest up as “Others”",
                    checked=EditorState.others,
                    on_change=EditorState.toggle_others,
                ),
            ),
            class_name="field picks",
        ),
    )


def groups() -> rx.Component:
    """All of them must hold for a group to be shown."""
    return rx.el.fieldset(
        rx.el.legend("Only groups where"),
        rx.foreach(EditorState.groups, _group),
        rx.cond(
            EditorState.hidden_groups > 0,
            rx.el.p(
                "More conditions were set through the API. They stay.", class_name="field-hint"
            ),
        ),
        rx.cond(
            EditorState.groups.length() < MAX_GROUPS,
            button(
                "Add group condition",
                kind="quiet",
                icon_name="plus",
                on_click=EditorState.add_group,
            ),
        ),
        class_name="field picks",
    )


def arrangement() -> rx.Component:
    """How a table shows several fields: values across its top, or subtotals between its rows."""
    return rx.cond(
        (EditorState.kind == WidgetType.TABLE) & (EditorState.dimensions.length() > 1),
        rx.fragment(
            checkbox(
                "Last field across the top",
                checked=EditorState.across,
                on_change=EditorState.toggle_across,
            ),
            rx.cond(
                EditorState.across,
                rx.fragment(),
                checkbox(
                    "Subtotals after each group",
                    checked=EditorState.subtotals,
                    on_change=EditorState.toggle_subtotals,
                ),
            ),
        ),
    )


def _group(pick: rx.Var[GroupPick], index: rx.Var[int]) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            select(
                EditorState.metric_choices,
                value=pick["metric"],
                on_change=lambda name: EditorState.set_group(index, "metric", name),
                custom_attrs={"aria-label": "Metric of the condition"},
            ),
            icon_button("x", "Remove this condition", on_click=EditorState.remove_group(index)),
            class_name="pick",
        ),
        rx.el.div(
            select(
                _OPERATORS,
                value=pick["operator"],
                on_change=lambda operator: EditorState.set_group(index, "operator", operator),
                class_name="control control-narrow",
                custom_attrs={"aria-label": "How the metric compares"},
            ),
            draft(
                pick["value"],
                input_mode="decimal",
                placeholder="Number",
                on_commit=lambda text: EditorState.set_group(index, "value", text),
                max_length=30,
                custom_attrs={"aria-label": "Number"},
            ),
            class_name="pick",
        ),
        class_name="condition",
    )
