"""Rows of a sheet under their names, types and meanings."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cashstage.ui.components.label import chip


def sheet_rows(
    caption: str, heads: rx.Var[list[Any]], rows: rx.Var[list[list[str]]]
) -> rx.Component:
    """`heads` have `name`, `type`, `meaning` and `number`; `rows` are texts in their order."""
    return rx.el.div(
        rx.el.table(
            rx.el.caption(caption, class_name="sr-only"),
            rx.el.thead(rx.el.tr(rx.foreach(heads, _head))),
            rx.el.tbody(rx.foreach(rows, lambda row: _row(row, heads))),
        ),
        class_name="sheet-rows",
        tab_index=0,
        role="region",
        custom_attrs={"aria-label": caption},
    )


def _head(head: rx.Var[Any]) -> rx.Component:
    return rx.el.th(
        head["name"],
        rx.el.div(
            chip(head["type"]),
            rx.cond(head["meaning"], chip(head["meaning"], accent=True)),
            class_name="chips",
        ),
        scope="col",
        class_name=rx.cond(head["number"], "number", ""),
    )


def _row(row: rx.Var[list[str]], heads: rx.Var[list[Any]]) -> rx.Component:
    return rx.el.tr(
        rx.foreach(
            row,
            lambda cell, index: rx.el.td(
                cell, class_name=rx.cond(heads[index]["number"], "number", "")
            ),
        )
    )
