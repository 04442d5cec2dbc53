"""The card that asks what became of columns, above everything else about the source."""

from __future__ import annotations

import reflex as rx

from cashstage.ui.components.button import button
from cashstage.ui.components.field import field, select
from cashstage.ui.components.label import notice
from cashstage.ui.states.source import SourceState
from cashstage.ui.states.source_drift import SourceDriftState
from cashstage.ui.states.source_questions import Question


def drift() -> rx.Component:
    """Nothing while no column is in question."""
    return rx.cond(
        SourceState.questions.length() > 0,
        rx.el.form(
            rx.el.h2("What became of these columns?", class_name="text-14 font-semibold"),
            rx.el.p(
                "The newest table lacks what charts ask for, so they keep the last good data until "
                "you decide. You can take it back later.",
                class_name="mb-4 text-13 text-muted",
            ),
            rx.el.div(
                rx.foreach(SourceState.questions, _question),
                class_name="grid gap-4 sm:grid-cols-2",
            ),
            notice(SourceDriftState.notice),
            rx.el.div(
                button("Decide and read again", kind="primary", type="submit"),
                class_name="mt-4 flex justify-end",
            ),
            on_submit=SourceDriftState.answer,
            class_name="card p-4 mt-4 appear",
        ),
    )


def _question(question: rx.Var[Question]) -> rx.Component:
    return field(
        question["title"],
        select(question["choices"], id=question["field"], name=question["field"]),
        control_id=question["field"],
        hint=question["hint"],
    )
