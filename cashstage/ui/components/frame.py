"""Around every page: what is said when the connection or the page itself breaks."""

from __future__ import annotations

import reflex as rx
from reflex_base.vars.function import ArgsFunctionOperation
from reflex_components_core.base.error_boundary import ErrorBoundary
from reflex_components_core.core.banner import has_connection_errors

from cashstage.ui.components.button import icon, link


def connection_banner() -> rx.Component:
    """Says that the websocket is gone, after a moment, and that nothing has to be done."""
    said = rx.cond(
        has_connection_errors,
        rx.el.div(
            icon("cloud-off"),
            "The connection is gone; trying again. What you see may be out of date.",
            class_name="banner",
        ),
    )
    # The page is put inside of what is returned, and a page is no status.
    return rx.fragment(rx.el.div(said, role="status"))


def error_boundary() -> rx.Component:
    """Replaces a page whose code failed in the browser."""
    fallback = rx.el.main(
        rx.el.div(
            rx.el.h1("This page stopped working", class_name="text-20 font-semibold"),
            rx.el.p(
                "Your data is safe. Load the page again; if it happens twice, tell your admin.",
                class_name="text-muted max-w-[46ch]",
            ),
            link("Load again", to="", reload_document=True, class_name="button button-primary"),
            class_name="placeholder min-h-dvh",
        )
    )
    return ErrorBoundary.create(
        fallback_render=ArgsFunctionOperation.create(("event_args",), rx.Var.create(fallback))
    )
