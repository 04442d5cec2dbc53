"""`/blends/{id}`: which sources are read as one, which of their columns are one, what comes out."""

from __future__ import annotations

import reflex as rx

from cashstage.ui.components.browser import dialog, dialog_actions, draft
from cashstage.ui.components.button import button, link_button
from cashstage.ui.components.label import notice, save_indicator
from cashstage.ui.components.placeholder import failed, placeholder, skeleton, skeleton_rows
from cashstage.ui.components.sheet_rows import sheet_rows
from cashstage.ui.components.shell import page_head, shell
from cashstage.ui.page import Page
from cashstage.ui.pages.blend_columns import columns, how
from cashstage.ui.pages.blend_rates import exchange_rates
from cashstage.ui.states.blend import BlendState, ChoiceView
from cashstage.ui.states.exchange_rates import ExchangeRatesState


def _body() -> rx.Component:
    return shell(
        rx.el.div(
            rx.match(
                BlendState.phase,
                ("missing", _missing()),
                ("choosing", _choosing()),
                ("editing", _editing()),
                _loading(),
            ),
            class_name="page",
        ),
        current="/sources",
    )


def _loading() -> rx.Component:
    return rx.fragment(skeleton("h-[34px] w-64"), skeleton("h-12"), skeleton_rows(5, "h-16"))


def _missing() -> rx.Component:
    return failed(
        "There is no such blend. It may have been deleted.", link_button("All blends", "/blends")
    )


def _choosing() -> rx.Component:
    return rx.cond(
        BlendState.may_edit,
        rx.fragment(
            page_head("New blend"),
            notice(BlendState.notice, tone="warn"),
            rx.cond(BlendState.choices.length() > 1, _choices(), _too_few()),
        ),
        placeholder("lock", "You can't make blends", "Only editors and admins can."),
    )


def _too_few() -> rx.Component:
    return placeholder(
        "table-2",
        "A blend needs two sources",
        "Connect another spreadsheet or upload a file first.",
        link_button("Connect a source", "/sources/new", kind="primary", icon_name="plus"),
    )


def _choices() -> rx.Component:
    return rx.el.section(
        rx.el.fieldset(
            rx.el.legend("Which sources?", class_name="text-14 font-semibold"),
            rx.el.p(
                "Choose 2 to 10. Columns that mean the same are found by themselves, whatever "
                "they are called.",
                class_name="mb-3 text-13 text-muted",
            ),
            rx.el.div(rx.foreach(BlendState.choices, _choice), class_name="blend-choices"),
        ),
        rx.el.div(
            rx.el.span(BlendState.chosen_count, " chosen", class_name="text-13 text-muted"),
            button(
                "Find what they share",
                kind="primary",
                icon_name="combine",
                busy=BlendState.proposing,
                disabled=~BlendState.may_propose,
                on_click=BlendState.propose,
            ),
            class_name="mt-4 flex items-center justify-between gap-3",
        ),
        class_name="card p-4 max-w-[720px]",
    )


def _choice(choice: rx.Var[ChoiceView]) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            checked=choice["place"].to(int) > 0,
            disabled=~choice["ready"].to(bool),
            on_change=BlendState.toggle_source(choice["id"]),
        ),
        rx.el.span(choice["name"], class_name="truncate"),
        rx.el.span(choice["note"], class_name="choice-note"),
        class_name="choice",
    )


def _editing() -> rx.Component:
    return rx.fragment(
        page_head(BlendState.blend_name, rx.cond(BlendState.may_edit, _actions())),
        notice(BlendState.notice),
        rx.cond(BlendState.may_edit, _name()),
        how(),
        notice(BlendState.problem, tone="warn"),
        columns(),
        rx.cond(BlendState.kind == "union", exchange_rates()),
        _rows(),
        rx.cond(BlendState.may_edit & (BlendState.saved_id != ""), _end()),
        _deletion(),
    )


def _actions() -> rx.Component:
    return rx.fragment(
        save_indicator(BlendState.save_state),
        rx.cond(
            BlendState.saved_id,
            button(
                "Make a dashboard",
                icon_name="layout-dashboard",
                busy=BlendState.making,
                on_click=BlendState.make_dashboard,
            ),
            button("Other sources", kind="quiet", on_click=BlendState.choose_again),
        ),
        button("Save", kind="primary", on_click=BlendState.save),
    )


def _name() -> rx.Component:
    return rx.el.div(
        rx.el.label("Name", html_for="blend-name", class_name="field-label"),
        draft(
            BlendState.blend_name,
            id="blend-name",
            key=BlendState.saved_id,
            on_commit=BlendState.rename,
            max_length=200,
        ),
        class_name="field max-w-[480px]",
    )


def _rows() -> rx.Component:
    return rx.el.section(
        rx.el.h2("What comes out", class_name="text-14 font-semibold"),
        rx.el.p(
            rx.cond(
                BlendState.kind == "union",
                "Some rows of each source.",
                "The sums of each source, by the keys.",
            ),
            class_name="mb-2 text-13 text-muted",
        ),
        rx.foreach(BlendState.notes, lambda note: rx.el.p(note, class_name="mb-1 text-13")),
        rx.cond(
            BlendState.heads.length() > 0,
            sheet_rows("First rows of the blend", BlendState.heads, BlendState.rows),
            rx.cond(BlendState.problem, rx.fragment(), skeleton("h-64")),
        ),
        class_name="min-w-0",
    )


def _end() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2("Delete", class_name="text-14 font-semibold"),
            rx.el.p(
                "Removes the blend. Its sources and their history stay.",
                class_name="text-13 text-muted",
            ),
        ),
        button("Delete this blend", kind="danger", on_click=BlendState.ask_to_delete),
        class_name="card p-4 flex flex-wrap items-center justify-between gap-3",
    )


def _deletion() -> rx.Component:
    return dialog(
        "Delete this blend?",
        rx.el.p(
            "Charts that show it will say that it was deleted.", class_name="text-14 text-muted"
        ),
        dialog_actions(
            button("Keep it", kind="quiet", on_click=BlendState.keep),
            button("Delete", kind="danger", on_click=BlendState.delete),
        ),
        open=BlendState.deleting,
        on_close=BlendState.keep,
    )


PAGE = Page(
    "/blends/[blend_id]", "Blend", _body, on_load=(BlendState.open, ExchangeRatesState.load)
)
