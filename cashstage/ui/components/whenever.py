"""Doing something when a value changes, while it is on the page."""

from __future__ import annotations

import reflex as rx

from cashstage.ui.browser_module import browser_module


class Whenever(rx.Component):
    """Calls `on_value` when it appears and whenever `value` becomes another; shows nothing.

    A `key` with `on_mount` would not do: Reflex runs the latter once for the whole page.
    """

    library = browser_module(__name__, "Whenever.jsx")
    tag = "Whenever"

    value: rx.Var[str]

    on_value: rx.EventHandler[rx.event.no_args_event_spec]


whenever = Whenever.create
