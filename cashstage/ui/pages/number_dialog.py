"""The dialog behind a number of a dashboard."""

from __future__ import annotations

import reflex as rx

from cashstage.ui.components.browser import ago, dialog, dialog_actions
from cashstage.ui.components.button import button, icon, link
from cashstage.ui.components.label import notice
from cashstage.ui.components.placeholder import skeleton
from cashstage.ui.components.sheet_rows import sheet_rows
from cashstage.ui.components.tabs import segments
from cashstage.ui.states.number import EXPLAIN, ROWS, NumberState, Part

_VIEWS = ((EXPLAIN, "Explanation"), (ROWS, "Rows"))


def number_dialog() -> rx.Component:
    """How a number comes about, and the rows behind it."""
    return dialog(
        NumberState.title,
        rx.el.div(
            rx.el.p(
                rx.cond(NumberState.group, NumberState.group, "All that the widget counts"),
                class_name="text-13 text-muted min-w-0 break-words",
            ),
            segments("What is shown", _VIEWS, NumberState.view, NumberState.show),
            class_name="flex flex-wrap items-center justify-between gap-2 mb-4",
        ),
        notice(NumberState.problem, tone="warn"),
        rx.cond(
            NumberState.loading,
            skeleton("h-[280px]"),
            rx.cond(NumberState.view == ROWS, _rows(), _explanation()),
        ),
        dialog_actions(button("Close", kind="primary", on_click=NumberState.close)),
        open=NumberState.widget_id != "",
        on_close=NumberState.close,
        wide=True,
    )


def _explanation() -> rx.Component:
    return rx.cond(
        NumberState.formula,
        rx.el.div(
            rx.el.div(
                rx.el.p(NumberState.label, class_name="text-13 text-muted"),
                rx.el.p(NumberState.value, class_name="number-value"),
            ),
            rx.el.div(
                rx.el.p(NumberState.words, ".", class_name="text-13 mb-2"),
                rx.el.p(NumberState.formula, class_name="number-formula"),
            ),
            rx.el.dl(rx.foreach(NumberState.parts, _part), class_name="number-parts"),
            _origin(),
            class_name="grid gap-4",
        ),
    )


def _part(part: rx.Var[Part]) -> rx.Component:
    return rx.fragment(rx.el.dt(part["label"]), rx.el.dd(part["value"]))


def _origin() -> rx.Component:
    return rx.el.dl(
        rx.el.dt("Rows"),
        rx.el.dd(NumberState.row_count.to_string()),
        rx.el.dt("Data source"),
        rx.el.dd(link(NumberState.source, to="/sources/" + NumberState.source_id)),
        rx.el.dt("Read"),
        rx.el.dd(ago(NumberState.taken_at)),
        rx.el.dt("From"),
        rx.el.dd(
            rx.cond(
                NumberState.place_url,
                rx.el.a(
                    NumberState.place,
                    icon("external-link", 14),
                    href=NumberState.place_url,
                    target="_blank",
                    rel="noopener",
                    class_name="inline-flex items-center gap-1",
                ),
                NumberState.place,
            )
        ),
        class_name="number-facts",
    )


def _rows() -> rx.Component:
    return rx.cond(
        NumberState.rows.length() > 0,
        rx.el.div(
            rx.el.p(
                NumberState.row_count.to_string(),
                rx.cond(NumberState.row_count == 1, " row", " rows"),
                class_name="text-13 text-muted mb-2",
            ),
            sheet_rows("Rows behind the number", NumberState.heads, NumberState.rows),
            rx.cond(
                NumberState.more,
                rx.el.div(
                    button("Show more", on_click=NumberState.show_more),
                    class_name="text-center mt-3",
                ),
            ),
            class_name="min-w-0",
        ),
        rx.el.p("No rows are behind this number.", class_name="text-muted"),
    )
