"""Every ingestion job: what runs, how far it is, what went wrong."""

from __future__ import annotations

import reflex as rx

from cashstage.ui.components.browser import Address, ago
from cashstage.ui.components.button import button, icon_button
from cashstage.ui.components.field import select
from cashstage.ui.components.label import badge, notice, progress
from cashstage.ui.components.placeholder import placeholder, skeleton_rows
from cashstage.ui.components.shell import page, shell
from cashstage.ui.components.table import Column, data_table
from cashstage.ui.components.tabs import segments
from cashstage.ui.page import Page
from cashstage.ui.pages.job_details import job_details
from cashstage.ui.states.job_view import STATE_WORDS, JobRow
from cashstage.ui.states.jobs import EVERY, TRIGGER_OPTIONS, JobsState

_FILTERS = ((EVERY, "All"), *((state.value, word) for state, word in STATE_WORDS.items()))


def _body() -> rx.Component:
    return shell(
        Address.create(query=JobsState.address),
        page(
            "Jobs",
            notice(JobsState.notice),
            _filters(),
            rx.cond(
                JobsState.loaded,
                rx.cond(JobsState.rows.length() > 0, _table(), _none()),
                skeleton_rows(6),
            ),
        ),
        job_details(),
        current="/jobs",
    )


def _filters() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            segments("State", _FILTERS, JobsState.only, JobsState.show_only),
            class_name="overflow-x-auto w-fit max-w-full",
        ),
        select(
            JobsState.source_options,
            value=JobsState.source_id,
            on_change=JobsState.show_source,
            class_name="control control-small",
            custom_attrs={"aria-label": "Source"},
        ),
        select(
            TRIGGER_OPTIONS,
            value=JobsState.trigger,
            on_change=JobsState.show_trigger,
            class_name="control control-small",
            custom_attrs={"aria-label": "Reason"},
        ),
        class_name="jobs-filters",
    )


def _table() -> rx.Component:
    return rx.el.div(
        data_table(
            "Ingestion jobs, newest first",
            JobsState.rows,
            [
                Column("Source", _source, class_name="jobs-source"),
                Column("State", _state, class_name="jobs-state"),
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
        class_name="jobs-table",
    )


def _source(job: rx.Var[JobRow]) -> rx.Component:
    return rx.el.button(
        job.source,
        type="button",
        title="What happened",
        on_click=JobsState.open(job.id),
        class_name="jobs-open",
    )


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
            rx.el.p(job.reason, class_name="jobs-reason mt-0.5 text-12 text-muted max-w-[56ch]"),
        ),
        rx.cond(
            job.next_try,
            rx.el.p("Next try ", ago(job.next_try), class_name="text-12 text-muted"),
        ),
    )


def _asked(job: rx.Var[JobRow]) -> rx.Component:
    return ago(job.created_at)


def _actions(job: rx.Var[JobRow]) -> rx.Component:
    return rx.cond(
        job.open & JobsState.may_edit,
        icon_button("x", "Cancel this job", on_click=JobsState.cancel(job.id)),
    )


def _none() -> rx.Component:
    return rx.cond(
        JobsState.narrowed,
        placeholder(
            "activity",
            "No such jobs",
            "No ingestion job is like that.",
            button("Show all", on_click=JobsState.show_all),
        ),
        placeholder(
            "activity",
            "No jobs yet",
            "A job starts whenever a data source is connected, refreshed, or its sheet changes.",
        ),
    )


PAGE = Page("/jobs", "Jobs", _body, on_load=(JobsState.load,))
