"""In the widget panel: which rows count, in which order, and how many are shown."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cashstage.query.spec import Direction
from cashstage.ui.components.browser import draft
from cashstage.ui.components.button import button, icon_button
from cashstage.ui.components.field import select
from cashstage.ui.states.conditions import (
    DAY,
    LIST,
    NOTHING,
    NUMBER,
    TEXT,
    YES_OR_NO,
    ConditionPick,
)
from cashstage.ui.states.editor import EditorState
from cashstage.ui.states.narrowing import MAX_CONDITIONS, USUAL_ORDER

DIRECTIONS: tuple[tuple[str, str], ...] = (
    (Direction.DESC, "Descending"),
    (Direction.ASC, "Ascending"),
)
_YES_OR_NO: tuple[tuple[str, str], ...] = (("true", "True"), ("false", "False"))


def conditions() -> rx.Component:
    """All of them must hold for a row to count."""
    return rx.el.fieldset(
        rx.el.legend("Only rows where"),
        rx.foreach(EditorState.conditions, _condition),
        rx.cond(
            EditorState.hidden_conditions > 0,
            rx.el.p(
                "More conditions were set through the API. They stay.", class_name="field-hint"
            ),
        ),
        rx.cond(
            EditorState.conditions.length() < MAX_CONDITIONS,
            button(
                "Add condition",
                kind="quiet",
                icon_name="plus",
                on_click=EditorState.add_condition,
            ),
        ),
        class_name="field picks",
    )


def order() -> rx.Component:
    """The order of the answer and how much of it is shown."""
    return rx.el.fieldset(
        rx.el.legend("Order"),
        rx.el.div(
            select(
                EditorState.order_choices,
                value=EditorState.order_by,
                on_change=EditorState.set_order,
                custom_attrs={"aria-label": "Order by"},
            ),
            rx.cond(
                EditorState.order_by != USUAL_ORDER,
                select(
                    DIRECTIONS,
                    value=EditorState.direction,
                    on_change=EditorState.set_direction,
                    class_name="control control-narrow",
                    custom_attrs={"aria-label": "Direction of the order"},
                ),
            ),
            class_name="pick",
        ),
        rx.el.label(
            rx.el.span("Show at most", class_name="text-13 text-muted whitespace-nowrap"),
            draft(
                EditorState.limit,
                input_mode="numeric",
                placeholder="all",
                key=EditorState.widget_id,
                on_commit=EditorState.set_limit,
                class_name="control control-narrow",
            ),
            class_name="pick items-center",
        ),
        class_name="field picks",
    )


def _condition(pick: rx.Var[ConditionPick], index: rx.Var[int]) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            select(
                EditorState.field_choices,
                value=pick["field"],
                on_change=lambda name: EditorState.set_condition_field(index, name),
                custom_attrs={"aria-label": "Field of the condition"},
            ),
            select(
                pick["operators"],
                value=pick["operator"],
                on_change=lambda operator: EditorState.set_condition_operator(index, operator),
                class_name="control control-narrow",
                custom_attrs={"aria-label": "Comparison"},
            ),
            icon_button("x", "Remove this condition", on_click=EditorState.remove_condition(index)),
            class_name="pick",
        ),
        rx.match(
            pick["entry"],
            (NOTHING, rx.fragment()),
            (LIST, _values(pick, index)),
            (YES_OR_NO, _yes_or_no(pick, index)),
            (NUMBER, _entries(pick, index, NUMBER)),
            (DAY, _entries(pick, index, DAY)),
            _entries(pick, index, TEXT),
        ),
        class_name="condition",
    )


def _values(pick: rx.Var[ConditionPick], index: rx.Var[int]) -> rx.Component:
    return rx.el.div(
        rx.foreach(
            EditorState.suggestions[pick["field"]],
            lambda value: rx.el.label(
                rx.el.input(
                    type="checkbox",
                    checked=pick["values"].contains(value),
                    on_change=EditorState.toggle_condition_value(index, value),
                ),
                rx.el.span(value, class_name="truncate"),
                class_name="choice",
            ),
        ),
        role="group",
        class_name="choices",
        custom_attrs={"aria-label": "Values"},
    )


def _yes_or_no(pick: rx.Var[ConditionPick], index: rx.Var[int]) -> rx.Component:
    return select(
        _YES_OR_NO,
        value=pick["values"][0],
        on_change=lambda value: EditorState.set_condition_value(index, 0, value),
        custom_attrs={"aria-label": "Value"},
    )


def _entries(pick: rx.Var[ConditionPick], index: rx.Var[int], kind: str) -> rx.Component:
    return rx.el.div(
        _entry(pick, index, 0, kind, "Value"),
        rx.cond(
            pick["pair"],
            rx.fragment(
                rx.el.span("and", class_name="text-13 text-muted"),
                _entry(pick, index, 1, kind, "Second value"),
            ),
        ),
        class_name="pick items-center",
    )


def _entry(
    pick: rx.Var[ConditionPick], index: rx.Var[int], place: int, kind: str, label: str
) -> rx.Component:
    kinds: dict[str, dict[str, Any]] = {
        DAY: {"type": "date", "max": "9999-12-31"},
        # As text it arrives as it was typed; a number input hands over a float, or nothing.
        NUMBER: {"type": "text", "input_mode": "decimal", "placeholder": label},
        TEXT: {"type": "text", "placeholder": label},
    }
    return draft(
        pick["values"][place],
        on_commit=lambda value: EditorState.set_condition_value(index, place, value),
        max_length=1000,
        custom_attrs={"aria-label": label},
        **kinds[kind],
    )
