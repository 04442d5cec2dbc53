"""The part of a data source's settings that says how long its history is kept."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cashstage.ui.components.browser import draft
from cashstage.ui.components.button import button
from cashstage.ui.components.field import field
from cashstage.ui.components.label import notice, save_indicator
from cashstage.ui.components.placeholder import skeleton
from cashstage.ui.states.history_view import CUSTOM, EVERYTHING, THINNED
from cashstage.ui.states.source_retention import SourceRetentionState

_PRESETS = (
    (EVERYTHING, "Keep everything", "Every snapshot, for ever"),
    (THINNED, "Thin out", "One a day after 30 days, a week after 180, a month after 730"),
    (CUSTOM, "Custom", "Your own ages"),
)
_FIELDS = (
    ("daily_after_days", "One a day after"),
    ("weekly_after_days", "One a week after"),
    ("monthly_after_days", "One a month after"),
)


def retention() -> rx.Component:
    """A choice among rules, what the chosen one would do, and a picture of it."""
    return rx.el.section(
        rx.el.h2("Snapshots kept", class_name="text-14 font-semibold"),
        rx.el.p(
            "The first and the newest snapshot always stay. Of a day, week or month the last one "
            "does; moments between two snapshots are answered by the one before.",
            class_name="mt-1 mb-2 text-13 text-muted",
        ),
        rx.el.fieldset(
            rx.el.legend("What is kept", class_name="sr-only"),
            *(_preset(*preset) for preset in _PRESETS),
            class_name="history-presets",
        ),
        rx.cond(SourceRetentionState.preset == CUSTOM, _ages()),
        rx.el.div(
            rx.cond(
                SourceRetentionState.loaded,
                rx.cond(
                    SourceRetentionState.problem, notice(SourceRetentionState.problem), _dry_run()
                ),
                skeleton("history-skeleton"),
            ),
            class_name="history-dry-run",
            custom_attrs={"aria-busy": SourceRetentionState.busy},
        ),
        notice(SourceRetentionState.notice),
        rx.el.div(
            rx.el.p(
                "Snapshots go within six hours of saving, and can't be brought back.",
                class_name="text-12 text-muted",
            ),
            save_indicator(SourceRetentionState.saved),
            button(
                "Save",
                disabled=~SourceRetentionState.changed | (SourceRetentionState.problem != ""),
                on_click=SourceRetentionState.save,
            ),
            class_name="history-end",
        ),
        class_name="card p-4",
    )


def _preset(value: str, title: str, note: str) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="radio",
            name="history",
            value=value,
            checked=SourceRetentionState.preset == value,
            on_change=SourceRetentionState.choose(value),
        ),
        rx.el.span(
            rx.el.span(title, class_name="block"),
            rx.el.span(note, class_name="choice-note"),
        ),
        class_name="choice",
    )


def _ages() -> rx.Component:
    return rx.el.div(*(_age(name, title) for name, title in _FIELDS), class_name="history-ages")


def _age(name: str, title: str) -> rx.Component:
    control = rx.el.div(
        draft(
            SourceRetentionState.ages[name],
            on_commit=SourceRetentionState.set_age(name),
            input_mode="numeric",
            placeholder="Never",
            max_length=6,
            id=name,
            class_name="control",
        ),
        rx.el.span("days", class_name="text-13 text-muted"),
        class_name="history-age",
    )
    return field(title, control, control_id=name)


def _dry_run() -> rx.Component:
    return rx.fragment(
        rx.el.p(
            SourceRetentionState.sentence,
            rx.cond(SourceRetentionState.busy, rx.el.span(class_name="spinner ms-2")),
            role="status",
            class_name="text-14",
        ),
        rx.cond(SourceRetentionState.timeline.length() > 0, _picture()),
    )


def _picture() -> rx.Component:
    """Two lines of dots; the sentence above says the same in words."""
    return rx.el.div(
        _line("Now", lambda dot: _dot(dot["before"], "kept")),
        _line("Then", lambda dot: _dot(dot["after"], rx.cond(dot["gone"], "gone", "kept"))),
        rx.el.div(
            rx.el.span(SourceRetentionState.since),
            rx.el.span(_dot("1", "gone"), "nothing stays"),
            rx.el.span("today"),
            class_name="history-scale",
        ),
        class_name="history-picture",
        custom_attrs={"aria-hidden": "true"},
    )


def _line(title: str, render: Any) -> rx.Component:
    return rx.fragment(
        rx.el.span(title, class_name="history-line-title"),
        rx.el.div(rx.foreach(SourceRetentionState.timeline, render), class_name="history-line"),
    )


def _dot(size: str | rx.Var[Any], kind: str | rx.Var[str]) -> rx.Component:
    return rx.el.span(class_name="history-dot", custom_attrs={"data-size": size, "data-kind": kind})
