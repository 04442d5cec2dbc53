"""The profile of a data source: how far it can be relied on, and what each column holds."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cashstage.ui.components.browser import ago
from cashstage.ui.components.button import button
from cashstage.ui.components.label import chip
from cashstage.ui.components.placeholder import failed, skeleton
from cashstage.ui.components.whenever import whenever
from cashstage.ui.pages.source_parts import when_read
from cashstage.ui.states.profile_lines import Bar, Fact, Mark, ProfileLine, TopLine
from cashstage.ui.states.source import SourceState
from cashstage.ui.states.source_profile import COLUMNS_PER_PAGE, PartLine, SourceProfileState


def profile() -> rx.Component:
    """Score, facts and columns; computed when it is looked at, and anew for a new snapshot."""
    return when_read(
        rx.el.div(
            whenever(value=SourceState.taken_at, on_value=SourceProfileState.load),
            rx.match(
                SourceProfileState.phase,
                ("ready", _profile()),
                (
                    "failed",
                    failed(
                        SourceProfileState.problem,
                        button("Try again", on_click=SourceProfileState.load),
                    ),
                ),
                _skeleton(),
            ),
            class_name="profile",
        )
    )


def _profile() -> rx.Component:
    return rx.el.div(
        _quality(),
        _facts(),
        rx.el.section(
            rx.el.h2("Columns", class_name="sr-only"),
            rx.el.ul(
                rx.foreach(SourceProfileState.columns, _column), class_name="profile-columns card"
            ),
        ),
        rx.cond(
            SourceProfileState.more,
            rx.el.div(
                button("Show more", on_click=SourceProfileState.show_more),
                rx.el.p(SourceProfileState.more, class_name="mt-1 text-12 text-muted"),
                class_name="text-center",
            ),
        ),
        class_name="profile-parts appear",
    )


def _quality() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2("Quality", class_name="text-13 font-medium"),
            rx.el.p(
                rx.el.span(SourceProfileState.score, class_name="profile-score-number"),
                rx.el.span(" of 100", class_name="text-13 text-muted"),
            ),
            rx.el.p(SourceProfileState.verdict, class_name="profile-verdict"),
            rx.el.p(
                "The mean of what can be judged, each part by its weight.",
                class_name="text-12 text-muted",
            ),
            class_name="profile-score",
            custom_attrs={"data-tone": SourceProfileState.tone},
        ),
        rx.el.ul(rx.foreach(SourceProfileState.parts, _part), class_name="profile-quality-parts"),
        class_name="profile-quality card",
    )


def _part(part: rx.Var[PartLine]) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.el.span(part["name"], class_name="font-medium"),
            " ",
            rx.el.span(part["weight"], class_name="text-12 text-muted"),
            class_name="profile-part-name",
        ),
        _meter(part["width"]),
        rx.el.span(part["score"], class_name="profile-part-score"),
        rx.el.p(part["sentence"], class_name="profile-part-said"),
        custom_attrs={"data-tone": part["tone"]},
    )


def _meter(width: Any) -> rx.Component:
    """A bar of which a part is full; its neighbour says the number."""
    return rx.el.span(
        rx.el.span(style={"width": width}),
        class_name="profile-meter",
        custom_attrs={"aria-hidden": "true"},
    )


def _facts() -> rx.Component:
    return rx.el.dl(
        _fact(
            "Freshness",
            ago(SourceProfileState.taken_at),
            rx.fragment(
                SourceState.refresh_word,
                rx.cond(
                    SourceProfileState.newest,
                    rx.el.span(SourceProfileState.newest, class_name="block"),
                ),
            ),
        ),
        _fact("Rows", SourceProfileState.rows, SourceProfileState.trend, _sparkline()),
        _fact("Repeated rows", SourceProfileState.duplicates, SourceProfileState.duplicates_said),
        class_name="profile-facts",
    )


def _fact(title: str, number: Any, said: Any, picture: rx.Component | None = None) -> rx.Component:
    return rx.el.div(
        rx.el.dt(title),
        rx.el.dd(number, class_name="profile-number"),
        rx.el.dd(said, class_name="text-12 text-muted"),
        picture if picture is not None else rx.fragment(),
        class_name="card",
    )


def _sparkline() -> rx.Component:
    return rx.cond(
        SourceProfileState.line,
        rx.el.dd(
            rx.el.svg(
                rx.el.path(d=SourceProfileState.line),
                view_box="0 0 100 24",
                role="img",
                class_name="profile-sparkline",
                custom_attrs={
                    "preserveAspectRatio": "none",
                    "aria-label": SourceProfileState.trend_said,
                },
            ),
            class_name="profile-trend",
        ),
    )


def _column(line: rx.Var[ProfileLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.h3(line["name"], class_name="profile-name"),
            rx.el.div(
                chip(line["type"]),
                rx.cond(line["meaning"], chip(line["meaning"], accent=True)),
                class_name="flex flex-wrap gap-1",
            ),
            _filled(line),
            class_name="profile-head",
        ),
        rx.el.div(
            rx.el.div(
                rx.cond(line["bars"].length() > 0, _bars(line), _tops(line)),
                role="img",
                custom_attrs={"aria-label": line["summary"]},
            ),
            rx.cond(line["days"], _days(line)),
            class_name="profile-picture",
        ),
        rx.el.dl(rx.foreach(line["facts"], _number), class_name="profile-numbers"),
        class_name="profile-column",
    )


def _filled(line: rx.Var[ProfileLine]) -> rx.Component:
    return rx.el.p(
        _meter(line["filled_width"]),
        rx.el.span(line["filled"], " filled"),
        title=line["filled_said"],
        class_name="profile-filled",
    )


def _bars(line: rx.Var[ProfileLine]) -> rx.Component:
    return rx.fragment(
        rx.el.div(rx.foreach(line["bars"], _bar), class_name="profile-bars"),
        rx.el.div(rx.el.span(line["low"]), rx.el.span(line["high"]), class_name="profile-ends"),
    )


def _bar(bar: rx.Var[Bar]) -> rx.Component:
    return rx.el.span(rx.el.span(style={"height": bar["height"]}), title=bar["said"])


def _tops(line: rx.Var[ProfileLine]) -> rx.Component:
    return rx.fragment(
        rx.el.div(rx.foreach(line["tops"], _top), class_name="profile-tops"),
        rx.cond(line["rest"], rx.el.p(line["rest"], class_name="text-12 text-muted")),
    )


def _top(top: rx.Var[TopLine]) -> rx.Component:
    return rx.el.div(
        rx.el.span(style={"width": top["width"]}, class_name="profile-top-bar"),
        rx.el.span(top["label"], class_name="profile-top-label"),
        rx.el.span(top["share"], class_name="profile-top-share"),
        title=top["said"],
    )


def _days(line: rx.Var[ProfileLine]) -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.foreach(line["marks"], _mark),
            class_name="profile-strip",
            custom_attrs={"aria-hidden": "true"},
        ),
        rx.el.p(line["days"], class_name="text-12 text-muted"),
    )


def _mark(mark: rx.Var[Mark]) -> rx.Component:
    return rx.el.span(style={"left": mark["left"], "width": mark["width"]}, title=mark["said"])


def _number(fact: rx.Var[Fact]) -> rx.Component:
    return rx.el.div(rx.el.dt(fact["label"]), rx.el.dd(fact["value"]))


def _skeleton() -> rx.Component:
    return rx.el.div(
        skeleton("profile-quality-skeleton"),
        rx.el.div(
            *(skeleton("profile-fact-skeleton") for _ in range(3)), class_name="profile-facts"
        ),
        rx.el.div(
            rx.foreach(
                SourceState.columns[:COLUMNS_PER_PAGE],
                lambda _: skeleton("profile-column-skeleton"),
            ),
            class_name="grid gap-2",
        ),
        role="status",
        class_name="profile-parts",
        custom_attrs={"aria-label": "Profiling the columns"},
    )
