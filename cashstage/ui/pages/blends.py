"""`/blends`: several sources read as one."""

from __future__ import annotations

import reflex as rx

from cashstage.ui.components.button import button, link, link_button
from cashstage.ui.components.label import badge, notice
from cashstage.ui.components.placeholder import placeholder, skeleton_rows
from cashstage.ui.components.shell import page, shell
from cashstage.ui.components.source_tabs import source_tabs
from cashstage.ui.components.table import Column, data_table
from cashstage.ui.page import Page
from cashstage.ui.states.blends import BlendRow, BlendsState

_ROOMY = "max-sm:hidden"
_NEW = "/blends/new"


def _body() -> rx.Component:
    new = rx.cond(
        BlendsState.may_edit, link_button("New blend", _NEW, kind="primary", icon_name="plus")
    )
    return shell(
        page(
            "Sources",
            source_tabs("/blends"),
            notice(BlendsState.notice),
            rx.cond(
                BlendsState.loaded,
                rx.cond(BlendsState.rows.length() > 0, _table(), _none()),
                skeleton_rows(4, "h-14"),
            ),
            actions=(new,),
        ),
        current="/sources",
    )


def _table() -> rx.Component:
    return rx.el.div(
        data_table(
            "Blends, newest first",
            BlendsState.rows,
            [
                Column("Name", _name, class_name="max-sm:w-1/2 sm:min-w-48"),
                Column("State", _state, class_name="sm:min-w-40"),
                Column("Read", lambda blend: blend.how, class_name=f"{_ROOMY} text-muted"),
            ],
        ),
        rx.cond(
            BlendsState.cursor,
            rx.el.div(
                button("Show more", on_click=BlendsState.load_more), class_name="mt-4 text-center"
            ),
        ),
    )


def _name(blend: rx.Var[BlendRow]) -> rx.Component:
    return rx.el.div(
        link(blend.name, href=blend.href, class_name="hover:underline"),
        rx.el.p(blend.sources, class_name="text-12 font-normal text-muted"),
    )


def _state(blend: rx.Var[BlendRow]) -> rx.Component:
    return rx.el.div(
        badge(blend.badge, blend.state),
        rx.cond(
            blend.reason,
            rx.el.p(blend.reason, class_name="mt-0.5 text-12 text-muted max-w-[56ch]"),
        ),
    )


def _none() -> rx.Component:
    return rx.cond(
        BlendsState.may_edit,
        placeholder(
            "combine",
            "No blends yet",
            "A blend reads 2 to 10 sources as one: all ad platforms in one chart, or cost beside "
            "the revenue it brought.",
            link_button("New blend", _NEW, kind="primary", icon_name="plus"),
        ),
        placeholder(
            "combine",
            "No blends yet",
            "As soon as an editor blends sources, the blend appears here by itself.",
        ),
    )


PAGE = Page("/blends", "Blends", _body, on_load=(BlendsState.load,))
