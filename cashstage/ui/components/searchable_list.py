"""Choosing one of many: a search field over a list of radio buttons, so every key works."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cashstage.ui.components.button import Text


def searchable_list(
    legend: Text,
    items: rx.Var[list[dict[str, str]]],
    *,
    name: str,
    selected: rx.Var[str],
    on_search: Any,
    on_select: Any,
    empty: Text,
    placeholder: Text = "Search",
) -> rx.Component:
    """`items` have `value`, `label` and `note`; both handlers get a string."""
    return rx.el.fieldset(
        rx.el.legend(legend),
        rx.el.input(
            type="search",
            placeholder=placeholder,
            on_change=on_search.debounce(200),
            class_name="control mt-1",
            custom_attrs={"aria-label": placeholder, "aria-controls": f"{name}-choices"},
        ),
        rx.el.div(
            rx.foreach(items, lambda item: _choice(item, name, selected, on_select)),
            rx.cond(
                items.length() == 0,
                rx.el.p(empty, class_name="px-2 py-6 text-center text-13 text-muted"),
            ),
            id=f"{name}-choices",
            class_name="choices mt-2",
            custom_attrs={"aria-live": "polite"},
        ),
        class_name="field",
    )


def _choice(
    item: rx.Var[dict[str, str]], name: str, selected: rx.Var[str], on_select: Any
) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="radio",
            name=name,
            value=item["value"],
            checked=selected == item["value"],
            on_change=on_select(item["value"]),
        ),
        rx.el.span(item["label"], class_name="truncate"),
        rx.el.span(item["note"], class_name="choice-note"),
        class_name="choice",
    )
