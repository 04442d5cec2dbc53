"""Switching what is shown: tabs for places, segments for one of a few settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import reflex as rx

from cashstage.ui.browser_module import browser_module
from cashstage.ui.components.button import Text


class TabList(rx.Component):
    """The browser's part of `tab_list`."""

    library = browser_module(__name__, "TabList.jsx")
    tag = "TabList"

    label: rx.Var[str]


def tab_list(label: str, *tabs: rx.Component) -> rx.Component:
    """Tabs that turn a page in place; arrow keys go from one to the next."""
    return TabList.create(*tabs, label=label)


def tab(
    title: Text, *, current: rx.Var[bool], on_select: Any, controls: str | None = None
) -> rx.Component:
    """One of a `tab_list`; `controls` is the id of the panel that it turns to."""
    return rx.el.button(
        title,
        type="button",
        role="tab",
        tab_index=rx.cond(current, 0, -1),
        on_click=on_select,
        class_name="tab",
        custom_attrs={"aria-selected": rx.cond(current, "true", "false")}
        | ({"aria-controls": controls} if controls else {}),
    )


def segments(
    label: str,
    items: Sequence[tuple[str, str]],
    current: rx.Var[str],
    on_select: Callable[[str], Any],
) -> rx.Component:
    """One of a few: (value, title) pairs; `on_select(value)` gives the handler of that one."""
    return rx.el.div(
        *(
            rx.el.button(
                title,
                type="button",
                on_click=on_select(value),
                class_name="segment",
                custom_attrs={"aria-pressed": rx.cond(current == value, "true", "false")},
            )
            for value, title in items
        ),
        role="group",
        class_name="segments",
        custom_attrs={"aria-label": label},
    )
