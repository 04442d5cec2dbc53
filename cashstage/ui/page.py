"""What a page is, and how it is put into the application."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from cashstage.ui.states.notices import BellState
from cashstage.ui.states.session import SessionState

PRODUCT = "Mustache Cashstage"


@dataclass(frozen=True, slots=True)
class Page:
    """A route, its title, what it shows, and the handlers that fill it, in this order."""

    route: str
    title: str
    body: Callable[[], rx.Component]
    on_load: tuple[Any, ...] = ()
    open_to_all: bool = False


def add_page(app: rx.App, page: Page) -> None:
    """Registers the page; unless it is open to all, nobody gets past its first handler."""
    first = () if page.open_to_all else (SessionState.load, BellState.load)
    app.add_page(
        page.body,
        route=page.route,
        title=f"{page.title} · {PRODUCT}",
        on_load=[*first, *page.on_load],
    )
