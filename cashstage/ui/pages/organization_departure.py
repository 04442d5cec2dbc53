"""The dialog that takes somebody out of the organization."""

from __future__ import annotations

import reflex as rx

from cashstage.ui.components.browser import dialog, dialog_actions
from cashstage.ui.components.button import button
from cashstage.ui.components.field import select_field
from cashstage.ui.components.label import notice
from cashstage.ui.states.departure import DepartureState


def departure_dialog() -> rx.Component:
    """Says what the person owns, and lets it be given to somebody."""
    return dialog(
        "Remove " + DepartureState.name,
        rx.el.p(
            "They can't sign in any more from this moment on. What they made stays.",
            class_name="text-14 text-muted",
        ),
        rx.cond(DepartureState.belongings, _heir()),
        notice(DepartureState.problem),
        dialog_actions(
            button("Cancel", kind="quiet", on_click=DepartureState.close),
            button("Remove", kind="danger", on_click=DepartureState.remove),
        ),
        open=DepartureState.leaving_id != "",
        on_close=DepartureState.close,
    )


def departure_told() -> rx.Component:
    """What became of the person's connections, once they are gone."""
    return rx.el.div(notice(DepartureState.told, tone="info"), class_name="mb-2 empty:mb-0")


def _heir() -> rx.Component:
    return rx.el.div(
        rx.el.p(
            "They own ",
            rx.el.strong(DepartureState.belongings, class_name="font-medium"),
            ". Refreshes go on as before. Should Google end their consent one day, the sources say "
            "how to go on through another account.",
            class_name="mb-4 text-14 text-muted",
        ),
        select_field(
            "Goes to",
            DepartureState.heirs,
            name="heir",
            value=DepartureState.heir_id,
            on_change=DepartureState.choose_heir,
            hint="Editors and admins",
        ),
        class_name="mt-3",
    )
