"""Menus: the browser's own popovers, closed by Escape or a press elsewhere."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cashstage.ui.components.button import Text, icon


def menu(
    trigger: rx.Component,
    *items: rx.Component,
    menu_id: Text,
    label: Text,
    trigger_class: str,
    class_name: str = "popover",
) -> rx.Component:
    """A button that opens `items` beside it; `menu_id` is unique on the page."""
    return rx.fragment(
        rx.el.button(
            trigger,
            type="button",
            class_name=trigger_class,
            custom_attrs={"popoverTarget": menu_id, "aria-label": label},
        ),
        rx.el.div(*items, id=menu_id, class_name=class_name, custom_attrs={"popover": "auto"}),
    )


def menu_item(
    label: Text, *, menu_id: Text, icon_name: str | None = None, **attributes: Any
) -> rx.Component:
    """An entry that closes its menu when pressed."""
    return rx.el.button(
        icon(icon_name) if icon_name else rx.fragment(),
        label,
        type="button",
        class_name="menu-item",
        custom_attrs={"popoverTarget": menu_id, "popoverTargetAction": "hide"},
        **attributes,
    )


def menu_rule() -> rx.Component:
    """A hairline between groups of entries."""
    return rx.el.hr(class_name="menu-rule")
