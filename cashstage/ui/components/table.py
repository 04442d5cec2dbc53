"""Tables of records: few lines, numbers on the right, the first column names the row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and what stands under it, given the row."""

    title: str
    cell: Callable[[Any], Any]
    number: bool = False
    hidden_title: bool = False
    class_name: str = ""


def data_table(caption: str, rows: rx.Var[list[Any]], columns: Sequence[Column]) -> rx.Component:
    """`rows` is a state variable; the caption is read to those who can't see the page."""
    return rx.el.div(
        rx.el.table(
            rx.el.caption(caption, class_name="sr-only"),
            rx.el.thead(rx.el.tr(*(_heading(column) for column in columns))),
            rx.el.tbody(rx.foreach(rows, lambda row: _row(row, columns))),
            class_name="table",
        ),
        class_name="table-scroll card appear",
    )


def _heading(column: Column) -> rx.Component:
    title = rx.el.span(column.title, class_name="sr-only" if column.hidden_title else "")
    return rx.el.th(title, scope="col", class_name=_classes(column))


def _row(row: Any, columns: Sequence[Column]) -> rx.Component:
    first, *others = columns
    return rx.el.tr(
        rx.el.th(first.cell(row), scope="row", class_name=f"font-medium {_classes(first)}"),
        *(rx.el.td(column.cell(row), class_name=_classes(column)) for column in others),
    )


def _classes(column: Column) -> str:
    return f"{'number ' if column.number else ''}{column.class_name}".strip()
