"""Every metric that can be asked for by name: the catalog's and the organization's own."""

from __future__ import annotations

import reflex as rx

from cashstage.ui.components.button import button, icon
from cashstage.ui.components.label import chip, notice
from cashstage.ui.components.placeholder import placeholder, skeleton_rows
from cashstage.ui.components.shell import page, shell
from cashstage.ui.components.table import Column, data_table
from cashstage.ui.components.tabs import segments, tab, tab_list
from cashstage.ui.page import Page
from cashstage.ui.pages.metrics_form import metric_details, metric_form
from cashstage.ui.pages.metrics_pacing import pacing_part
from cashstage.ui.states.metric_view import MetricRow
from cashstage.ui.states.metrics import ALL, BUILT_IN, OWN, MetricFormState, MetricsState
from cashstage.ui.states.pacing import PacingState

PATH = "/catalog"
_KINDS = ((ALL, "All"), (OWN, "Your own"), (BUILT_IN, "Built in"))


def _body() -> rx.Component:
    return shell(
        page(
            "Metrics",
            tab_list(
                "Metrics",
                tab(
                    "Definitions",
                    current=~PacingState.shown,
                    on_select=PacingState.hide,
                ),
                tab(
                    "Budget pacing",
                    current=PacingState.shown,
                    on_select=PacingState.show,
                ),
            ),
            rx.cond(PacingState.shown, pacing_part(), _definitions()),
            actions=(
                rx.cond(
                    MetricsState.may_edit,
                    button(
                        "New metric",
                        kind="primary",
                        icon_name="plus",
                        on_click=MetricFormState.write_new,
                    ),
                ),
            ),
        ),
        metric_details(),
        metric_form(),
        current=PATH,
    )


def _definitions() -> rx.Component:
    return rx.el.div(
        notice(MetricsState.notice),
        rx.el.div(
            rx.el.input(
                type="search",
                placeholder="Search metrics",
                default_value=MetricsState.search,
                on_change=MetricsState.find.debounce(200),
                class_name="control metrics-search",
                custom_attrs={"aria-label": "Search metrics"},
            ),
            segments("Which metrics", _KINDS, MetricsState.only, MetricsState.show_only),
            class_name="metrics-filters",
        ),
        rx.cond(
            MetricsState.loaded,
            rx.cond(MetricsState.rows.length() > 0, _table(), _none()),
            skeleton_rows(8),
        ),
        class_name="metrics-list",
    )


def _table() -> rx.Component:
    return rx.el.div(
        data_table(
            "Metrics",
            MetricsState.rows,
            [
                Column("Metric", _name, class_name="metrics-name"),
                Column("Formula", _formula, class_name="metrics-formula"),
                Column("Unit", lambda row: row.unit, class_name="whitespace-nowrap text-muted"),
                Column("Good", _direction, class_name="whitespace-nowrap text-muted"),
                Column("Used by", lambda row: row.used, class_name="metrics-used text-muted"),
            ],
        ),
        class_name="metrics-table",
    )


def _name(row: rx.Var[MetricRow]) -> rx.Component:
    return rx.fragment(
        rx.el.span(
            rx.el.button(
                row.label,
                type="button",
                on_click=MetricsState.open(row.name),
                class_name="metrics-open",
            ),
            rx.cond(row.id, chip("Own", accent=True)),
            class_name="flex items-center gap-2",
        ),
        rx.el.p(row.description, class_name="metrics-about"),
    )


def _formula(row: rx.Var[MetricRow]) -> rx.Component:
    return rx.el.code(row.formula)


def _direction(row: rx.Var[MetricRow]) -> rx.Component:
    return rx.match(
        row.direction,
        ("up_is_good", rx.el.span(icon("arrow-up", 14), "Up", class_name="metrics-way")),
        ("down_is_good", rx.el.span(icon("arrow-down", 14), "Down", class_name="metrics-way")),
        rx.el.span("\u2013"),
    )


def _none() -> rx.Component:
    return rx.cond(
        MetricsState.search,
        placeholder(
            "search",
            "No such metric",
            "No metric has these words in its name, description or formula.",
            button("Show all", on_click=MetricsState.show_all),
        ),
        placeholder(
            "sigma",
            "No metrics of your own yet",
            "A metric that you define here means the same in every chart and every total.",
            button("Show all", on_click=MetricsState.show_all),
        ),
    )


PAGE = Page(PATH, "Metrics", _body, on_load=(MetricsState.load, PacingState.load))
