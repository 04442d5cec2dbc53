"""Choosing the columns that tell the rows of a table apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import reflex as rx
from reflex.event import EventType


def row_key(
    candidates: rx.Var[list[list[str]]],
    chosen: rx.Var[list[str]],
    toggle: Callable[[rx.Var[str]], EventType[()]],
    *,
    proposed: rx.Var[bool],
    class_name: str,
) -> rx.Component:
    """A box for each candidate, an id and a name; says when the choice is our proposal."""

    def box(candidate: rx.Var[Any]) -> rx.Component:
        return rx.el.label(
            rx.el.input(
                type="checkbox",
                checked=chosen.contains(candidate[0]),
                on_change=toggle(candidate[0]),
            ),
            rx.el.span(candidate[1]),
            class_name="choice",
        )

    words = "Rows are told apart by"
    return rx.el.fieldset(
        rx.el.legend(
            rx.cond(proposed, f"{words} (proposed)", words), class_name="text-13 text-muted"
        ),
        rx.foreach(candidates, box),
        class_name=class_name,
    )
