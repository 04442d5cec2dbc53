"""The organization's connections: accounts, owners, and what can be done with them."""

from __future__ import annotations

import reflex as rx

from cashstage.ui.components.browser import dialog, dialog_actions, google_picker
from cashstage.ui.components.button import button, icon, icon_button, link, link_button
from cashstage.ui.components.field import select_field
from cashstage.ui.components.label import badge, notice, progress
from cashstage.ui.components.menu import menu, menu_item, menu_rule
from cashstage.ui.components.placeholder import placeholder, skeleton_rows
from cashstage.ui.components.service_account import key_dialog
from cashstage.ui.components.table import Column, data_table
from cashstage.ui.states.connections import ConnectionRow, ConnectionsState, StayedRow

ANOTHER = "/api/auth/connect/google?next=/organization&another=true"
_ROOMY = "max-sm:hidden"


def connections_section() -> rx.Component:
    """Every connection with its owner, and the forms that hand over, move and remove."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2("Connections", class_name="text-16 font-semibold"),
            rx.cond(ConnectionsState.may_connect, _new()),
            class_name="mb-2 flex flex-wrap items-center justify-between gap-2 min-h-[34px]",
        ),
        _told(notice(ConnectionsState.notice, _close())),
        _told(notice(ConnectionsState.done, tone="info")),
        rx.cond(
            ConnectionsState.loaded,
            rx.cond(ConnectionsState.rows.length() > 0, _table(), _none()),
            skeleton_rows(2, "h-14"),
        ),
        rx.cond(ConnectionsState.moving_id, _moving()),
        _handing(),
        _removing(),
        key_dialog(
            open=ConnectionsState.asking_for_key,
            on_close=ConnectionsState.forget_key,
            on_done=ConnectionsState.key_stored,
        ),
        id="connections",
    )


def _told(message: rx.Component) -> rx.Component:
    return rx.el.div(message, class_name="mb-2 empty:mb-0")


def _close() -> rx.Component:
    return icon_button("x", "Close this message", on_click=ConnectionsState.dismiss_notice)


def _new() -> rx.Component:
    return rx.el.div(
        link_button("Google account", ANOTHER, icon_name="plus"),
        button("Service account", icon_name="bot", on_click=ConnectionsState.ask_for_key),
        class_name="flex flex-wrap gap-2",
    )


def _none() -> rx.Component:
    return placeholder(
        "key-round",
        "No account is connected",
        "Spreadsheets are read on behalf of a Google account or of a service account. Files need "
        "none.",
    )


def _table() -> rx.Component:
    return data_table(
        "Connections of the organization",
        ConnectionsState.rows,
        [
            Column("Account", _account, class_name="sm:min-w-48"),
            Column("Owner", _owner, class_name=_ROOMY),
            Column("Sources", lambda row: row.sources, number=True, class_name=_ROOMY),
            Column("State", _state, class_name=_ROOMY),
            Column("Actions", _actions, hidden_title=True, number=True),
        ],
    )


def _account(row: rx.Var[ConnectionRow]) -> rx.Component:
    return rx.el.div(
        rx.el.span(row.email, class_name="block break-words [overflow-wrap:anywhere]"),
        rx.el.span(row.kind, class_name="block text-12 font-normal text-muted"),
        rx.el.div(
            rx.el.p(
                _owner(row), " · ", _count(row), class_name="text-12 font-normal text-muted mb-1"
            ),
            _state(row),
            class_name="sm:hidden mt-1",
        ),
    )


def _count(row: rx.Var[ConnectionRow]) -> rx.Component:
    return rx.fragment(row.sources, rx.cond(row.sources == 1, " source", " sources"))


def _owner(row: rx.Var[ConnectionRow]) -> rx.Component:
    return rx.cond(row.owner, rx.fragment(row.owner), rx.el.span("Nobody", class_name="text-muted"))


def _state(row: rx.Var[ConnectionRow]) -> rx.Component:
    return rx.el.div(
        badge(row.badge, row.state),
        rx.cond(
            row.reason,
            rx.el.p(row.reason, class_name="mt-0.5 text-12 font-normal text-muted max-w-[48ch]"),
        ),
    )


def _actions(row: rx.Var[ConnectionRow]) -> rx.Component:
    menu_id = "connection-" + row.id
    hand_over = menu_item(
        "Hand over",
        menu_id=menu_id,
        icon_name="user-check",
        on_click=ConnectionsState.ask_for_owner(row.id),
    )
    move = menu_item(
        "Move sources",
        menu_id=menu_id,
        icon_name="arrow-right-left",
        on_click=ConnectionsState.ask_where_to(row.id),
    )
    remove = menu_item(
        "Remove",
        menu_id=menu_id,
        icon_name="trash-2",
        on_click=ConnectionsState.ask_to_remove(row.id),
    )
    opened = menu(
        icon("ellipsis"),
        hand_over,
        rx.cond(row.sources > 0, move),
        _again(row, menu_id),
        menu_rule(),
        remove,
        menu_id=menu_id,
        label="Actions for " + row.email,
        trigger_class="button button-quiet button-icon",
    )
    return rx.cond(ConnectionsState.may_connect, opened)


def _again(row: rx.Var[ConnectionRow], menu_id: rx.Var[str]) -> rx.Component:
    return rx.cond(
        row.robot,
        menu_item(
            "Upload a new key",
            menu_id=menu_id,
            icon_name="key-round",
            on_click=ConnectionsState.ask_for_key,
        ),
        link(
            icon("refresh-cw"),
            "Connect again",
            to=row.reconnect,
            reload_document=True,
            class_name="menu-item",
        ),
    )


def _handing() -> rx.Component:
    return dialog(
        "Hand over a connection",
        rx.el.p(
            rx.el.strong(ConnectionsState.handing_email, class_name="font-medium"),
            " stays connected, and its sources go on. The new owner looks after it: they are the "
            "one to ask when Google wants a new consent.",
            class_name="mb-4 text-14 text-muted",
        ),
        select_field(
            "New owner",
            ConnectionsState.heirs,
            name="new-owner",
            value=ConnectionsState.owner_id,
            on_change=ConnectionsState.choose_owner,
            hint="Editors and admins",
        ),
        notice(ConnectionsState.problem),
        dialog_actions(
            button("Cancel", kind="quiet", on_click=ConnectionsState.keep_owner),
            button("Hand over", kind="primary", on_click=ConnectionsState.hand_over),
        ),
        open=ConnectionsState.handing_id != "",
        on_close=ConnectionsState.keep_owner,
    )


def _removing() -> rx.Component:
    return dialog(
        "Remove a connection",
        rx.el.p(
            "We stop reading as ",
            rx.el.strong(ConnectionsState.removing_email, class_name="font-medium"),
            " and end the consent at Google. Sources that read through it have to be moved first.",
            class_name="mb-4 text-14 text-muted",
        ),
        notice(ConnectionsState.problem),
        dialog_actions(
            button("Cancel", kind="quiet", on_click=ConnectionsState.keep),
            button("Remove", kind="danger", on_click=ConnectionsState.remove),
        ),
        open=ConnectionsState.removing_id != "",
        on_close=ConnectionsState.keep,
    )


def _moving() -> rx.Component:
    return rx.el.section(
        rx.el.h3(
            "Move ",
            ConnectionsState.moving_count,
            " of ",
            ConnectionsState.moving_email,
            class_name="text-14 font-semibold [overflow-wrap:anywhere]",
        ),
        rx.cond(
            ConnectionsState.targets.length() > 0,
            _choice(),
            rx.el.p(
                "There is no other connection yet. Connect the account of a colleague who can see "
                "the spreadsheets, or a service account they are shared with.",
                class_name="text-13 text-muted",
            ),
        ),
        rx.cond(ConnectionsState.checking, _far()),
        notice(ConnectionsState.problem),
        rx.cond(ConnectionsState.stayed.length() > 0, _stayed()),
        class_name="card moving",
        custom_attrs={"aria-label": "Move sources"},
    )


def _choice() -> rx.Component:
    return rx.el.div(
        select_field(
            "Read them through",
            ConnectionsState.targets,
            name="target",
            value=ConnectionsState.target_id,
            on_change=ConnectionsState.choose_target,
            disabled=ConnectionsState.checking,
        ),
        button(
            "Check and move",
            kind="primary",
            busy=ConnectionsState.checking,
            on_click=ConnectionsState.move_all,
        ),
        button("Cancel", kind="quiet", on_click=ConnectionsState.leave_there),
        class_name="moving-choice",
    )


def _far() -> rx.Component:
    return rx.el.div(
        progress(ConnectionsState.checked, ConnectionsState.to_check, "Spreadsheets checked"),
        rx.el.p(
            ConnectionsState.checked,
            " of ",
            ConnectionsState.to_check,
            " spreadsheets checked",
            class_name="mt-1 text-12 text-muted",
            role="status",
        ),
    )


def _stayed() -> rx.Component:
    return rx.el.div(
        rx.el.p(
            "This account can't read these sources, so they stay where they are:",
            class_name="text-13 font-medium",
            role="alert",
        ),
        rx.el.ul(rx.foreach(ConnectionsState.stayed, _stayed_row), class_name="stayed"),
        rx.el.div(
            rx.cond(
                ConnectionsState.target_picks,
                google_picker(
                    ConnectionsState.target_id, on_pick=ConnectionsState.picked, several=True
                ),
            ),
            rx.cond(
                ConnectionsState.others,
                button(
                    ConnectionsState.others,
                    busy=ConnectionsState.checking,
                    on_click=ConnectionsState.move_others,
                ),
            ),
            class_name="flex flex-wrap items-start gap-2",
        ),
        class_name="grid gap-3",
    )


def _stayed_row(row: rx.Var[StayedRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.foreach(
                row.sources,
                lambda one: link(one[1], to=one[0], class_name="font-medium hover:underline"),
            ),
            class_name="flex flex-wrap gap-x-4 gap-y-1",
        ),
        rx.el.p(row.reason, class_name="mt-1 text-12 text-muted"),
    )
