"""Above the widgets: the date range, and one menu per filter."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cashstage.query.spec import Comparison, DatePreset
from cashstage.ui.components.button import button, icon, icon_button
from cashstage.ui.components.field import select
from cashstage.ui.components.menu import menu, menu_item
from cashstage.ui.states.choice import CUSTOM
from cashstage.ui.states.dashboard import DashboardState

ADD_FILTER_MENU = "add-filter"
PRESETS: tuple[tuple[str, str], ...] = (
    (DatePreset.TODAY, "Today"),
    (DatePreset.YESTERDAY, "Yesterday"),
    (DatePreset.LAST_7_DAYS, "Last 7 days"),
    (DatePreset.LAST_30_DAYS, "Last 30 days"),
    (DatePreset.LAST_90_DAYS, "Last 90 days"),
    (DatePreset.THIS_WEEK, "This week"),
    (DatePreset.LAST_WEEK, "Last week"),
    (DatePreset.THIS_MONTH, "This month"),
    (DatePreset.LAST_MONTH, "Last month"),
    (DatePreset.THIS_QUARTER, "This quarter"),
    (DatePreset.LAST_QUARTER, "Last quarter"),
    (DatePreset.THIS_YEAR, "This year"),
    (DatePreset.LAST_YEAR, "Last year"),
    (DatePreset.THIS_FISCAL_QUARTER, "This fiscal quarter"),
    (DatePreset.LAST_FISCAL_QUARTER, "Last fiscal quarter"),
    (DatePreset.THIS_FISCAL_YEAR, "This fiscal year"),
    (DatePreset.LAST_FISCAL_YEAR, "Last fiscal year"),
    (DatePreset.ALL_TIME, "All time"),
    (CUSTOM, "Custom…"),
)
COMPARISONS: tuple[tuple[str, str], ...] = (
    ("", "Compare with…"),
    (Comparison.PREVIOUS_PERIOD, "Previous period"),
    (Comparison.PREVIOUS_YEAR, "Previous year"),
)


def date_control() -> rx.Component:
    """A preset, or two days; editors can keep the choice for everybody."""
    return rx.el.div(
        select(
            PRESETS,
            value=DashboardState.preset,
            on_change=DashboardState.choose_preset,
            class_name="control control-inline",
            custom_attrs={"aria-label": "Date range"},
        ),
        rx.cond(
            DashboardState.preset == CUSTOM,
            rx.fragment(
                _day("First day", DashboardState.start, DashboardState.choose_start),
                _day("Last day", DashboardState.end, DashboardState.choose_end),
            ),
        ),
        select(
            COMPARISONS,
            value=DashboardState.compare_to,
            on_change=DashboardState.choose_compare,
            class_name="control control-inline",
            custom_attrs={"aria-label": "Compare with"},
        ),
        rx.cond(
            DashboardState.editing,
            icon_button(
                "pin",
                "Open this dashboard with this date range",
                on_click=DashboardState.keep_dates,
            ),
        ),
        class_name="control-group",
    )


def _day(label: str, value: rx.Var[str], on_change: rx.EventHandler[Any]) -> rx.Component:
    # What is typed belongs to the browser: an answer in between would take half a year away.
    return rx.el.input(
        type="date",
        default_value=value,
        on_change=on_change,
        max="9999-12-31",
        class_name="control control-inline",
        custom_attrs={"aria-label": label},
    )


def filter_bar() -> rx.Component:
    """A menu of values for each filter field; editors add and remove fields."""
    return rx.el.div(
        rx.foreach(DashboardState.filter_fields, _filter),
        rx.cond(
            DashboardState.editing & (DashboardState.filter_candidates.length() > 0),
            menu(
                rx.fragment(icon("list-filter"), "Filter"),
                rx.foreach(
                    DashboardState.filter_candidates,
                    lambda field: menu_item(
                        field, menu_id=ADD_FILTER_MENU, on_click=DashboardState.add_filter(field)
                    ),
                ),
                menu_id=ADD_FILTER_MENU,
                label="Add a filter",
                trigger_class="button button-quiet",
            ),
        ),
        class_name="control-group",
    )


def _filter(field: rx.Var[str]) -> rx.Component:
    chosen = DashboardState.chosen[field]
    menu_id = "filter-" + field
    count = chosen.length()
    return rx.fragment(
        rx.el.button(
            field,
            ": ",
            rx.cond(count == 0, "all", rx.cond(count == 1, chosen[0], count.to_string())),
            icon("chevron-down", 14),
            type="button",
            class_name=rx.cond(
                count > 0, "button button-secondary filter-on", "button button-secondary"
            ),
            custom_attrs={"popoverTarget": menu_id},
        ),
        rx.el.div(
            rx.el.div(
                rx.foreach(
                    DashboardState.filter_options[field], lambda value: _value(field, value)
                ),
                class_name="choices",
            ),
            rx.el.div(
                button("Show all", on_click=DashboardState.clear_filter(field)),
                rx.cond(
                    DashboardState.editing,
                    button(
                        "Remove filter",
                        kind="quiet",
                        on_click=DashboardState.remove_filter(field),
                    ),
                ),
                class_name="flex gap-2 pt-2",
            ),
            id=menu_id,
            class_name="popover filter-popover",
            custom_attrs={"popover": "auto", "aria-label": field},
        ),
    )


def _value(field: rx.Var[str], value: rx.Var[str]) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            checked=DashboardState.chosen[field].contains(value),
            on_change=DashboardState.toggle_value(field, value),
        ),
        rx.el.span(value, class_name="truncate"),
        class_name="choice",
    )
