"""Calculated columns on the page of a data source, below its own columns."""

from __future__ import annotations

import reflex as rx

from cashstage.metrics.typed import Use
from cashstage.ui.components.browser import dialog, dialog_actions
from cashstage.ui.components.button import button, icon_button
from cashstage.ui.components.field import field, text_field
from cashstage.ui.components.label import chip, notice
from cashstage.ui.components.placeholder import skeleton
from cashstage.ui.components.table import Column, data_table
from cashstage.ui.components.whenever import whenever
from cashstage.ui.formulas.editor import formula_editor
from cashstage.ui.states.source import SourceState
from cashstage.ui.states.source_calculated import CalculatedLine, SourceCalculatedState

_EXPLAINED = (
    "A formula worked out for every row, such as the market in a campaign's name. Widgets group,"
    " filter and add up by it like by any column."
)


def calculated_columns() -> rx.Component:
    """The list with what can be done to it, and its dialog."""
    return rx.el.section(
        whenever(value=SourceState.taken_at, on_value=SourceCalculatedState.load),
        rx.el.div(
            rx.el.div(
                rx.el.h2("Calculated columns", class_name="text-16 font-semibold"),
                rx.el.p(_EXPLAINED, class_name="mt-1 max-w-[68ch] text-13 text-muted"),
            ),
            rx.cond(
                SourceState.may_edit,
                button(
                    "Add calculated column",
                    icon_name="plus",
                    on_click=SourceCalculatedState.write(""),
                ),
            ),
            class_name="mb-3 flex flex-wrap items-end justify-between gap-3",
        ),
        notice(SourceCalculatedState.notice),
        rx.cond(
            SourceCalculatedState.loaded,
            rx.cond(SourceCalculatedState.lines.length() > 0, _list(), _none()),
            skeleton("h-[53px]"),
        ),
        _dialog(),
        class_name="mt-8",
    )


def _list() -> rx.Component:
    return data_table(
        "Calculated columns",
        SourceCalculatedState.lines,
        [
            Column("Name", lambda line: line["name"], class_name="min-w-36"),
            Column("Formula", _formula),
            Column("Type", _type),
            Column(
                "Change", _actions, hidden_title=True, class_name="text-right whitespace-nowrap"
            ),
        ],
    )


def _formula(line: rx.Var[CalculatedLine]) -> rx.Component:
    return rx.fragment(
        rx.el.code(line["formula"], class_name="calculated-formula", title=line["formula"]),
        rx.cond(
            line["problem"],
            rx.el.span(line["problem"], class_name="block text-12 text-bad"),
        ),
    )


def _type(line: rx.Var[CalculatedLine]) -> rx.Component:
    return rx.cond(line["problem"], chip("broken", icon_name="circle-alert"), chip(line["type"]))


def _actions(line: rx.Var[CalculatedLine]) -> rx.Component:
    name = line["name"].to(str)
    return rx.cond(
        SourceState.may_edit,
        rx.el.span(
            icon_button(
                "pencil", "Change " + name, on_click=SourceCalculatedState.write(line["id"])
            ),
            icon_button(
                "trash-2", "Delete " + name, on_click=SourceCalculatedState.delete(line["id"])
            ),
            class_name="inline-flex items-center gap-1",
        ),
    )


def _none() -> rx.Component:
    return rx.el.p("There is none yet.", class_name="card p-4 text-13 text-muted")


def _dialog() -> rx.Component:
    return dialog(
        rx.cond(SourceCalculatedState.field_id, "Calculated column", "New calculated column"),
        rx.el.form(
            rx.el.div(
                text_field(
                    "Name",
                    name="name",
                    default_value=SourceCalculatedState.name,
                    placeholder="Market",
                    required=True,
                    max_length=200,
                ),
                field(
                    "Formula",
                    formula_editor(
                        SourceCalculatedState.formula,
                        source=SourceCalculatedState.of,
                        fields=SourceCalculatedState.fields,
                        kind=Use.COLUMN,
                        id="calculated-formula",
                        field_id=SourceCalculatedState.field_id,
                        placeholder="REGEXP_EXTRACT(Campaign, '^([A-Z]{2})_')",
                        on_commit=SourceCalculatedState.set_formula,
                    ),
                    control_id="calculated-formula",
                ),
                class_name="formula-room grid gap-4",
            ),
            notice(SourceCalculatedState.problem),
            dialog_actions(
                button("Cancel", kind="quiet", on_click=SourceCalculatedState.close),
                button("Save", kind="primary", type="submit"),
            ),
            on_submit=SourceCalculatedState.save,
            key=SourceCalculatedState.field_id,
        ),
        open=SourceCalculatedState.writing,
        on_close=SourceCalculatedState.close,
        wide=True,
    )
