"""How a blend reads its sources, and which of their columns are one."""

from __future__ import annotations

import reflex as rx

from cashstage.query.blend import BlendKind, JoinKind
from cashstage.query.spec import Grain
from cashstage.ui.components.browser import draft
from cashstage.ui.components.button import button, icon, icon_button
from cashstage.ui.components.field import checkbox, field, select
from cashstage.ui.components.label import chip
from cashstage.ui.components.tabs import segments
from cashstage.ui.states.blend import BlendState
from cashstage.ui.states.blend_draft import CellView, LineView, SourceView

_KINDS = ((BlendKind.UNION, "Below each other"), (BlendKind.JOIN, "Joined by keys"))
_JOINS = (
    (JoinKind.LEFT, "All keys of the first source"),
    (JoinKind.INNER, "Keys that all sources have"),
    (JoinKind.FULL, "Keys that any source has"),
)
_GRAINS = (
    (Grain.DAY, "by day"),
    (Grain.WEEK, "by week"),
    (Grain.MONTH, "by month"),
    (Grain.QUARTER, "by quarter"),
    (Grain.YEAR, "by year"),
)
_READ_ONLY = ~BlendState.may_edit


def how() -> rx.Component:
    """The kind of blend and what belongs to it."""
    return rx.el.section(
        rx.el.div(
            rx.el.div(
                segments("Kind of blend", _KINDS, BlendState.kind, BlendState.set_kind),
                class_name="w-full sm:w-[300px]",
            ),
            rx.cond(BlendState.reason, rx.el.p(BlendState.reason, class_name="text-13 text-muted")),
            class_name="flex flex-wrap items-center gap-x-4 gap-y-2",
        ),
        rx.cond(BlendState.kind == BlendKind.UNION, _union(), _join()),
        class_name="card p-4 grid gap-4",
    )


def _union() -> rx.Component:
    return rx.el.div(
        field(
            "Currency",
            draft(
                BlendState.currency,
                id="blend-currency",
                key=BlendState.currency,
                on_commit=BlendState.set_currency,
                placeholder="As in the sources",
                max_length=3,
                disabled=_READ_ONLY,
            ),
            control_id="blend-currency",
            hint="Amounts in another one are converted by the exchange rates below.",
        ),
        field(
            "One more dimension",
            draft(
                BlendState.label_name,
                id="blend-label",
                key=BlendState.label_name,
                on_commit=BlendState.set_label_name,
                placeholder="Such as Channel",
                max_length=200,
                disabled=_READ_ONLY,
            ),
            control_id="blend-label",
            hint="Beside “Source”, which every row has; each source gets one value for it.",
        ),
        class_name="grid gap-4 sm:grid-cols-2",
    )


def _join() -> rx.Component:
    return field(
        "Which rows stay",
        select(
            _JOINS,
            id="blend-join",
            value=BlendState.join,
            on_change=BlendState.set_join,
            disabled=_READ_ONLY,
        ),
        control_id="blend-join",
        hint="Each source is added up to the keys first, so nothing is counted twice.",
    )


def columns() -> rx.Component:
    """One line per column of the blend, one column per source."""
    return rx.el.section(
        rx.el.div(
            rx.el.table(
                rx.el.caption(
                    "Columns of the blend and where they come from", class_name="sr-only"
                ),
                rx.el.thead(
                    rx.el.tr(
                        rx.el.th("Column", scope="col"),
                        rx.foreach(BlendState.member_list, _source),
                        rx.cond(
                            BlendState.may_edit,
                            rx.el.th(rx.el.span("Remove", class_name="sr-only")),
                        ),
                    )
                ),
                rx.el.tbody(rx.foreach(BlendState.lines, _line)),
                class_name="blend-map",
            ),
            class_name="table-scroll card",
            tab_index=0,
            role="region",
            custom_attrs={"aria-label": "Columns of the blend"},
        ),
        rx.cond(
            BlendState.may_edit,
            rx.el.div(
                button("Add column", kind="quiet", icon_name="plus", on_click=BlendState.add_line),
                class_name="mt-2",
            ),
        ),
        class_name="min-w-0",
    )


def _source(source: rx.Var[SourceView]) -> rx.Component:
    return rx.el.th(
        rx.el.div(
            rx.el.span(source["name"], class_name="truncate"),
            rx.cond(
                BlendState.may_edit & (BlendState.member_list.length() > 2),
                icon_button(
                    "x",
                    "Take " + source["name"].to(str) + " out",
                    on_click=BlendState.remove_member(source["id"]),
                ),
            ),
            class_name="blend-source",
        ),
        rx.cond(
            source["deleted"],
            rx.el.p("Deleted", class_name="text-12 text-bad font-normal"),
            rx.cond(
                source["lacking"],
                rx.el.p(
                    "Lacks ", source["lacking"], class_name="blend-lacks", title=source["lacking"]
                ),
                rx.el.p("Has all", class_name="blend-lacks"),
            ),
        ),
        rx.cond(
            BlendState.label_name,
            draft(
                source["label"],
                key=source["id"],
                on_commit=lambda title: BlendState.set_label(source["id"], title),
                placeholder=BlendState.label_name,
                max_length=200,
                class_name="control control-small mt-1 w-full",
                disabled=_READ_ONLY,
                custom_attrs={
                    "aria-label": BlendState.label_name + " of " + source["name"].to(str)
                },
            ),
        ),
        scope="col",
    )


def _line(line: rx.Var[LineView], index: rx.Var[int]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(
            draft(
                line["name"],
                key=line["name"],
                on_commit=lambda title: BlendState.rename_line(index, title),
                max_length=200,
                class_name="control control-small w-full font-medium",
                disabled=_READ_ONLY,
                custom_attrs={"aria-label": "Name of the column"},
            ),
            rx.cond(BlendState.kind == BlendKind.JOIN, _key(line, index)),
            rx.cond(
                line["problem"],
                rx.el.p(icon("triangle-alert", 12), line["problem"], class_name="blend-problem"),
            ),
            scope="row",
        ),
        rx.foreach(line["cells"], lambda cell: _cell(cell, line, index)),
        rx.cond(
            BlendState.may_edit,
            rx.el.td(
                icon_button(
                    "trash-2",
                    "Leave out " + line["name"].to(str),
                    on_click=BlendState.remove_line(index),
                )
            ),
        ),
    )


def _key(line: rx.Var[LineView], index: rx.Var[int]) -> rx.Component:
    ways = rx.fragment(
        rx.cond(
            line["grain"],
            select(
                _GRAINS,
                value=line["grain"],
                on_change=lambda grain: BlendState.set_grain(index, grain),
                class_name="control control-small",
                disabled=_READ_ONLY,
                custom_attrs={"aria-label": "How dates meet"},
            ),
        ),
        rx.cond(
            line["is_text"],
            checkbox(
                "Any case",
                checked=line["ignore_case"],
                on_change=BlendState.toggle_case(index),
                disabled=_READ_ONLY,
            ),
        ),
    )
    return rx.el.div(
        rx.el.button(
            rx.cond(
                line["is_key"], chip("Key", icon_name="key-round", accent=True), chip("Make key")
            ),
            type="button",
            on_click=BlendState.toggle_key(index),
            disabled=_READ_ONLY,
            custom_attrs={"aria-pressed": rx.cond(line["is_key"], "true", "false")},
        ),
        rx.cond(line["is_key"], ways),
        class_name="blend-key",
    )


def _cell(cell: rx.Var[CellView], line: rx.Var[LineView], index: rx.Var[int]) -> rx.Component:
    source = BlendState.member_list[cell["place"].to(int)]
    options = source["options"].to(list[tuple[str, str]])
    return rx.el.td(
        rx.el.select(
            rx.el.option("None", value=""),
            rx.foreach(options, lambda pair: rx.el.option(pair[1], value=pair[0])),
            value=cell["column"],
            on_change=lambda column: BlendState.set_cell(index, cell["source_id"], column),
            disabled=_READ_ONLY,
            class_name="control control-small w-full",
            custom_attrs={"aria-label": line["name"].to(str) + " in " + source["name"].to(str)},
        ),
        rx.el.p(cell["note"], class_name="blend-note", title=cell["note"]),
        custom_attrs={"data-state": cell["state"]},
    )
