"""The dialog of one job: what it is about, how long it took, and its log as a timeline."""

from __future__ import annotations

import reflex as rx

from cashstage.ui.components.browser import ago, clock, dialog, dialog_actions
from cashstage.ui.components.button import button, link_button
from cashstage.ui.components.label import badge, notice, progress
from cashstage.ui.states.job_view import JobFact, LogLine
from cashstage.ui.states.jobs import JobsState

_SOURCE = "/sources/" + JobsState.job.source_id


def job_details() -> rx.Component:
    """Live while the job runs."""
    job = JobsState.job
    return dialog(
        job.source,
        rx.el.div(
            notice(JobsState.notice),
            rx.el.div(
                badge(job.state, job.state_word),
                rx.cond(
                    job.state == "running", rx.el.span(job.stage, class_name="text-13 text-muted")
                ),
                class_name="flex flex-wrap items-center gap-3",
            ),
            rx.cond(
                job.state == "running", progress(job.rows_done, job.rows_total, job.state_word)
            ),
            rx.el.dl(rx.foreach(JobsState.facts, _fact), class_name="job-facts"),
            rx.cond(job.state == "failed", notice(job.reason)),
            rx.cond(job.state == "queued", notice(job.reason, tone="warn")),
            rx.el.h3("What happened", class_name="text-13 font-semibold"),
            rx.el.ol(rx.foreach(JobsState.log, _line), class_name="job-log"),
            class_name="job-details",
        ),
        _actions(),
        open=JobsState.job_id != "",
        on_close=JobsState.close,
        wide=True,
    )


def _actions() -> rx.Component:
    job = JobsState.job
    return dialog_actions(
        rx.cond(
            JobsState.may_edit,
            rx.cond(
                job.open,
                rx.fragment(
                    button("Cancel this job", kind="danger", on_click=JobsState.cancel(job.id)),
                    rx.cond(
                        job.next_try,
                        button("Try now", on_click=JobsState.try_again(job.source_id)),
                    ),
                ),
                button(
                    "Try again",
                    icon_name="refresh-cw",
                    on_click=JobsState.try_again(job.source_id),
                ),
            ),
        ),
        rx.cond(
            job.landed,
            link_button("See its snapshots", _SOURCE + "?view=snapshots"),
            link_button("Open the source", _SOURCE),
        ),
        button("Close", kind="primary", on_click=JobsState.close),
    )


def _fact(fact: rx.Var[JobFact]) -> rx.Component:
    return rx.el.div(
        rx.el.dt(fact.name),
        rx.el.dd(rx.cond(fact.moment, ago(fact.moment), fact.words)),
    )


def _line(line: rx.Var[LogLine]) -> rx.Component:
    return rx.el.li(
        rx.el.span(clock(line.at), class_name="job-log-time"),
        rx.el.span(
            line.sentence,
            rx.cond(line.until, rx.fragment(" Goes on at ", clock(line.until), ".")),
        ),
        custom_attrs={"data-tone": line.tone},
    )
