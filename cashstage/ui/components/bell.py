"""Notices: the bell in the frame, and how one of them looks wherever it is listed."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cashstage.ui.components.browser import ago
from cashstage.ui.components.button import button, icon, icon_button, link
from cashstage.ui.components.label import badge
from cashstage.ui.components.menu import menu
from cashstage.ui.states.notices import BellState, NoticeRow

PATH = "/notices"
_MENU = "bell-menu"
_MOST = 9


def bell(current: str) -> rx.Component:
    """An entry of the rail that opens the newest notices."""
    return menu(
        rx.fragment(
            rx.el.span(
                icon("bell", 18),
                rx.cond(
                    BellState.unread > 0,
                    rx.el.span(
                        rx.cond(
                            BellState.unread > _MOST, f"{_MOST}+", BellState.unread.to_string()
                        ),
                        class_name="bell-count",
                    ),
                ),
                class_name="bell",
                custom_attrs={"aria-hidden": "true"},
            ),
            rx.el.span("Notices", class_name="rail-text"),
        ),
        rx.el.header(
            rx.el.h2("Notices", class_name="text-14 font-semibold"),
            rx.cond(BellState.unread > 0, mark_all()),
            class_name="bell-head",
        ),
        rx.cond(
            BellState.newest.length() > 0,
            rx.el.ul(rx.foreach(BellState.newest, notice_item), class_name="notices"),
            rx.el.p("Nothing needs your attention.", class_name="px-3 py-4 text-13 text-muted"),
        ),
        link("All notices", href=PATH, class_name="menu-item bell-foot"),
        menu_id=_MENU,
        label=rx.cond(
            BellState.unread > 0,
            rx.Var.create("Notices, ") + BellState.unread.to_string() + " unread",
            "Notices",
        ),
        trigger_class="rail-link rail-bell" + (" rail-here" if current == PATH else ""),
        class_name="popover bell-menu",
    )


def mark_all() -> rx.Component:
    """Lays all notices aside."""
    return button("Mark all as read", kind="quiet", on_click=BellState.mark_all_read)


def notice_item(item: rx.Var[NoticeRow]) -> rx.Component:
    """What happened and, until it is solved, what to do."""
    return rx.el.li(
        rx.el.p(item.sentence, class_name="notice-sentence"),
        rx.cond(
            item.solved_at,
            rx.fragment(),
            rx.el.p(item.next_step, class_name="notice-step"),
        ),
        rx.el.div(
            rx.cond(item.solved_at, badge("fresh", "Solved"), _action(item)),
            rx.el.span(
                rx.cond(item.solved_at, ago(item.solved_at), ago(item.created_at)),
                class_name="text-12 text-muted",
            ),
            rx.cond(
                item.unread,
                icon_button(
                    "check",
                    "Mark as read",
                    on_click=BellState.mark_read(item.id),
                ),
            ),
            class_name="notice-foot",
        ),
        class_name="notice-item",
        custom_attrs={"data-unread": rx.cond(item.unread, "true", "false")},
        key=item.id,
    )


def _action(item: rx.Var[NoticeRow]) -> rx.Component:
    def leading(**attributes: Any) -> rx.Component:
        return link(
            item.action,
            to=item.link,
            on_click=BellState.mark_read(item.id),
            class_name="button button-secondary",
            **attributes,
        )

    return rx.cond(item.leaves_page, leading(reload_document=True), leading())
