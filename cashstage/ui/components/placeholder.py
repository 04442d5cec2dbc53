"""What stands where content is not: loading, empty, failed, not allowed."""

from __future__ import annotations

import reflex as rx

from cashstage.ui.components.button import Text, icon


def skeleton(class_name: str) -> rx.Component:
    """A grey shape in the final size, so nothing moves when the content comes."""
    return rx.el.div(class_name=f"skeleton {class_name}", custom_attrs={"aria-hidden": "true"})


def skeleton_rows(count: int, class_name: str = "h-11") -> rx.Component:
    """Several shapes under each other."""
    return rx.el.div(
        *(skeleton(class_name) for _ in range(count)),
        role="status",
        class_name="grid gap-2",
        custom_attrs={"aria-label": "Loading"},
    )


def placeholder(icon_name: str, title: Text, text: Text, *actions: rx.Component) -> rx.Component:
    """What there is not, why, and what to do: one icon, one line, one sentence, a few buttons."""
    return rx.el.div(
        rx.el.div(icon(icon_name, 28), class_name="text-muted"),
        rx.el.h2(title, class_name="text-16 font-semibold mt-1"),
        rx.el.p(text, class_name="max-w-[46ch] text-14 text-muted"),
        rx.el.div(*actions, class_name="placeholder-actions") if actions else rx.fragment(),
        class_name="placeholder appear",
    )


def failed(text: Text, *actions: rx.Component) -> rx.Component:
    """It could not be shown; `text` says what happened, the actions what to do."""
    return placeholder("circle-alert", "This can't be shown", text, *actions)


def not_allowed(text: Text) -> rx.Component:
    """The role does not reach this far."""
    return placeholder("lock", "You can't see this page", text)
