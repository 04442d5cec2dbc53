"""The side of a data source that editors see: its name, its refreshing, its end."""

from __future__ import annotations

import reflex as rx

from cashstage.ui.components.browser import dialog, dialog_actions
from cashstage.ui.components.button import button
from cashstage.ui.components.field import text_field
from cashstage.ui.components.label import save_indicator
from cashstage.ui.pages.source_history import history
from cashstage.ui.pages.source_reading import reading
from cashstage.ui.pages.source_retention import retention
from cashstage.ui.pages.source_schedule import schedule
from cashstage.ui.states.source import SourceState
from cashstage.ui.states.source_reading import SourceReadingState
from cashstage.ui.states.source_schedule import SourceScheduleState


def settings() -> rx.Component:
    """A form for what can be changed, and the way to delete."""
    return rx.el.div(
        _form(),
        rx.cond(~SourceState.is_file, schedule()),
        reading(),
        history(),
        retention(),
        _end(),
        class_name="source-settings appear",
    )


def deletion() -> rx.Component:
    """The dialog that wants the name typed before everything is gone."""
    return dialog(
        "Delete this data source",
        rx.el.form(
            rx.el.p(
                "All its snapshots are deleted with it. Widgets that show it stay and say that it "
                "is gone. This can't be undone.",
                class_name="mb-4 text-14 text-muted",
            ),
            text_field(
                "Type “" + SourceState.name + "” to delete it",
                name="typed_name",
                auto_focus=True,
                auto_complete="off",
                required=True,
                error=SourceState.delete_problem,
            ),
            dialog_actions(
                button("Keep it", kind="quiet", on_click=SourceState.keep),
                button("Delete", kind="danger", type="submit"),
            ),
            on_submit=SourceState.delete,
        ),
        open=SourceState.deleting,
        on_close=SourceState.keep,
    )


def _form() -> rx.Component:
    return rx.el.form(
        text_field(
            "Name",
            name="name",
            default_value=SourceState.name,
            max_length=200,
            required=True,
        ),
        rx.el.div(
            save_indicator(SourceState.saved),
            button("Save", kind="primary", type="submit"),
            class_name="mt-4 flex items-center justify-end gap-3",
        ),
        # The version that the other forms have seen grows with this one.
        on_submit=[SourceState.save, SourceReadingState.load, SourceScheduleState.load],
        class_name="card p-4",
        key=SourceState.version.to_string(),
    )


def _end() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2("Delete", class_name="text-14 font-semibold"),
            rx.el.p(
                "Removes the data source and every snapshot of it.",
                class_name="text-13 text-muted",
            ),
        ),
        button("Delete this source", kind="danger", on_click=SourceState.ask_to_delete),
        class_name="card p-4 flex flex-wrap items-center justify-between gap-3",
    )
