"""Every ingestion job: what runs, how far it is, what went wrong."""

from __future__ import annotations

import reflex as rx

from cashstage.ui.components.browser import ago
from cashstage.ui.components.button import button, icon_button, link
from cashstage.ui.components.label import badge, notice, progress
from cashstage.ui.components.placeholder import placeholder, skeleton_rows
from cashstage.ui.components.shell import page, shell
from cashstage.ui.components.table import Column, data_table
from cashstage.ui.components.tabs import segments
from cashstage.ui.page import Page
from cashstage.ui.states.jobs import EVERY_STATE, STATE_WORDS, JobRow, JobsState

_FILTERS = ((EVERY_STATE, "All"), *((state.value, word) for state, word in STATE_WORDS.items()))


def _body() -> rx.Component:
    return shell(
        page(
            "Jobs",
            notice(JobsState.notice),
            rx.el.div(
                segments("State", _FILTERS, JobsState.only, JobsState.show_only),
                class_name="overflow-x-auto w-fit max-w-full",
            ),
            rx.cond(
                JobsState.loaded,
                rx.cond(JobsState.rows.length() > 0, _table(), _none()),
                skeleton_rows(6),
            ),
        ),
        current="/jobs",
    )


def _table() -> rx.Component:
    return rx.el.div(
        data_table(
            "Ingestion jobs, newest first",
            JobsState.rows,
            [
                Column("Source", _source, class_name="min-w-40"),
                Column("State", _state, class_name="min-w-44"),
                Column("Rows", lambda job: job.rows, number=True),
                Column("Why", lambda job: job.trigger, class_name="whitespace-nowrap text-muted"),
                Column("Asked", _asked, class_name="whitespace-nowrap text-muted"),
                Column("Actions", _actions, hidden_title=True, number=True),
            ],
        ),
        rx.cond(
            JobsState.cursor,
            rx.el.div(
                button("Show more", on_click=JobsState.load_more), class_name="mt-4 text-center"
            ),
        ),
    )


def _source(job: rx.Var[JobRow]) -> rx.Component:
    return link(job.source, href=job.source_href, class_name="hover:underline")


def _state(job: rx.Var[JobRow]) -> rx.Component:
    return rx.el.div(
        badge(job.state, job.state_word),
        rx.cond(
            job.state == "running",
            rx.el.div(
                rx.el.p(job.stage, class_name="text-12 text-muted mb-1"),
                progress(job.rows_done, job.rows_total, job.stage),
                class_name="mt-1 max-w-48",
            ),
        ),
        rx.cond(
            job.reason,
            rx.el.p(job.reason, class_name="mt-0.5 text-12 text-muted max-w-[56ch]"),
        ),
    )


def _asked(job: rx.Var[JobRow]) -> rx.Component:
    return ago(job.created_at)


def _actions(job: rx.Var[JobRow]) -> rx.Component:
    return rx.cond(
        job.open & JobsState.may_cancel,
        icon_button("x", "Cancel this job", on_click=JobsState.cancel(job.id)),
    )


def _none() -> rx.Component:
    return rx.cond(
        JobsState.only == EVERY_STATE,
        placeholder(
            "activity",
            "No jobs yet",
            "A job starts whenever a data source is connected, refreshed, or its sheet changes.",
        ),
        placeholder(
            "activity",
            "No such jobs",
            "No ingestion job is in this state.",
            button("Show all", on_click=JobsState.show_only(EVERY_STATE)),
        ),
    )


PAGE = Page("/jobs", "Jobs", _body, on_load=(JobsState.load,))
