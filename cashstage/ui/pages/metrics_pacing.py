"""Budgets and how they are going: bars with a mark where spend should be by now."""

from __future__ import annotations

import reflex as rx

from cashstage.ui.components.button import link_button
from cashstage.ui.components.field import field, select_field
from cashstage.ui.components.label import notice
from cashstage.ui.components.placeholder import placeholder, skeleton_rows
from cashstage.ui.states.pacing import WEIGHTS, PacingState
from cashstage.ui.states.pacing_view import PaceRow


def pacing_part() -> rx.Component:
    """The choice of tables and month, then a bar for every budget."""
    return rx.cond(
        PacingState.loaded,
        rx.cond(
            (PacingState.budget_sources.length() > 0) & (PacingState.spend_sources.length() > 0),
            _paces(),
            _none(),
        ),
        skeleton_rows(5, "h-24"),
    )


def _paces() -> rx.Component:
    return rx.el.section(
        notice(PacingState.notice),
        _choice(),
        notice(PacingState.problem),
        rx.cond(
            PacingState.rows.length() > 0,
            rx.fragment(_when(), rx.el.ul(rx.foreach(PacingState.rows, _pace), class_name="paces")),
            rx.cond(
                PacingState.problem,
                rx.fragment(),
                placeholder(
                    "calendar",
                    "No budgets in this month",
                    "The table of budgets has no row for it, and nothing was spent.",
                ),
            ),
        ),
        rx.foreach(PacingState.notes, lambda note: rx.el.p(note, class_name="pacing-when")),
        class_name="pacing",
        custom_attrs={"aria-label": "Budget pacing"},
    )


def _choice() -> rx.Component:
    return rx.el.div(
        select_field(
            "Budgets",
            PacingState.budget_sources,
            name="pacing-budgets",
            value=PacingState.budget_id,
            on_change=PacingState.set_budgets,
        ),
        select_field(
            "Spend",
            PacingState.spend_sources,
            name="pacing-spend",
            value=PacingState.spend_id,
            on_change=PacingState.set_spend,
        ),
        field(
            "Month",
            rx.el.input(
                id="pacing-month",
                type="month",
                value=PacingState.month,
                on_change=PacingState.set_month,
                class_name="control",
            ),
            control_id="pacing-month",
        ),
        select_field(
            "Days",
            WEIGHTS,
            name="pacing-weights",
            value=PacingState.weights,
            on_change=PacingState.set_weights,
        ),
        class_name="pacing-choice",
    )


def _when() -> rx.Component:
    return rx.el.p(
        "Spend through ",
        PacingState.through,
        "; ",
        PacingState.days_left,
        rx.cond(PacingState.days_left == 1, " day left.", " days left."),
        rx.el.span(
            rx.el.span(class_name="pace-key pace-key-spend"),
            "spent",
            rx.el.span(class_name="pace-key pace-key-projected"),
            "projected",
            rx.el.span(class_name="pace-key pace-key-expected"),
            "expected by now",
            rx.el.span(class_name="pace-key pace-key-budget"),
            "budget",
            class_name="pace-legend",
        ),
        class_name="pacing-when",
    )


def _pace(row: rx.Var[PaceRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.h3(row.name, class_name="text-14 font-medium truncate"),
            rx.el.span(
                row.verdict, class_name="pace-verdict", custom_attrs={"data-state": row.state}
            ),
            rx.el.span(row.pacing, class_name="pace-number"),
            class_name="pace-head",
        ),
        rx.el.div(
            rx.el.div(
                class_name="pace-projected", style={"width": row.projected_width.to(str) + "%"}
            ),
            rx.el.div(class_name="pace-spend", style={"width": row.spend_width.to(str) + "%"}),
            rx.el.div(class_name="pace-budget", style={"left": row.budget_mark.to(str) + "%"}),
            rx.el.div(class_name="pace-expected", style={"left": row.expected_mark.to(str) + "%"}),
            class_name="pace-bar",
            custom_attrs={"aria-hidden": "true"},
        ),
        rx.el.dl(
            _figure("Spent", row.spend),
            _figure("Expected by now", row.expected),
            _figure("Budget", row.budget),
            _figure("Projected", row.projected),
            _figure("Needed per day", row.needed),
            class_name="pace-figures",
        ),
        class_name=rx.cond(row.total, "pace card pace-total", "pace card"),
    )


def _figure(name: str, value: rx.Var[str]) -> rx.Component:
    return rx.el.div(rx.el.dt(name), rx.el.dd(value))


def _none() -> rx.Component:
    return placeholder(
        "wallet",
        "No budgets to pace yet",
        "Connect a tab with a date, a budget and, if you like, a channel per row, beside a table"
        " of what was spent.",
        link_button("Connect a source", "/sources/new", kind="primary"),
    )
