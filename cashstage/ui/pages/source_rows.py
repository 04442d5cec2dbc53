"""The rows of a data source under their time bar: now, or as they were."""

from __future__ import annotations

import reflex as rx

from cashstage.ui.components.browser import ago, draft
from cashstage.ui.components.button import button, icon_button
from cashstage.ui.components.label import notice
from cashstage.ui.components.placeholder import failed, skeleton
from cashstage.ui.components.sheet_rows import sheet_rows
from cashstage.ui.pages.source_parts import when_read
from cashstage.ui.states.source_rows import ROWS_PER_PAGE, SourceRowsState


def rows() -> rx.Component:
    """A page of rows; the time bar is tinted while they are of the past."""
    return when_read(
        rx.cond(
            SourceRowsState.loaded,
            rx.el.div(
                _time_bar(),
                notice(SourceRowsState.notice),
                rx.cond(SourceRowsState.problem, _failed(), _table()),
                class_name="source-rows appear",
            ),
            skeleton("source-rows-skeleton"),
        )
    )


def _time_bar() -> rx.Component:
    past = SourceRowsState.as_of != ""
    return rx.el.div(
        icon_button(
            "chevron-left",
            "Snapshot before",
            disabled=SourceRowsState.earlier == "",
            on_click=SourceRowsState.show_at(SourceRowsState.earlier),
        ),
        rx.el.label(
            rx.el.span("As of", class_name="text-muted"),
            draft(
                SourceRowsState.picked,
                type="datetime-local",
                on_commit=SourceRowsState.choose,
                max="9999-12-31T23:59",
                class_name="control control-inline",
                custom_attrs={"step": "1", "title": SourceRowsState.time_zone},
            ),
            class_name="time-bar-moment",
        ),
        icon_button(
            "chevron-right",
            "Snapshot after",
            disabled=SourceRowsState.later == "",
            on_click=SourceRowsState.show_at(SourceRowsState.later),
        ),
        rx.el.p(
            rx.cond(
                past,
                rx.cond(
                    SourceRowsState.taken_at,
                    rx.fragment("Rows as they were, read ", ago(SourceRowsState.taken_at)),
                ),
                rx.fragment("Now: read ", ago(SourceRowsState.taken_at)),
            ),
            role="status",
            class_name="time-bar-words",
        ),
        rx.cond(SourceRowsState.busy, rx.el.span(class_name="spinner")),
        rx.cond(
            past,
            button("Back to now", icon_name="history", on_click=SourceRowsState.back_to_now),
        ),
        role="group",
        class_name="time-bar",
        custom_attrs={"aria-label": "Moment", "data-past": rx.cond(past, "true", "false")},
    )


def _table() -> rx.Component:
    return rx.fragment(
        sheet_rows("Rows", SourceRowsState.heads, SourceRowsState.cells),
        rx.el.div(
            rx.el.p(SourceRowsState.range_words, role="status", class_name="tabular-nums"),
            rx.cond(
                SourceRowsState.row_count > ROWS_PER_PAGE,
                rx.fragment(
                    icon_button(
                        "chevron-left",
                        "Rows before",
                        disabled=SourceRowsState.offset == 0,
                        on_click=SourceRowsState.previous_page,
                    ),
                    icon_button(
                        "chevron-right",
                        "Rows after",
                        disabled=~SourceRowsState.has_more,
                        on_click=SourceRowsState.next_page,
                    ),
                ),
            ),
            class_name="rows-pages",
        ),
    )


def _failed() -> rx.Component:
    return failed(
        SourceRowsState.problem,
        rx.cond(
            SourceRowsState.as_of,
            button("Show the newest rows", on_click=SourceRowsState.back_to_now),
            button("Try again", on_click=SourceRowsState.refresh),
        ),
    )
