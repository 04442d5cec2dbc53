"""The organization's exchange rates, beside the blend that needs them."""

from __future__ import annotations

import reflex as rx

from cashstage.ui.components.button import button, icon_button
from cashstage.ui.components.field import text_field
from cashstage.ui.components.label import notice
from cashstage.ui.states.blend import BlendState
from cashstage.ui.states.exchange_rates import ExchangeRatesState, RateRow


def exchange_rates() -> rx.Component:
    """All rates, and a form for one more; the rows are shown anew after each change."""
    return rx.el.details(
        rx.el.summary(
            "Exchange rates",
            rx.el.span(ExchangeRatesState.rows.length(), class_name="ml-2 text-muted font-normal"),
            class_name="text-14 font-semibold cursor-pointer",
        ),
        rx.el.p(
            "They hold for the whole organization: each from its month until the next one, and "
            "one without a month before that.",
            class_name="mt-2 text-13 text-muted",
        ),
        rx.el.div(
            notice(ExchangeRatesState.problem, tone="warn"),
            notice(ExchangeRatesState.notice),
            class_name="mt-2 empty:mt-0",
        ),
        rx.el.ul(rx.foreach(ExchangeRatesState.rows, _rate), class_name="blend-rates"),
        rx.cond(ExchangeRatesState.may_edit, _form()),
        class_name="card p-4",
    )


def _rate(rate: rx.Var[RateRow]) -> rx.Component:
    return rx.el.li(
        rx.el.span(rate["pair"], class_name="tabular-nums"),
        rx.el.span(rate["when"], class_name="text-muted"),
        rx.cond(
            ExchangeRatesState.may_edit,
            icon_button(
                "x",
                "Remove the rate " + rate["pair"].to(str),
                on_click=[ExchangeRatesState.remove(rate["id"]), BlendState.look],
            ),
        ),
    )


def _form() -> rx.Component:
    return rx.el.form(
        text_field("One unit of", name="rate_from", placeholder="USD", max_length=3, required=True),
        text_field(
            "is worth", name="rate_value", placeholder="0.92", input_mode="decimal", required=True
        ),
        text_field("in", name="rate_to", placeholder="EUR", max_length=3, required=True),
        text_field("from month, if any", name="rate_month", type="month"),
        button("Add rate", type="submit"),
        on_submit=[ExchangeRatesState.add, BlendState.look],
        key=ExchangeRatesState.added.to_string(),
        class_name="blend-rate-form",
    )
