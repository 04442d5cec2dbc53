"""Whatever address there is no page for."""

from __future__ import annotations

import reflex as rx

from cashstage.ui.components.button import link_button
from cashstage.ui.components.placeholder import placeholder
from cashstage.ui.page import Page


def _body() -> rx.Component:
    return rx.el.main(
        placeholder(
            "map-pin-off",
            "There is no page here",
            "The address may be mistyped, or what it led to was deleted.",
            link_button("All dashboards", "/", kind="primary"),
        ),
        class_name="grid min-h-dvh place-items-center p-6",
    )


PAGE = Page("404", "Not found", _body, open_to_all=True)
