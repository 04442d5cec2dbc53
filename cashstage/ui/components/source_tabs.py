"""The two lists of what can be asked: sources, and blends of them."""

from __future__ import annotations

import reflex as rx

from cashstage.ui.components.button import link

_PLACES = (("Data sources", "/sources"), ("Blends", "/blends"))


def source_tabs(current: str) -> rx.Component:
    """Links from one list to the other; `current` is the path of the one that is shown."""
    return rx.el.nav(
        *(
            link(
                title,
                to=path,
                class_name="tab",
                custom_attrs={"aria-current": "page"} if path == current else {},
            )
            for title, path in _PLACES
        ),
        class_name="tabs",
        custom_attrs={"aria-label": "Kinds of sources"},
    )
