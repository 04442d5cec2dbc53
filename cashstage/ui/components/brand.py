"""The product's mark."""

from __future__ import annotations

import reflex as rx

NAME = "Mustache Cashstage"
_PATH = (
    "M16 13.2c-2-2.5-5.3-3-7.4-1.1-1.5 1.4-1.5 3.3-3.7 3.7-1 .2-1.9-.2-2.9-.9.5 4.2 3.6 6.9 7.6 "
    "6.9 2.7 0 5-1.2 6.4-3.3 1.4 2.1 3.7 3.3 6.4 3.3 4 0 7.1-2.7 7.6-6.9-1 .7-1.9 1.1"
    "-2.9.9-2.2-.4-2.2-2.3-3.7-3.7-2.1-1.9-5.4-1.4-7.4 1.1z"
)


def mark(size: int = 22) -> rx.Component:
    """The mustache, in the colour of the text around it."""
    return rx.el.svg(
        rx.el.path(d=_PATH, fill="currentColor"),
        view_box="0 8 32 16",
        width=str(size),
        height=str(size // 2),
        custom_attrs={"aria-hidden": "true"},
    )
