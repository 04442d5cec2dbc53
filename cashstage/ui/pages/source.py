"""`/sources/{id}`: one data source, from how fresh it is down to its first rows."""

from __future__ import annotations

from collections.abc import Callable

import reflex as rx
from reflex.event import EventType

from cashstage.ui.components.browser import Address, ago
from cashstage.ui.components.button import button, icon, icon_button, link_button
from cashstage.ui.components.label import badge, notice, progress
from cashstage.ui.components.placeholder import failed, skeleton
from cashstage.ui.components.shell import page_head, shell
from cashstage.ui.components.tabs import tab, tab_list
from cashstage.ui.page import Page
from cashstage.ui.pages.source_column import correction
from cashstage.ui.pages.source_diff import comparison
from cashstage.ui.pages.source_drift import drift
from cashstage.ui.pages.source_history import newest_change, restated
from cashstage.ui.pages.source_parts import columns, report, snapshots
from cashstage.ui.pages.source_profile import profile
from cashstage.ui.pages.source_rows import rows
from cashstage.ui.pages.source_schedule import pause_button, paused_by
from cashstage.ui.pages.source_settings import deletion, settings
from cashstage.ui.states.source import (
    COLUMNS,
    PROFILE,
    REPORT,
    ROWS,
    SETTINGS,
    SNAPSHOTS,
    SourceState,
)
from cashstage.ui.states.source_history import SourceHistoryState
from cashstage.ui.states.source_reading import SourceReadingState
from cashstage.ui.states.source_retention import SourceRetentionState
from cashstage.ui.states.source_rows import SourceRowsState
from cashstage.ui.states.source_schedule import SourceScheduleState

_PANEL = "source-view"
_VIEWS: tuple[tuple[str, str, Callable[[], rx.Component]], ...] = (
    (ROWS, "Rows", rows),
    (COLUMNS, "Columns", columns),
    (PROFILE, "Profile", profile),
    (REPORT, "Report", report),
    (SNAPSHOTS, "Snapshots", snapshots),
)


def _body() -> rx.Component:
    return shell(
        rx.el.div(
            rx.match(
                SourceState.phase,
                ("missing", _missing()),
                ("ready", _source()),
                _loading(),
            ),
            class_name="page",
        ),
        current="/sources",
    )


def _source() -> rx.Component:
    return rx.fragment(
        Address.create(query=SourceRowsState.address),
        rx.el.div(
            page_head(SourceState.name, rx.cond(SourceState.may_edit, _actions())),
            _facts(),
            rx.cond(SourceState.job["open"], _bar()),
            class_name="source-head",
        ),
        notice(SourceState.notice, _dismiss()),
        _trouble(),
        notice(_waiting_reason(), tone="info"),
        drift(),
        _tabs(),
        rx.el.div(
            rx.match(
                SourceState.view,
                *((view, part()) for view, _, part in _VIEWS[1:]),
                (SETTINGS, settings()),
                rows(),
            ),
            id=_PANEL,
            role="tabpanel",
            class_name="min-w-0",
        ),
        deletion(),
        correction(),
        comparison(),
        restated(),
    )


def _actions() -> rx.Component:
    return rx.fragment(
        rx.cond(~SourceState.is_file, pause_button()),
        button(
            "Refresh now",
            icon_name="refresh-cw",
            busy=SourceState.asking,
            disabled=SourceState.job["open"],
            on_click=SourceState.sync,
        ),
        button(
            "Make a dashboard",
            kind="primary",
            icon_name="layout-dashboard",
            busy=SourceState.making,
            disabled=~SourceState.has_data,
            on_click=SourceState.make_dashboard,
        ),
    )


def _facts() -> rx.Component:
    return rx.el.ul(
        rx.el.li(
            rx.cond(
                SourceState.job["open"],
                _under_way(),
                badge(SourceState.badge, SourceState.state_word),
            )
        ),
        rx.el.li(
            rx.cond(SourceState.is_file, icon("file-text", 14), icon("table-2", 14)),
            rx.el.span(rx.cond(SourceState.is_file, "", "Google Sheet: "), SourceState.origin),
        ),
        rx.cond(
            SourceState.taken_at,
            rx.el.li(icon("clock", 14), rx.el.span("Data from ", ago(SourceState.taken_at))),
        ),
        rx.cond(
            ~SourceState.is_file,
            rx.el.li(
                rx.cond(
                    SourceState.paused_at,
                    rx.fragment(icon("pause", 14), paused_by()),
                    rx.fragment(icon("refresh-cw", 14), _by_itself()),
                ),
            ),
        ),
        newest_change(),
        class_name="source-facts",
    )


def _by_itself() -> rx.Component:
    return rx.el.span(
        SourceState.refresh_word,
        rx.cond(
            SourceState.next_refresh_at,
            rx.fragment(", next ", ago(SourceState.next_refresh_at)),
        ),
    )


def _trouble() -> rx.Component:
    """Why the data is not newer; what was read before stays in use."""
    return notice(
        rx.cond(
            SourceState.reason & SourceState.has_data,
            SourceState.reason + " Until then, the data from before is shown.",
            SourceState.reason,
        )
    )


def _under_way() -> rx.Component:
    """Takes the place of the state while a job is open, so that nothing jumps."""
    job = SourceState.job
    return rx.el.span(
        badge(job["state"], job["state_word"]),
        rx.cond(job["stage"], rx.el.span(job["stage"])),
        rx.cond(job["counted"], rx.el.span(job["counted"], class_name="tabular-nums")),
        rx.cond(job["next_try"], rx.el.span("next try ", ago(job["next_try"]))),
        rx.cond(
            SourceState.may_edit,
            icon_button("x", "Cancel this job", on_click=SourceState.cancel(job["id"])),
        ),
        role="status",
        class_name="source-job",
    )


def _bar() -> rx.Component:
    job = SourceState.job
    return rx.el.div(
        progress(job["rows_done"], job["rows_total"], job["state_word"]), class_name="source-bar"
    )


def _waiting_reason() -> rx.Var[str]:
    """Why a job waits to be tried again."""
    return rx.cond(SourceState.job["open"], SourceState.job["reason"], "")


def _tabs() -> rx.Component:
    return tab_list(
        "Sides of the data source",
        *(_tab(view, title) for view, title, _ in _VIEWS),
        rx.cond(
            SourceState.may_edit,
            _tab(
                SETTINGS,
                "Settings",
                SourceReadingState.load,
                SourceScheduleState.load,
                SourceHistoryState.load,
                SourceRetentionState.load,
            ),
        ),
    )


def _tab(view: str, title: str, *more: EventType[()]) -> rx.Component:
    return tab(
        title,
        current=SourceState.view == view,
        on_select=[SourceState.show(view), *more],
        controls=_PANEL,
    )


def _dismiss() -> rx.Component:
    return icon_button("x", "Close this message", on_click=SourceState.dismiss_notice)


def _missing() -> rx.Component:
    return failed(
        "There is no such data source, or it belongs to another organization.",
        link_button("All sources", "/sources"),
    )


def _loading() -> rx.Component:
    return rx.el.div(
        rx.el.div(skeleton("h-7 w-56"), class_name="flex items-center min-h-[40px]"),
        skeleton("mt-2 h-5 w-full max-w-[560px]"),
        skeleton("mt-5 h-[37px]"),
        skeleton("mt-5 source-rows-skeleton"),
        role="status",
        custom_attrs={"aria-label": "Loading the data source"},
    )


PAGE = Page(
    "/sources/[data_source_id]",
    "Data source",
    _body,
    on_load=(SourceState.open, SourceRowsState.open),
)
