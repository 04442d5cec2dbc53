"""The side panel: 360 pixels beside the page, a full sheet on phones."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cashstage.ui.components.button import Text, icon_button


def panel(
    title: Text, *children: rx.Component, on_close: Any, foot: rx.Component | None = None
) -> rx.Component:
    """Put it after the page's main column in a flex row; the column shrinks, nothing jumps."""
    return rx.el.aside(
        rx.el.header(
            rx.el.h2(title, class_name="text-14 font-semibold truncate"),
            icon_button("x", "Close the panel", on_click=on_close),
            class_name="panel-head",
        ),
        rx.el.div(*children, class_name="panel-body"),
        rx.el.footer(foot, class_name="panel-foot") if foot is not None else rx.fragment(),
        class_name="panel",
        custom_attrs={"aria-label": title},
    )
