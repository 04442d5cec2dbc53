"""The dialog with a dashboard's settings, and the controls of its parameters above the widgets."""

from __future__ import annotations

import reflex as rx

from cashstage.dashboards.dashboard.parameters import ParameterKind
from cashstage.ui.components.browser import dialog, dialog_actions, draft
from cashstage.ui.components.button import button, icon_button
from cashstage.ui.components.field import select, select_field
from cashstage.ui.components.label import notice
from cashstage.ui.states.dashboard import DashboardState
from cashstage.ui.states.dashboard_settings import DashboardSettingsState
from cashstage.ui.states.organization import TIME_ZONES
from cashstage.ui.states.parameters import ParameterControl, ParameterDraft

_KINDS: tuple[tuple[str, str], ...] = (
    (ParameterKind.NUMBER, "Number"),
    (ParameterKind.TEXT, "Text"),
    (ParameterKind.CHOICE, "Choice"),
)


def settings_button() -> rx.Component:
    """Opens the dialog."""
    return icon_button(
        "settings-2", "Settings of this dashboard", on_click=DashboardSettingsState.open
    )


def settings_dialog() -> rx.Component:
    """Time zone and parameters; nothing is saved before Save."""
    return dialog(
        "Settings of this dashboard",
        rx.el.div(
            select_field(
                "Time zone",
                [("", "As in the organization"), *((z, z.replace("_", " ")) for z in TIME_ZONES)],
                name="dashboard-zone",
                value=DashboardSettingsState.time_zone,
                on_change=DashboardSettingsState.set_time_zone,
                hint="Where “today” begins for date ranges, and where a day of older data ends.",
            ),
            rx.el.fieldset(
                rx.el.legend("Parameters", class_name="field-label"),
                rx.el.p(
                    "Readers set them above the widgets. Write @name in a condition or formula.",
                    class_name="field-hint",
                ),
                rx.foreach(DashboardSettingsState.drafts, _draft),
                rx.cond(
                    DashboardSettingsState.may_add,
                    button(
                        "Add parameter",
                        kind="quiet",
                        icon_name="plus",
                        on_click=DashboardSettingsState.add_parameter,
                    ),
                ),
                class_name="grid gap-2 justify-items-start",
            ),
            notice(DashboardSettingsState.problem, tone="warn"),
            class_name="grid gap-4",
        ),
        dialog_actions(
            button("Cancel", on_click=DashboardSettingsState.close),
            button("Save", kind="primary", on_click=DashboardSettingsState.save),
        ),
        open=DashboardSettingsState.shown,
        on_close=DashboardSettingsState.close,
        wide=True,
    )


def _draft(pick: rx.Var[ParameterDraft], index: rx.Var[int]) -> rx.Component:
    def part(name: str, label: str, placeholder: str, class_name: str = "control") -> rx.Component:
        return draft(
            pick[name],
            on_commit=lambda text: DashboardSettingsState.set_draft(index, name, text),
            placeholder=placeholder,
            class_name=class_name,
            max_length=4000 if name == "choices" else 200,
            custom_attrs={"aria-label": label},
        )

    return rx.el.div(
        part("name", "Name of the parameter", "name"),
        part("value", "First value", "First value"),
        select(
            _KINDS,
            value=pick["kind"],
            on_change=lambda kind: DashboardSettingsState.set_draft(index, "kind", kind),
            custom_attrs={"aria-label": "Kind of the parameter"},
        ),
        icon_button(
            "x", "Remove this parameter", on_click=DashboardSettingsState.remove_draft(index)
        ),
        rx.cond(
            pick["kind"] == ParameterKind.CHOICE,
            part("choices", "Choices", "low, medium, high", "control parameter-choices"),
        ),
        class_name="parameter-row w-full",
    )


def parameter_bar() -> rx.Component:
    """One control per parameter."""
    return rx.foreach(DashboardState.parameter_controls, _control)


def _control(control: rx.Var[ParameterControl]) -> rx.Component:
    return rx.el.label(
        rx.el.span(control["label"]),
        rx.cond(
            control["kind"] == ParameterKind.CHOICE,
            select(
                control["choices"],
                value=control["value"],
                on_change=lambda text: DashboardState.set_parameter(control["name"], text),
                class_name="control control-inline",
            ),
            draft(
                control["value"],
                on_commit=lambda text: DashboardState.set_parameter(control["name"], text),
                class_name="control control-inline",
                max_length=200,
            ),
        ),
        class_name="parameter",
    )
