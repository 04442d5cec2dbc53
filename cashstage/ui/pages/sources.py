"""`/sources`: every connected table, how old its data is, and what to do when it is not well."""

from __future__ import annotations

import reflex as rx

from cashstage.ui.components.browser import ago
from cashstage.ui.components.button import button, link, link_button
from cashstage.ui.components.label import badge, notice
from cashstage.ui.components.placeholder import placeholder, skeleton_rows
from cashstage.ui.components.shell import page, shell
from cashstage.ui.components.source_tabs import source_tabs
from cashstage.ui.components.table import Column, data_table
from cashstage.ui.page import Page
from cashstage.ui.states.sources import SourceRow, SourcesState

_ROOMY = "max-sm:hidden"
"""Columns that phones leave out; the age stands under the state there."""


def _body() -> rx.Component:
    connect = rx.cond(
        SourcesState.may_connect,
        link_button("Connect a source", "/sources/new", kind="primary", icon_name="plus"),
    )
    return shell(
        page(
            "Sources",
            source_tabs("/sources"),
            notice(SourcesState.notice),
            rx.cond(
                SourcesState.loaded,
                rx.cond(SourcesState.rows.length() > 0, _table(), _none()),
                skeleton_rows(6, "h-14"),
            ),
            actions=(connect,),
        ),
        current="/sources",
    )


def _table() -> rx.Component:
    return rx.el.div(
        data_table(
            "Data sources, newest first",
            SourcesState.rows,
            [
                Column("Name", _name, class_name="max-sm:w-1/2 sm:min-w-48"),
                Column("State", _state, class_name="sm:min-w-40"),
                Column("Rows", lambda source: source.rows, number=True, class_name=_ROOMY),
                Column("Data from", _age, class_name=f"{_ROOMY} whitespace-nowrap text-muted"),
                Column("Refreshed", _refreshed, class_name=f"{_ROOMY} max-w-[36ch] text-muted"),
            ],
        ),
        rx.cond(
            SourcesState.cursor,
            rx.el.div(
                button("Show more", on_click=SourcesState.load_more), class_name="mt-4 text-center"
            ),
        ),
    )


def _name(source: rx.Var[SourceRow]) -> rx.Component:
    return rx.el.div(
        link(source.name, href=source.href, class_name="hover:underline"),
        rx.el.p(source.origin, class_name="text-12 font-normal text-muted"),
    )


def _state(source: rx.Var[SourceRow]) -> rx.Component:
    return rx.el.div(
        badge(source.badge, source.state),
        rx.cond(
            source.reason,
            rx.el.p(source.reason, class_name="mt-0.5 text-12 text-muted max-w-[56ch]"),
        ),
        rx.cond(
            source.paused_at,
            rx.el.p(source.refreshed, class_name="sm:hidden mt-0.5 text-12 text-muted"),
        ),
        rx.el.p(_age(source), class_name="sm:hidden mt-0.5 text-12 text-muted whitespace-nowrap"),
    )


def _age(source: rx.Var[SourceRow]) -> rx.Component:
    return rx.cond(source.taken_at, ago(source.taken_at))


def _refreshed(source: rx.Var[SourceRow]) -> rx.Component:
    return rx.el.div(
        source.refreshed,
        rx.cond(
            source.next_refresh_at,
            rx.el.p("Next ", ago(source.next_refresh_at), class_name="text-12"),
        ),
        rx.cond(source.paused_at, rx.el.p(ago(source.paused_at), class_name="text-12")),
    )


def _none() -> rx.Component:
    return rx.cond(
        SourcesState.may_connect,
        placeholder(
            "table-2",
            "No data yet",
            "Connect a spreadsheet, or upload an export of an ad platform. Every refresh is kept, "
            "so nothing that was in it once gets lost.",
            link_button(
                "Connect a Google Sheet", "/sources/new", kind="primary", icon_name="table-2"
            ),
            link_button("Upload a file", "/sources/new?from=file", icon_name="upload"),
        ),
        placeholder(
            "table-2",
            "No data yet",
            "As soon as an editor connects a source, it appears here by itself.",
        ),
    )


PAGE = Page("/sources", "Sources", _body, on_load=(SourcesState.load,))
