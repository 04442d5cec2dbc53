"""Switching what is shown: tabs for places, segments for one of a few settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import reflex as rx

from cashstage.ui.components.button import Text, link


def tab_links(label: str, items: Sequence[tuple[Text, Text]], current: str) -> rx.Component:
    """Tabs that are pages: (title, path) pairs."""
    return rx.el.nav(
        *(
            link(
                title,
                href=path,
                class_name="tab",
                custom_attrs={"aria-current": "page"} if path == current else {},
            )
            for title, path in items
        ),
        class_name="tabs",
        custom_attrs={"aria-label": label},
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
