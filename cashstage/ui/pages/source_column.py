"""The dialog in which a column is corrected."""

from __future__ import annotations

import reflex as rx

from cashstage.ui.components.browser import dialog, dialog_actions
from cashstage.ui.components.button import button, icon_button
from cashstage.ui.components.field import select_field
from cashstage.ui.components.label import chip, notice
from cashstage.ui.states.source_column import MEANINGS, ROLES, TYPES, SourceColumnState


def correction() -> rx.Component:
    """What the column is; the machine's opinion can be had back."""
    return dialog(
        SourceColumnState.name,
        rx.el.form(
            rx.el.div(
                select_field("Type", TYPES, name="type", default_value=SourceColumnState.type),
                select_field(
                    "Meaning",
                    MEANINGS,
                    name="semantic_type",
                    default_value=SourceColumnState.semantic_type,
                ),
                select_field("Used as", ROLES, name="role", default_value=SourceColumnState.role),
                select_field(
                    "Shown as",
                    SourceColumnState.formats,
                    name="format",
                    default_value=SourceColumnState.format,
                ),
                class_name="grid gap-4 sm:grid-cols-2",
            ),
            rx.cond(SourceColumnState.evidence, _why()),
            rx.cond(SourceColumnState.aliases.length() > 0, _aliases()),
            rx.el.p(
                "What you choose here is kept at every refresh. A new type is read from the source "
                "anew.",
                class_name="mt-3 text-13 text-muted",
            ),
            notice(SourceColumnState.problem),
            notice(SourceColumnState.notice),
            dialog_actions(
                rx.cond(
                    SourceColumnState.overridden,
                    button(
                        "Let Cashstage decide", kind="quiet", on_click=SourceColumnState.release
                    ),
                ),
                button("Cancel", kind="quiet", on_click=SourceColumnState.close),
                button("Save", kind="primary", type="submit"),
            ),
            on_submit=SourceColumnState.save,
            key=SourceColumnState.key,
        ),
        open=SourceColumnState.key != "",
        on_close=SourceColumnState.close,
    )


def _aliases() -> rx.Component:
    return rx.el.div(
        rx.el.span("Also known as", class_name="text-13 text-muted"),
        rx.foreach(SourceColumnState.aliases, _alias),
        class_name="mt-3 flex flex-wrap items-center gap-2",
    )


def _alias(name: rx.Var[str]) -> rx.Component:
    return rx.el.span(
        chip(name),
        icon_button(
            "unlink",
            name + " is another column",
            on_click=SourceColumnState.forget_alias(name),
        ),
        class_name="inline-flex items-center gap-1",
    )


def _why() -> rx.Component:
    return rx.el.dl(
        rx.el.dt("Why this type"),
        rx.el.dd(SourceColumnState.evidence),
        rx.el.dt("Best meaning"),
        rx.el.dd(rx.cond(SourceColumnState.proposal, SourceColumnState.proposal, "None")),
        class_name="why",
    )
