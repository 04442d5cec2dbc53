"""`/d/{id}`: a dashboard, read and built on the same page."""

from __future__ import annotations

import reflex as rx

from cashstage.dashboards.widget.schemas import WidgetType
from cashstage.ui.charts import dashboard_grid
from cashstage.ui.components.browser import Address, draft
from cashstage.ui.components.button import button, icon, icon_button, link_button
from cashstage.ui.components.label import notice, save_indicator
from cashstage.ui.components.menu import menu, menu_item
from cashstage.ui.components.placeholder import failed, placeholder, skeleton
from cashstage.ui.components.shell import shell
from cashstage.ui.components.tabs import tab, tab_list
from cashstage.ui.page import Page
from cashstage.ui.pages.dashboard_controls import date_control, filter_bar
from cashstage.ui.pages.dashboard_settings import (
    parameter_bar,
    settings_button,
    settings_dialog,
)
from cashstage.ui.pages.explain import explain_dialog
from cashstage.ui.pages.number_dialog import number_dialog
from cashstage.ui.pages.widget_panel import widget_panel
from cashstage.ui.states.dashboard import DashboardState
from cashstage.ui.states.editor import EditorState
from cashstage.ui.states.number import NumberState

ADD_MENU = "add-widget"
_TABS = "Tabs of the dashboard"
KINDS: tuple[tuple[WidgetType, str, str], ...] = (
    (WidgetType.METRIC_CARD, "Metric card", "hash"),
    (WidgetType.LINE, "Line chart", "chart-line"),
    (WidgetType.BAR, "Bar chart", "chart-column"),
    (WidgetType.TABLE, "Table", "table-2"),
)


def _body() -> rx.Component:
    return shell(
        rx.match(
            DashboardState.phase,
            ("missing", _missing()),
            ("ready", _dashboard()),
            _loading(),
        ),
        current="/",
    )


def _dashboard() -> rx.Component:
    return rx.el.div(
        Address.create(query=DashboardState.address),
        rx.el.div(
            _top_bar(),
            notice(DashboardState.notice, _dismiss(DashboardState.dismiss_notice)),
            _undo(),
            rx.cond(DashboardState.is_empty, _nothing_yet(), _grid()),
            class_name="dashboard-main",
        ),
        rx.cond(EditorState.widget_id, widget_panel(KINDS)),
        number_dialog(),
        settings_dialog(),
        explain_dialog(),
        class_name="dashboard",
    )


def _top_bar() -> rx.Component:
    return rx.el.header(
        rx.el.div(
            _title(),
            rx.cond(DashboardState.editing, save_indicator(DashboardState.save_state)),
            rx.el.div(
                parameter_bar(),
                filter_bar(),
                date_control(),
                rx.cond(DashboardState.may_edit, _edit_buttons()),
                class_name="dashboard-controls",
            ),
            class_name="dashboard-bar",
        ),
        _tabs(),
    )


def _title() -> rx.Component:
    return rx.cond(
        DashboardState.editing,
        draft(
            DashboardState.title,
            key=DashboardState.dashboard_id,
            on_commit=DashboardState.rename,
            class_name="title-input",
            max_length=200,
            custom_attrs={"aria-label": "Title of the dashboard"},
        ),
        rx.el.h1(DashboardState.title, class_name="text-20 font-semibold truncate"),
    )


def _edit_buttons() -> rx.Component:
    return rx.fragment(
        rx.cond(
            DashboardState.editing,
            rx.fragment(settings_button(), _add_menu(ADD_MENU, "button button-primary")),
        ),
        button(
            rx.cond(DashboardState.editing, "Done", "Edit"),
            on_click=[DashboardState.toggle_editing, EditorState.close],
        ),
    )


def _add_menu(menu_id: str, trigger_class: str) -> rx.Component:
    return menu(
        rx.fragment(icon("plus"), "Add widget"),
        *(
            menu_item(title, menu_id=menu_id, icon_name=name, on_click=EditorState.add(kind.value))
            for kind, title, name in KINDS
        ),
        menu_id=menu_id,
        label="Add widget",
        trigger_class=trigger_class,
    )


def _tabs() -> rx.Component:
    return rx.cond(
        DashboardState.editing,
        rx.el.div(
            rx.foreach(DashboardState.tab_list, _edited_tab),
            icon_button("plus", "Add a tab", on_click=DashboardState.add_tab),
            role="group",
            class_name="tabs",
            custom_attrs={"aria-label": _TABS},
        ),
        rx.cond(
            DashboardState.tab_list.length() > 1,
            tab_list(_TABS, rx.foreach(DashboardState.tab_list, _tab)),
        ),
    )


def _tab(item: rx.Var[dict[str, str]]) -> rx.Component:
    return tab(
        item["title"],
        current=DashboardState.tab_id == item["id"],
        on_select=DashboardState.choose_tab(item["id"]),
    )


def _edited_tab(item: rx.Var[dict[str, str]]) -> rx.Component:
    """The current tab's title can be written, the others can be turned to."""
    return rx.cond(
        DashboardState.tab_id == item["id"],
        rx.el.span(
            draft(
                item["title"],
                key=item["id"],
                on_commit=lambda title: DashboardState.rename_tab(item["id"], title),
                class_name="tab-input",
                max_length=80,
                custom_attrs={"aria-label": "Title of the tab"},
            ),
            rx.cond(
                DashboardState.tab_list.length() > 1,
                icon_button("x", "Delete this tab", on_click=DashboardState.remove_tab(item["id"])),
            ),
            class_name="tab tab-editing",
        ),
        rx.el.button(
            item["title"],
            type="button",
            on_click=[DashboardState.choose_tab(item["id"]), EditorState.close],
            class_name="tab",
        ),
    )


def _grid() -> rx.Component:
    return dashboard_grid(
        widgets=DashboardState.widget_list,
        sources=DashboardState.source_map,
        data_query=DashboardState.data_query,
        editable=DashboardState.editing,
        selected_id=EditorState.widget_id,
        on_layout=DashboardState.arrange,
        on_action=EditorState.act,
        on_number=NumberState.open,
    )


def _undo() -> rx.Component:
    return notice(
        DashboardState.removed,
        button("Put it back", on_click=DashboardState.put_back),
        _dismiss(DashboardState.forget_removed),
        tone="info",
    )


def _dismiss(handler: rx.event.EventType[()]) -> rx.Component:
    return icon_button("x", "Close this message", on_click=handler)


def _nothing_yet() -> rx.Component:
    return rx.cond(
        DashboardState.may_edit,
        placeholder(
            "layout-dashboard",
            "An empty page",
            "Add a widget, choose its fields, and drag it where it belongs. Everything saves by "
            "itself.",
            _add_menu("add-first-widget", "button button-primary"),
        ),
        placeholder(
            "layout-dashboard",
            "Nothing here yet",
            "As soon as an editor adds a widget, it appears here by itself.",
        ),
    )


def _missing() -> rx.Component:
    return failed(
        "There is no such dashboard, or it belongs to another organization.",
        link_button("All dashboards", "/"),
    )


def _loading() -> rx.Component:
    return rx.el.div(
        skeleton("h-7 w-56"),
        rx.el.div(
            *(skeleton("h-[144px]") for _ in range(4)),
            class_name="grid gap-3 grid-cols-2 lg:grid-cols-4 mt-6",
        ),
        skeleton("h-[352px] mt-3"),
        role="status",
        class_name="dashboard-main",
        # Else React makes the page out of these blocks, and the browser sees them fly.
        key="loading",
        custom_attrs={"aria-label": "Loading the dashboard"},
    )


PAGE = Page("/d/[dashboard_id]", "Dashboard", _body, on_load=(DashboardState.open,))
