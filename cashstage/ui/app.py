"""The Reflex application: pages, stylesheets, and what is shown around every page."""

from __future__ import annotations

from collections.abc import Callable

import reflex as rx
from starlette.types import ASGIApp

from cashstage.ui.components.frame import connection_banner, error_boundary
from cashstage.ui.components.shell import loading_page
from cashstage.ui.many_processes import correct
from cashstage.ui.page import add_page
from cashstage.ui.pages import PAGES
from cashstage.ui.states.session import Forget
from cashstage.ui.theme import FONT, STYLESHEETS


def create_app(serve: Callable[[ASGIApp], ASGIApp]) -> rx.App:
    """All pages; `serve` puts the rest of the web process around them when it starts."""
    app = rx.App(
        stylesheets=STYLESHEETS,
        reset_style=False,
        html_lang="en",
        hydrate_fallback=loading_page,
        # Reflex's own would bring a toast library that needs eval, and speak in its voice.
        toaster=None,
        app_wraps={
            (55, "ErrorBoundary"): lambda _: error_boundary(),
            (5, "ConnectionBanner"): lambda _: connection_banner(),
        },
        head_components=[
            rx.el.link(rel="icon", type="image/svg+xml", href="/favicon.svg"),
            rx.el.link(
                rel="preload",
                href=FONT,
                custom_attrs={"as": "font", "type": "font/woff2", "crossOrigin": "anonymous"},
            ),
            rx.el.script(src="/rail.js"),
        ],
        api_transformer=serve,
    )
    correct(app)
    app.add_middleware(Forget())
    for page in PAGES:
        add_page(app, page)
    return app
