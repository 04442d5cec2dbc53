"""All notices of the person: what is broken, what to do, what was solved."""

from __future__ import annotations

import reflex as rx

from cashstage.ui.components.bell import PATH, mark_all, notice_item
from cashstage.ui.components.button import button
from cashstage.ui.components.label import notice
from cashstage.ui.components.placeholder import placeholder, skeleton_rows
from cashstage.ui.components.shell import page, shell
from cashstage.ui.page import Page
from cashstage.ui.states.notices import BellState, NoticesState


def _body() -> rx.Component:
    return shell(
        page(
            "Notices",
            notice(NoticesState.notice),
            notice(BellState.notice),
            rx.cond(
                NoticesState.loaded,
                rx.cond(NoticesState.rows.length() > 0, _list(), _none()),
                skeleton_rows(3, "h-28"),
            ),
            actions=(rx.cond(BellState.unread > 0, mark_all()),),
        ),
        current=PATH,
    )


def _list() -> rx.Component:
    return rx.el.div(
        rx.el.ul(rx.foreach(NoticesState.rows, notice_item), class_name="notices card appear"),
        rx.cond(
            NoticesState.cursor,
            rx.el.div(
                button("Show more", on_click=NoticesState.load_more), class_name="mt-4 text-center"
            ),
        ),
        class_name="max-w-[760px]",
    )


def _none() -> rx.Component:
    return placeholder(
        "bell",
        "Nothing needs your attention",
        "When a data source can't be refreshed or an account has to be connected again, "
        "it is said here with what to do.",
    )


PAGE = Page(PATH, "Notices", _body, on_load=(NoticesState.load,))
