"""The start page: the dashboards of the organization, or the way in."""

from __future__ import annotations

import reflex as rx

from cashstage.ui.components.brand import NAME, mark
from cashstage.ui.components.browser import ago, outline
from cashstage.ui.components.button import button, icon, icon_button, link, link_button
from cashstage.ui.components.label import notice
from cashstage.ui.components.menu import menu, menu_item
from cashstage.ui.components.placeholder import placeholder, skeleton
from cashstage.ui.components.shell import page, shell
from cashstage.ui.page import Page
from cashstage.ui.states.home import DashboardCard, HomeState
from cashstage.ui.states.session import SessionState

_GRID = "grid gap-3 grid-cols-[repeat(auto-fill,minmax(min(100%,264px),1fr))]"


def _body() -> rx.Component:
    return rx.match(
        HomeState.phase,
        ("signed_out", _sign_in()),
        ("signed_in", _dashboards()),
        rx.el.main(class_name="min-h-dvh", custom_attrs={"aria-busy": "true"}),
    )


def _sign_in() -> rx.Component:
    return rx.el.main(
        rx.el.div(
            rx.el.div(mark(44), class_name="text-accent"),
            rx.el.h1(NAME, class_name="text-28 font-semibold tracking-[-0.02em]"),
            rx.el.p(
                "Dashboards your clients can trust, from the spreadsheets you already have.",
                class_name="text-16 text-muted max-w-[34ch]",
            ),
            notice(HomeState.problem, tone="warn"),
            link_button(
                "Continue with Google",
                "/api/auth/signin/google",
                kind="primary",
                icon_name="log-in",
                large=True,
            ),
            class_name="grid justify-items-start gap-5 w-full max-w-[380px]",
        ),
        class_name="grid min-h-dvh place-items-center p-6 appear",
    )


def _dashboards() -> rx.Component:
    new = rx.cond(
        SessionState.may_edit,
        button("New dashboard", kind="primary", icon_name="plus", on_click=HomeState.create),
    )
    return shell(
        page(
            "Dashboards",
            notice(HomeState.notice),
            _undo(),
            rx.cond(
                HomeState.loaded,
                rx.cond(HomeState.cards.length() > 0, _cards(), _nothing_yet()),
                _loading(),
            ),
            actions=(new,),
        ),
        current="/",
    )


def _cards() -> rx.Component:
    return rx.el.div(
        rx.el.ul(rx.foreach(HomeState.cards, _card), class_name=_GRID),
        rx.cond(
            HomeState.cursor,
            rx.el.div(
                button("Show more", on_click=HomeState.load_more), class_name="mt-4 text-center"
            ),
        ),
        class_name="appear",
    )


def _card(card: rx.Var[DashboardCard]) -> rx.Component:
    return rx.el.li(
        link(
            outline(card.outline),
            rx.el.h2(card.title, class_name="text-14 font-medium truncate pr-8"),
            rx.el.p("Changed ", ago(card.updated_at), class_name="text-12 text-muted mt-1 h-4"),
            href=card.href,
            class_name="card card-link",
        ),
        rx.cond(SessionState.may_edit, _card_menu(card)),
        class_name="relative",
    )


def _card_menu(card: rx.Var[DashboardCard]) -> rx.Component:
    menu_id = "card-" + card.id
    return rx.el.div(
        menu(
            icon("ellipsis"),
            menu_item(
                "Delete",
                menu_id=menu_id,
                icon_name="trash-2",
                on_click=HomeState.delete(card.id),
            ),
            menu_id=menu_id,
            label="Menu of " + card.title,
            trigger_class="button button-quiet button-icon",
        ),
        class_name="absolute right-2 bottom-3",
    )


def _undo() -> rx.Component:
    return notice(
        HomeState.deleted,
        button("Put it back", on_click=HomeState.put_back),
        icon_button("x", "Close this message", on_click=HomeState.forget_deleted),
        tone="info",
    )


def _loading() -> rx.Component:
    return rx.el.div(*(skeleton("h-[213px]") for _ in range(4)), class_name=_GRID)


def _nothing_yet() -> rx.Component:
    return rx.cond(
        SessionState.may_edit,
        placeholder(
            "layout-dashboard",
            "Your first dashboard is a sheet away",
            "Connect a spreadsheet and its columns become charts you can arrange and share.",
            link_button(
                "Connect a Google Sheet", "/sources/new", kind="primary", icon_name="table-2"
            ),
            button("Start with an empty dashboard", on_click=HomeState.create),
        ),
        placeholder(
            "layout-dashboard",
            "No dashboards yet",
            "As soon as an editor of your organization makes one, it appears here.",
        ),
    )


PAGE = Page("/", "Dashboards", _body, on_load=(HomeState.load,), open_to_all=True)
