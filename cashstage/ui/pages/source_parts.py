"""The sides of a data source that everybody sees, but for its rows: columns, report, snapshots."""

from __future__ import annotations

import reflex as rx

from cashstage.sources.snapshot.report import ReportPart
from cashstage.ui.components.browser import ago
from cashstage.ui.components.button import button, icon_button
from cashstage.ui.components.label import chip
from cashstage.ui.components.placeholder import placeholder, skeleton
from cashstage.ui.components.table import Column, data_table
from cashstage.ui.pages.source_history import change
from cashstage.ui.states.source import ROWS, SourceState
from cashstage.ui.states.source_column import SourceColumnState
from cashstage.ui.states.source_diff import SourceDiffState
from cashstage.ui.states.source_rows import SourceRowsState
from cashstage.ui.states.source_view import ColumnLine, SnapshotLine


def columns() -> rx.Component:
    """What each column was taken for."""
    return when_read(
        data_table(
            "Columns in the order of the table",
            SourceState.columns,
            [
                Column("Name", lambda column: column["name"], class_name="min-w-36"),
                Column("Type", lambda column: chip(column["type"])),
                Column("Meaning", _meaning),
                Column("Used as", lambda column: column["role"], class_name="whitespace-nowrap"),
                Column(
                    "Shown as",
                    lambda column: column["format"],
                    class_name="whitespace-nowrap text-muted",
                ),
                Column(
                    "Correct",
                    _correct,
                    hidden_title=True,
                    class_name="text-right whitespace-nowrap",
                ),
            ],
        )
    )


def _correct(column: rx.Var[ColumnLine]) -> rx.Component:
    return rx.el.span(
        rx.cond(column["overridden"], chip("by hand")),
        rx.cond(
            SourceState.may_edit,
            icon_button(
                "pencil",
                "Correct " + column["name"].to(str),
                on_click=SourceColumnState.open(column["id"]),
            ),
        ),
        class_name="inline-flex items-center gap-2",
    )


def report() -> rx.Component:
    """What became of the rows and cells of the latest fetch."""
    return when_read(
        rx.el.section(
            rx.el.p(
                "How the newest snapshot was read, ",
                ago(SourceState.taken_at),
                ".",
                class_name="text-13 text-muted",
            ),
            rx.el.dl(rx.foreach(SourceState.report, _part), class_name="source-report"),
            class_name="card p-4 appear",
        )
    )


def snapshots() -> rx.Component:
    """Every copy that was kept, newest first."""
    return when_read(
        rx.el.div(
            rx.el.ol(rx.foreach(SourceState.snapshots, _snapshot), class_name="timeline"),
            rx.cond(
                SourceState.snapshots_cursor,
                rx.el.div(
                    button("Show older", on_click=SourceState.more_snapshots),
                    class_name="mt-4 text-center",
                ),
            ),
            class_name="card p-4 appear",
        )
    )


def when_read(content: rx.Component) -> rx.Component:
    """The content once there is a snapshot; until then its place, or why there is none."""
    return rx.cond(
        SourceState.content_loaded,
        rx.cond(SourceState.has_data, content, _nothing_yet()),
        skeleton("source-rows-skeleton"),
    )


def _nothing_yet() -> rx.Component:
    return rx.cond(
        SourceState.job["open"],
        placeholder(
            "loader",
            "Being read for the first time",
            "Its rows appear here by themselves; you can leave this page meanwhile.",
        ),
        placeholder(
            "table-2",
            "Nothing was read yet",
            rx.cond(
                SourceState.reason,
                "The first fetch did not succeed; the reason is above.",
                "The first fetch was stopped before it was done.",
            ),
            rx.cond(
                SourceState.may_edit,
                button("Fetch it now", kind="primary", on_click=SourceState.sync),
            ),
        ),
    )


def _meaning(column: rx.Var[ColumnLine]) -> rx.Component:
    return rx.cond(column["meaning"], chip(column["meaning"], accent=True))


def _part(part: rx.Var[ReportPart]) -> rx.Component:
    return rx.el.div(
        rx.el.dt(part["title"]),
        rx.foreach(part["sentences"], rx.el.dd),
    )


def _snapshot(line: rx.Var[SnapshotLine]) -> rx.Component:
    return rx.el.li(
        rx.el.span(ago(line["taken_at"]), class_name="timeline-when"),
        rx.el.span(change(line), class_name="timeline-change"),
        rx.el.span(line["rows"], class_name="timeline-number"),
        rx.el.span(line["size"], class_name="timeline-number text-muted"),
        rx.el.span(
            rx.cond(
                line["comparable"],
                button("What changed", kind="quiet", on_click=SourceDiffState.open(line["id"])),
            ),
            button(
                "Show rows",
                kind="quiet",
                on_click=[SourceRowsState.show_at(line["taken_at"]), SourceState.show(ROWS)],
            ),
            class_name="timeline-more",
        ),
        custom_attrs={"data-unchanged": rx.cond(line["unchanged"], "true", "false")},
    )
