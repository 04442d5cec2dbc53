"""The dialog that explains a change: sentences, bars, and every number in a table."""

from __future__ import annotations

import reflex as rx

from cashstage.ui.charts import effect_bars
from cashstage.ui.components.browser import dialog, dialog_actions
from cashstage.ui.components.button import button
from cashstage.ui.components.field import select_field
from cashstage.ui.components.label import notice
from cashstage.ui.components.placeholder import skeleton
from cashstage.ui.components.table import Column, data_table
from cashstage.ui.states.explain import EffectRow, ExplainState


def explain_dialog() -> rx.Component:
    """Opened from a card's menu."""
    return dialog(
        ExplainState.title,
        rx.el.div(
            notice(ExplainState.notice),
            notice(ExplainState.problem, tone="warn"),
            rx.cond(ExplainState.dimensions.length() > 0, _choice()),
            rx.cond(
                ExplainState.sentences.length() > 0,
                _explanation(),
                rx.cond(ExplainState.problem, rx.fragment(), skeleton("h-64")),
            ),
            class_name="explained",
        ),
        dialog_actions(button("Close", kind="primary", on_click=ExplainState.close)),
        open=ExplainState.widget_id != "",
        on_close=ExplainState.close,
        wide=True,
    )


def _choice() -> rx.Component:
    return rx.el.div(
        rx.cond(
            ExplainState.metrics.length() > 1,
            select_field(
                "Metric",
                ExplainState.metrics,
                name="explain-metric",
                value=ExplainState.metric,
                on_change=ExplainState.set_metric,
            ),
        ),
        select_field(
            "Split by",
            ExplainState.dimensions,
            name="explain-dimension",
            value=ExplainState.dimension,
            on_change=ExplainState.set_dimension,
        ),
        class_name="explained-choice",
    )


def _explanation() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.p(ExplainState.change, class_name="text-20 font-semibold"),
            rx.el.p(ExplainState.periods, class_name="text-12 text-muted"),
            class_name="explained-head",
        ),
        rx.el.ul(
            rx.foreach(ExplainState.sentences, rx.el.li),
            class_name="explained-words",
        ),
        effect_bars(picture=ExplainState.picture),
        rx.el.details(
            rx.el.summary("All numbers", class_name="text-13 text-muted cursor-pointer mb-2"),
            rx.cond(ExplainState.is_ratio, _table(ratio=True), _table(ratio=False)),
        ),
    )


def _table(*, ratio: bool) -> rx.Component:
    parts = [
        Column("Its own change", lambda row: row.rate, number=True),
        Column("Its share of the whole", lambda row: row.mix, number=True),
    ]
    return data_table(
        "What each value did",
        ExplainState.rows,
        [
            Column("Value", _value),
            Column("Before", lambda row: row.before, number=True),
            Column("After", lambda row: row.after, number=True),
            *(parts if ratio else []),
            Column("Together", lambda row: row.effect, number=True),
        ],
    )


def _value(row: rx.Var[EffectRow]) -> rx.Component:
    return rx.el.span(row.value)
