"""Things to press: buttons, and links that look like one."""

from __future__ import annotations

from typing import Any, Literal

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

Kind = Literal["primary", "secondary", "quiet", "danger"]
Text = str | rx.Var[str]


link = ReactRouterLink.create
"""A link to another page of the product, without loading a new document."""


def icon(name: str, size: int = 16) -> rx.Component:
    """A Lucide icon that says nothing to a screen reader; its neighbour or label does."""
    return rx.icon(name, size=size, stroke_width=1.75, custom_attrs={"aria-hidden": "true"})


def button(
    label: Text,
    *,
    kind: Kind = "secondary",
    icon_name: str | None = None,
    large: bool = False,
    busy: bool | rx.Var[bool] = False,
    **attributes: Any,
) -> rx.Component:
    """A button; while `busy` it turns a small wheel and takes no presses."""
    attributes.setdefault("type", "button")
    return rx.el.button(
        rx.cond(busy, rx.el.span(class_name="spinner"), _face(icon_name)),
        label,
        class_name=_classes(kind, large=large),
        custom_attrs={"aria-busy": busy} | attributes.pop("custom_attrs", {}),
        **attributes,
    )


def link_button(
    label: Text,
    href: Text,
    *,
    kind: Kind = "secondary",
    icon_name: str | None = None,
    large: bool = False,
    **attributes: Any,
) -> rx.Component:
    """A link that reads as an action; what lies under /api is loaded as a new document."""
    # Reflex turns every anchor into a client-side link, which finds no page under /api.
    is_document = isinstance(href, str) and href.startswith("/api/")
    return link(
        _face(icon_name),
        label,
        to=href,
        reload_document=is_document,
        class_name=_classes(kind, large=large),
        **attributes,
    )


def icon_button(name: str, label: str, *, kind: Kind = "quiet", **attributes: Any) -> rx.Component:
    """A button that is only an icon; `label` is its name and its tooltip."""
    return rx.el.button(
        icon(name),
        type="button",
        title=label,
        class_name=f"{_classes(kind, large=False)} button-icon",
        custom_attrs={"aria-label": label} | attributes.pop("custom_attrs", {}),
        **attributes,
    )


def _face(icon_name: str | None) -> rx.Component:
    return icon(icon_name) if icon_name else rx.fragment()


def _classes(kind: Kind, *, large: bool) -> str:
    return f"button button-{kind}" + (" button-large" if large else "")
