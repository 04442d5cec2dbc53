"""The dialog that shows what changed from one snapshot to the next."""

from __future__ import annotations

import reflex as rx

from cashstage.ui.components.browser import ago, dialog, dialog_actions
from cashstage.ui.components.button import button
from cashstage.ui.components.label import chip, notice
from cashstage.ui.components.placeholder import skeleton
from cashstage.ui.components.row_key import row_key
from cashstage.ui.states.source_diff import ChangedColumn, ChangedRow, SourceDiffState


def comparison() -> rx.Component:
    """Counts, columns, rows; the columns that tell rows apart can be chosen."""
    return dialog(
        "What changed",
        notice(SourceDiffState.problem),
        rx.cond(
            SourceDiffState.comparing,
            skeleton("h-[320px]"),
            rx.cond(SourceDiffState.counts.length() > 0, _answer()),
        ),
        dialog_actions(button("Close", kind="primary", on_click=SourceDiffState.close)),
        open=SourceDiffState.after != "",
        on_close=SourceDiffState.close,
        wide=True,
    )


def _answer() -> rx.Component:
    return rx.el.div(
        rx.el.p(
            "Read ",
            ago(SourceDiffState.taken_at),
            ", compared with the one read ",
            ago(SourceDiffState.before_taken_at),
            ".",
            class_name="text-13 text-muted",
        ),
        rx.el.div(
            rx.foreach(SourceDiffState.counts, _count),
            class_name="mt-2 flex flex-wrap gap-2",
        ),
        _keys(),
        rx.cond(SourceDiffState.columns.length() > 0, _columns()),
        rx.cond(SourceDiffState.restated.length() > 0, _restated()),
        rx.el.ol(rx.foreach(SourceDiffState.rows, _row), class_name="changes"),
        rx.cond(
            SourceDiffState.more,
            rx.el.div(
                button("Show more", on_click=SourceDiffState.show_more), class_name="text-center"
            ),
        ),
        class_name="min-w-0",
    )


def _count(words: rx.Var[str]) -> rx.Component:
    return chip(words)


def _keys() -> rx.Component:
    return row_key(
        SourceDiffState.candidates,
        SourceDiffState.keys,
        SourceDiffState.toggle_key,
        proposed=SourceDiffState.proposed,
        class_name="mt-3 flex flex-wrap gap-x-4",
    )


def _columns() -> rx.Component:
    return rx.el.ul(rx.foreach(SourceDiffState.columns, _column), class_name="changed-columns")


def _column(column: rx.Var[ChangedColumn]) -> rx.Component:
    return rx.el.li(
        rx.el.span(column["name"], class_name="font-medium"),
        rx.el.span(column["cells"], class_name="text-muted"),
        rx.el.span(column["difference"], class_name="tabular-nums"),
    )


def _restated() -> rx.Component:
    return rx.el.section(
        rx.el.h3("Past days whose numbers changed", class_name="text-13 font-semibold"),
        rx.el.ul(
            rx.foreach(
                SourceDiffState.restated,
                lambda one: rx.el.li(
                    rx.el.span(one["day"], class_name="tabular-nums text-muted"),
                    rx.el.span(one["change"]),
                ),
            ),
            class_name="restated",
        ),
        rx.el.p(SourceDiffState.restated_more, class_name="text-12 text-muted"),
        class_name="mt-3",
    )


def _row(row: rx.Var[ChangedRow]) -> rx.Component:
    return rx.el.li(
        rx.el.span(row["word"], class_name="change-kind", custom_attrs={"data-kind": row["kind"]}),
        rx.el.div(
            rx.el.p(row["key"], class_name="font-medium break-words"),
            rx.foreach(row["cells"], lambda cell: rx.el.p(cell, class_name="text-muted")),
            class_name="min-w-0",
        ),
    )
