"""The details of a metric, and the form in which an organization writes its own."""

from __future__ import annotations

import reflex as rx

from cashstage.schema.semantic import KIND_OF
from cashstage.ui.components.browser import dialog, dialog_actions
from cashstage.ui.components.button import button, icon, link
from cashstage.ui.components.field import describe, field, select_field, text_field
from cashstage.ui.components.label import chip, notice
from cashstage.ui.states.metric_view import DIRECTIONS, FORMATS, Use
from cashstage.ui.states.metrics import MetricFormState, MetricsState

_MEANINGS = sorted(name for name, kind in KIND_OF.items() if kind.measured)


def metric_details() -> rx.Component:
    """What the opened metric is, where it comes from and where it is used."""
    metric = MetricsState.metric
    return dialog(
        metric.label,
        rx.el.div(
            notice(MetricsState.notice),
            rx.el.p(metric.description, class_name="text-14"),
            rx.el.div(
                rx.el.code(metric.formula, class_name="metric-code"),
                rx.foreach(
                    metric.others,
                    lambda other: rx.el.p("or ", rx.el.code(other), class_name="metric-or"),
                ),
            ),
            rx.el.dl(
                _fact("Unit", metric.unit),
                _fact("Direction", metric.direction_words),
                _fact("In questions", rx.el.code(metric.name)),
                _fact("Source of the formula", metric.source),
                class_name="job-facts",
            ),
            rx.el.div(
                rx.el.h3("Needs columns that mean", class_name="text-13 font-semibold mb-1"),
                rx.el.div(
                    rx.foreach(metric.components, _meaning),
                    class_name="flex flex-wrap gap-1",
                ),
            ),
            _uses("Shown by", metric.widgets, "No widget asks for it yet."),
            _uses("Possible with", metric.sources, "No data source has these columns yet."),
            class_name="metric-details",
        ),
        _actions(),
        open=MetricsState.opened != "",
        on_close=MetricsState.close,
        wide=True,
    )


def _actions() -> rx.Component:
    metric = MetricsState.metric
    return dialog_actions(
        rx.cond(
            MetricsState.may_edit,
            rx.fragment(
                rx.cond(
                    metric.id,
                    rx.fragment(
                        button("Delete", kind="danger", on_click=MetricsState.remove),
                        button("Edit", icon_name="pencil", on_click=MetricFormState.edit),
                    ),
                ),
                button(
                    rx.cond(metric.id, "Duplicate", "Duplicate to change"),
                    icon_name="copy",
                    on_click=MetricFormState.duplicate,
                ),
            ),
        ),
        button("Close", kind="primary", on_click=MetricsState.close),
    )


def metric_form() -> rx.Component:
    """A new metric or one of the organization's own; the formula is checked as it is typed."""
    return dialog(
        rx.cond(MetricFormState.metric_id, "Edit metric", "New metric"),
        rx.el.form(
            notice(MetricFormState.notice),
            text_field(
                "Name",
                name="metric-label",
                default_value=MetricFormState.label,
                on_change=MetricFormState.set_label.debounce(150),
                placeholder="Blended ROAS",
                max_length=80,
                required=True,
            ),
            _formula(),
            _shown_as(),
            text_field(
                "Description",
                name="metric-description",
                default_value=MetricFormState.description,
                on_change=MetricFormState.set_description.debounce(150),
                placeholder="What it says, in one sentence",
                max_length=500,
            ),
            dialog_actions(
                button("Cancel", on_click=MetricFormState.close),
                button("Save", kind="primary", type="submit"),
            ),
            on_submit=MetricFormState.save,
            key=MetricFormState.session,
            class_name="metric-details",
        ),
        open=MetricFormState.is_open,
        on_close=MetricFormState.close,
        wide=True,
    )


def _shown_as() -> rx.Component:
    return rx.el.div(
        select_field(
            "Shown as",
            FORMATS,
            name="metric-format",
            value=MetricFormState.format,
            on_change=MetricFormState.set_format,
        ),
        select_field(
            "Direction",
            DIRECTIONS,
            name="metric-direction",
            value=MetricFormState.direction,
            on_change=MetricFormState.set_direction,
        ),
        class_name="metric-pair",
    )


def _formula() -> rx.Component:
    control = rx.el.textarea(
        id="metric-formula",
        default_value=MetricFormState.formula,
        on_change=MetricFormState.set_formula.debounce(300),
        placeholder="SUM(revenue) / SUM(cost)",
        rows=3,
        max_length=10_000,
        class_name="control metric-input",
        custom_attrs=describe("metric-formula", MetricFormState.problem) | {"spellCheck": "false"},
    )
    return rx.el.div(
        field(
            "Formula",
            control,
            control_id="metric-formula",
            hint="Over what columns mean, as in SUM(cost), or other metrics, as in roas * 2.",
        ),
        _verdict(),
        rx.el.details(
            rx.el.summary("What columns can mean"),
            rx.el.p(", ".join(_MEANINGS), class_name="metric-meanings"),
            class_name="metric-help",
        ),
    )


def _verdict() -> rx.Component:
    return rx.el.div(
        rx.cond(
            MetricFormState.problem,
            rx.fragment(
                rx.el.p(
                    icon("circle-alert", 14), MetricFormState.problem, class_name="field-error"
                ),
                rx.cond(
                    MetricFormState.here,
                    rx.el.code(
                        MetricFormState.before,
                        rx.el.mark(MetricFormState.here),
                        class_name="metric-place",
                    ),
                ),
            ),
            rx.cond(
                MetricFormState.needs,
                rx.el.p(
                    icon("check", 14),
                    "Understood. Needs ",
                    MetricFormState.needs,
                    ".",
                    class_name="metric-good",
                ),
            ),
        ),
        id="metric-formula-error",
        role="status",
        class_name="metric-verdict",
    )


def _meaning(meaning: rx.Var[str]) -> rx.Component:
    return chip(meaning)


def _fact(name: str, value: str | rx.Var[str] | rx.Component) -> rx.Component:
    return rx.el.div(rx.el.dt(name), rx.el.dd(value))


def _uses(title: str, uses: rx.Var[list[Use]], none: str) -> rx.Component:
    return rx.el.div(
        rx.el.h3(title, class_name="text-13 font-semibold mb-1"),
        rx.cond(
            uses.length() > 0,
            rx.el.ul(
                rx.foreach(uses, lambda use: rx.el.li(link(use.name, to=use.href))),
                class_name="metric-uses",
            ),
            rx.el.p(none, class_name="text-13 text-muted"),
        ),
    )
