"""What changed from snapshot to snapshot, and the setting that keeps rows which leave."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cashstage.models import SourceMode
from cashstage.ui.components.browser import ago, dialog, dialog_actions
from cashstage.ui.components.button import button, icon
from cashstage.ui.components.label import notice, save_indicator
from cashstage.ui.components.placeholder import skeleton
from cashstage.ui.components.table import Column, data_table
from cashstage.ui.states.source import SourceState
from cashstage.ui.states.source_history import SourceHistoryState
from cashstage.ui.states.source_restated import RestatedLine, SourceRestatedState
from cashstage.ui.states.source_view import SnapshotLine


def change(line: rx.Var[SnapshotLine]) -> rx.Component:
    """How a snapshot differs from the one before, with the way to its restated days."""
    return rx.el.span(
        rx.el.span(line["change"]),
        rx.cond(
            line["restated"],
            rx.el.button(
                icon("history", 12),
                line["restated"],
                type="button",
                title="Show which days",
                on_click=SourceRestatedState.open(line["id"]),
                class_name="restated-link",
            ),
        ),
        class_name="change-words",
    )


def newest_change() -> rx.Component:
    """The same of the newest snapshot, among the facts of the source."""
    return rx.cond(
        SourceState.has_data,
        rx.el.li(
            icon("git-compare-arrows", 14),
            rx.cond(
                SourceState.snapshots.length() > 0,
                change(SourceState.snapshots[0]),
                skeleton("h-4 w-40"),
            ),
        ),
    )


def restated() -> rx.Component:
    """The dialog with the past days whose numbers a snapshot has changed."""
    state = SourceRestatedState
    return dialog(
        "Past days with other numbers",
        notice(state.problem),
        rx.cond(state.loading, skeleton("h-[240px]")),
        rx.cond(
            state.days.length() > 0,
            rx.el.div(
                rx.el.p(
                    state.summary,
                    " by the refresh ",
                    ago(state.taken_at),
                    ". Sums of each day, before and after.",
                    class_name="mb-3 text-13 text-muted",
                ),
                rx.el.div(
                    data_table(
                        "Days, and their sums before and after",
                        state.days,
                        [
                            Column("Day", _day, class_name="whitespace-nowrap"),
                            Column("Column", lambda one: one["column"]),
                            Column("Before", lambda one: one["before"], number=True),
                            Column("After", lambda one: one["after"], number=True),
                            Column("Change", lambda one: one["difference"], number=True),
                        ],
                    ),
                    class_name="restated-days",
                ),
                rx.el.p(state.more, class_name="mt-2 text-12 text-muted"),
            ),
        ),
        dialog_actions(button("Close", kind="primary", on_click=state.close)),
        open=state.snapshot != "",
        on_close=state.close,
        wide=True,
    )


def _day(line: rx.Var[RestatedLine]) -> rx.Component:
    """The day, and where the table is too narrow for a column of its own, what was summed."""
    return rx.fragment(line["day"], rx.el.span(line["column"], class_name="restated-column"))


def history() -> rx.Component:
    """The card of the settings that decides about rows which leave the table."""
    state = SourceHistoryState
    return rx.el.section(
        rx.el.h2("Rows that leave the table", class_name="text-14 font-semibold"),
        rx.cond(
            SourceState.has_data,
            _choice(),
            rx.el.p(
                "Can be set when the table has been read once.",
                class_name="mt-1 text-13 text-muted",
            ),
        ),
        notice(state.problem),
        class_name="card p-4",
    )


def _choice() -> rx.Component:
    state = SourceHistoryState
    return rx.fragment(
        rx.el.fieldset(
            rx.el.legend("What a refresh does with rows that left", class_name="sr-only"),
            _mode(SourceMode.REPLACE, "Replace", "Each refresh shows the sheet as it is."),
            _mode(
                SourceMode.ACCUMULATE,
                "Accumulate",
                "Rows that leave the sheet are kept, so that a window of days grows to a history.",
            ),
            class_name="mt-2 grid gap-1",
        ),
        rx.cond(state.mode == SourceMode.ACCUMULATE, _keys()),
        rx.el.div(
            rx.cond(
                state.outcome,
                rx.fragment(
                    rx.el.p(
                        state.outcome,
                        rx.cond(
                            (state.mode == SourceMode.ACCUMULATE)
                            & (state.saved_mode != SourceMode.ACCUMULATE),
                            " It starts from the newest snapshot.",
                            "",
                        ),
                    ),
                    rx.el.p(state.repeats),
                ),
                skeleton("h-9"),
            ),
            class_name="history-outcome",
            custom_attrs={"aria-live": "polite", "aria-busy": state.looking},
        ),
        rx.el.div(
            save_indicator(state.saved),
            button(
                "Save and refresh",
                busy=state.looking,
                disabled=_nothing_to_save(),
                on_click=state.save,
            ),
            class_name="mt-4 flex items-center justify-end gap-3",
        ),
    )


def _nothing_to_save() -> rx.Var[bool]:
    state = SourceHistoryState
    accumulates = state.mode == SourceMode.ACCUMULATE
    unchanged = (state.mode == state.saved_mode) & (
        ~accumulates | (state.keys.join(" ") == state.saved_keys.join(" "))
    )
    return unchanged | (accumulates & (state.keys.length() == 0))


def _mode(mode: SourceMode, title: str, note: str) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="radio",
            name="history-mode",
            value=str(mode),
            checked=SourceHistoryState.mode == str(mode),
            on_change=SourceHistoryState.choose(str(mode)),
        ),
        rx.el.span(
            rx.el.span(title, class_name="block font-medium"),
            rx.el.span(note, class_name="choice-note"),
        ),
        class_name="choice",
    )


def _keys() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(
            rx.cond(
                SourceHistoryState.proposed,
                "Rows are told apart by (proposed)",
                "Rows are told apart by",
            ),
            class_name="text-13 text-muted",
        ),
        rx.foreach(SourceHistoryState.candidates, _key),
        class_name="history-keys",
    )


def _key(candidate: rx.Var[Any]) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            checked=SourceHistoryState.keys.contains(candidate[0]),
            on_change=SourceHistoryState.toggle_key(candidate[0]),
        ),
        rx.el.span(candidate[1]),
        class_name="choice",
    )
