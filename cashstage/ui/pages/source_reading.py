"""The part of a data source's settings that says what is read."""

from __future__ import annotations

import reflex as rx

from cashstage.ui.components.browser import upload_box
from cashstage.ui.components.button import button
from cashstage.ui.components.field import checkbox, select_field, text_field
from cashstage.ui.components.label import notice, save_indicator
from cashstage.ui.states.source_reading import SourceReadingState
from cashstage.ui.states.source_schedule import SourceScheduleState


def reading() -> rx.Component:
    """A form of what is read, and for files the place for a newer one."""
    return rx.fragment(
        _form(),
        rx.cond(
            SourceReadingState.is_file,
            rx.el.section(
                rx.el.h2("Newer file", class_name="text-14 font-semibold"),
                rx.el.p(
                    "It becomes the next snapshot; the history stays. Now: ",
                    SourceReadingState.file_name,
                    class_name="mb-3 text-13 text-muted",
                ),
                upload_box(
                    action=SourceReadingState.upload_address,
                    named=False,
                    on_done=SourceReadingState.uploaded,
                ),
                class_name="card p-4",
            ),
        ),
    )


def _form() -> rx.Component:
    return rx.el.form(
        rx.el.h2("What is read", class_name="mb-3 text-14 font-semibold"),
        rx.el.div(
            rx.cond(SourceReadingState.is_file, _sheet(), _cells()),
            text_field(
                "Header row",
                name="header",
                placeholder="Found by itself",
                hint="Such as 3, or 3-4 for two rows; 0 for none",
                default_value=SourceReadingState.header,
            ),
            class_name="grid gap-4 sm:grid-cols-2",
        ),
        rx.cond(
            ~SourceReadingState.is_file,
            checkbox(
                "Leave out hidden rows and columns",
                name="without_hidden",
                default_checked=SourceReadingState.without_hidden,
            ),
        ),
        notice(SourceReadingState.problem),
        notice(SourceReadingState.notice),
        rx.el.div(
            save_indicator(SourceReadingState.saved),
            button("Save and read again", type="submit"),
            class_name="mt-4 flex items-center justify-end gap-3",
        ),
        on_submit=[SourceReadingState.save, SourceScheduleState.load],
        class_name="card p-4",
        key=SourceReadingState.source_id + SourceReadingState.version.to_string(),
    )


def _cells() -> rx.Component:
    return rx.fragment(
        select_field(
            "Google account",
            SourceReadingState.accounts,
            name="account",
            default_value=SourceReadingState.account_id,
            hint="A colleague's account reads on when somebody leaves",
        ),
        text_field("Tab", name="tab", required=True, default_value=SourceReadingState.tab),
        text_field(
            "Range",
            name="range",
            placeholder="The whole tab",
            hint="Such as A1:H200, or the name of a range",
            default_value=SourceReadingState.cells,
        ),
    )


def _sheet() -> rx.Component:
    return rx.cond(
        SourceReadingState.sheets.length() > 1,
        select_field(
            "Sheet",
            SourceReadingState.sheets,
            name="sheet",
            default_value=SourceReadingState.sheet,
        ),
    )
