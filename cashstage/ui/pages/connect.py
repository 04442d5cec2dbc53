"""`/sources/new`: connect a spreadsheet, or upload a file."""

from __future__ import annotations

import reflex as rx

from cashstage.ui.components.browser import google_picker, upload_box
from cashstage.ui.components.button import button, icon_button, link_button
from cashstage.ui.components.field import checkbox, select_field, text_field
from cashstage.ui.components.label import notice
from cashstage.ui.components.placeholder import not_allowed, placeholder, skeleton, skeleton_rows
from cashstage.ui.components.searchable_list import searchable_list
from cashstage.ui.components.service_account import key_dialog
from cashstage.ui.components.sheet_rows import sheet_rows
from cashstage.ui.components.shell import page, shell
from cashstage.ui.components.tabs import segments
from cashstage.ui.page import Page
from cashstage.ui.states.connect import FILE, SHEET, ConnectState
from cashstage.ui.states.schedule_draft import CHOICES

CONSENT = "/api/auth/connect/google?next=/sources/new"
ANOTHER = f"{CONSENT}&another=true"


def _body() -> rx.Component:
    return shell(
        page(
            "Connect a source",
            rx.cond(
                ConnectState.loaded,
                rx.cond(
                    ConnectState.may_connect,
                    _ways(),
                    not_allowed("Only editors and admins connect data sources."),
                ),
                skeleton_rows(3, "h-24"),
            ),
            key_dialog(
                open=ConnectState.asking_for_key,
                on_close=ConnectState.forget_key,
                on_done=ConnectState.key_stored,
            ),
        ),
        current="/sources",
    )


def _ways() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            segments(
                "Where the data is",
                ((SHEET, "Google Sheet"), (FILE, "File")),
                ConnectState.origin,
                ConnectState.choose_origin,
            ),
            class_name="w-fit",
        ),
        notice(
            ConnectState.notice,
            icon_button("x", "Close this message", on_click=ConnectState.dismiss_notice),
        ),
        rx.cond(
            ConnectState.origin == FILE,
            _step(
                "Upload a file",
                upload_box(
                    action="/api/v1/data-sources/upload",
                    on_done=ConnectState.uploaded,
                ),
            ),
            rx.fragment(
                rx.foreach(ConnectState.lapsed, _lapsed),
                rx.foreach(ConnectState.lapsed_keys, _lapsed_key),
                rx.cond(ConnectState.accounts.length() > 0, _sheet(), _no_account()),
            ),
        ),
        class_name="steps",
    )


def _lapsed(email: rx.Var[str]) -> rx.Component:
    return notice(
        "Google no longer lets us read as " + email + ": consent was revoked or has expired.",
        link_button("Connect it again", ANOTHER),
        tone="warn",
    )


def _lapsed_key(email: rx.Var[str]) -> rx.Component:
    return notice(
        "Google no longer accepts the key of " + email + ".",
        button("Upload a new key", on_click=ConnectState.ask_for_key),
        tone="warn",
    )


def _no_account() -> rx.Component:
    return placeholder(
        "key-round",
        "Let us read your spreadsheets",
        rx.cond(
            ConnectState.picker_mode,
            "Google asks you once, and then shows you your Drive. We read what you pick there and "
            "nothing else, and you can take it back at any time.",
            "Google asks you once. We can only read, and you can take it back at any time.",
        ),
        rx.el.div(
            link_button("Connect a Google account", CONSENT, kind="primary", icon_name="log-in"),
            button("Use a service account", icon_name="bot", on_click=ConnectState.ask_for_key),
            class_name="flex flex-wrap justify-center gap-2",
        ),
    )


def _sheet() -> rx.Component:
    return rx.fragment(
        _spreadsheet(),
        rx.cond(
            ConnectState.spreadsheet_title,
            _range(),
            rx.cond(ConnectState.previewing, _range_to_come()),
        ),
        rx.cond(ConnectState.previewed, _name()),
    )


def _step(title: str, *children: rx.Component) -> rx.Component:
    return rx.el.section(rx.el.h2(title), *children, class_name="step card")


def _spreadsheet() -> rx.Component:
    return _step(
        "Spreadsheet",
        rx.el.div(
            select_field(
                "Google account",
                ConnectState.accounts,
                name="account",
                value=ConnectState.account_id,
                on_change=ConnectState.choose_account,
            ),
            link_button("Another account", ANOTHER, icon_name="plus"),
            button("Service account", icon_name="bot", on_click=ConnectState.ask_for_key),
            class_name="flex flex-wrap items-end gap-2",
        ),
        rx.cond(ConnectState.picking, _picker()),
        text_field(
            rx.cond(ConnectState.picking, "Or paste its address", "Paste its address"),
            name="address",
            placeholder="https://docs.google.com/spreadsheets/d/…",
            key="address" + ConnectState.picks.to_string(),
            default_value=ConnectState.address,
            on_change=ConnectState.paste.debounce(300),
            error=ConnectState.spreadsheet_problem,
            autocomplete="off",
        ),
        notice(ConnectState.account_problem),
        rx.cond(ConnectState.picking, rx.fragment(), _list()),
    )


def _picker() -> rx.Component:
    return rx.el.div(
        google_picker(ConnectState.account_id, on_pick=ConnectState.choose_picked),
        rx.cond(
            ConnectState.chosen,
            rx.el.p(
                "Chosen: ",
                rx.el.strong(ConnectState.chosen, class_name="font-medium"),
                role="status",
                class_name="text-13 text-muted min-w-0 truncate",
            ),
            rx.el.p(
                "Google shows your spreadsheets; we see the one you choose.",
                class_name="text-13 text-muted",
            ),
        ),
        class_name="picked",
    )


def _list() -> rx.Component:
    return searchable_list(
        "Or pick it from the list",
        ConnectState.found,
        name="spreadsheet",
        selected=ConnectState.spreadsheet_id,
        on_search=ConnectState.search,
        on_select=ConnectState.choose_spreadsheet,
        empty=rx.cond(
            ConnectState.searching,
            "Looking…",
            rx.cond(
                ConnectState.account_problem,
                "The list can't be read.",
                "This account has no such spreadsheet.",
            ),
        ),
        placeholder="Search by name",
    )


def _range() -> rx.Component:
    return _step(
        "Cells",
        rx.el.div(
            select_field(
                "Tab",
                ConnectState.tabs,
                name="tab",
                value=ConnectState.tab,
                on_change=ConnectState.choose_tab,
            ),
            text_field(
                "Range",
                name="range",
                placeholder="The whole tab",
                hint="Such as A1:H200, or the name of a range",
                list="named-ranges",
                default_value=ConnectState.cells,
                key="range" + ConnectState.tab,
                on_blur=ConnectState.set_cells,
            ),
            text_field(
                "Header row",
                name="header",
                placeholder="Found by itself",
                hint="Such as 3, or 3-4 for two rows; 0 for none",
                default_value=ConnectState.header_row,
                key="header" + ConnectState.tab,
                on_blur=ConnectState.set_header_row,
            ),
            class_name="step-fields",
        ),
        rx.el.datalist(
            rx.foreach(ConnectState.named_ranges, lambda name: rx.el.option(value=name)),
            id="named-ranges",
        ),
        checkbox(
            "Leave out hidden rows and columns",
            checked=~ConnectState.include_hidden,
            on_change=ConnectState.toggle_hidden,
        ),
        notice(ConnectState.preview_problem),
        rx.cond(
            ConnectState.previewing,
            skeleton("h-[420px]"),
            rx.cond(ConnectState.previewed, _preview()),
        ),
    )


def _range_to_come() -> rx.Component:
    return _step("Cells", skeleton("h-[76px]"), skeleton("h-[420px]"))


def _preview() -> rx.Component:
    return rx.el.div(
        sheet_rows("The first rows, as they will be read", ConnectState.heads, ConnectState.rows),
        rx.foreach(
            ConnectState.notes, lambda note: rx.el.p(note, class_name="mt-2 text-12 text-muted")
        ),
        class_name="min-w-0",
    )


def _name() -> rx.Component:
    return rx.el.form(
        rx.el.h2("Name and refresh"),
        rx.el.div(
            text_field(
                "Name",
                name="name",
                key="name" + ConnectState.spreadsheet_id + ConnectState.tab,
                default_value=ConnectState.name,
                on_blur=ConnectState.set_name,
                max_length=200,
            ),
            select_field(
                "Refresh",
                CHOICES,
                name="schedule",
                value=ConnectState.schedule,
                on_change=ConnectState.set_schedule,
                hint="Edits of the sheet are fetched within seconds in any case; the settings "
                "offer more",
            ),
            rx.cond(
                ConnectState.at_a_time,
                text_field(
                    "At",
                    name="at",
                    type="time",
                    default_value=ConnectState.at,
                    on_change=ConnectState.set_time,
                    hint="In the organization's time zone",
                ),
            ),
            class_name="step-fields",
        ),
        notice(ConnectState.save_problem),
        rx.el.div(
            button("Connect", kind="primary", type="submit", busy=ConnectState.saving),
            class_name="flex justify-end",
        ),
        on_submit=ConnectState.save,
        class_name="step card",
    )


PAGE = Page("/sources/new", "Connect a source", _body, on_load=(ConnectState.load,))
