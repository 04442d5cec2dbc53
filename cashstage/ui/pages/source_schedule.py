"""The part of a data source's settings that says when it refreshes by itself."""

from __future__ import annotations

import reflex as rx

from cashstage.ui.components.browser import ago
from cashstage.ui.components.button import button, icon, icon_button
from cashstage.ui.components.field import describe, field, select, text_field
from cashstage.ui.components.label import notice, save_indicator
from cashstage.ui.components.placeholder import skeleton
from cashstage.ui.components.tabs import segments
from cashstage.ui.states.schedule_draft import CRON, DAILY, HOURLY, INTERVAL, NONE, UNITS
from cashstage.ui.states.source import SourceState
from cashstage.ui.states.source_reading import SourceReadingState
from cashstage.ui.states.source_schedule import RunLine, SourceScheduleState

_KINDS = (
    (NONE, "None"),
    (INTERVAL, "Interval"),
    (HOURLY, "Hourly"),
    (DAILY, "Daily"),
    (CRON, "Cron"),
)
_DAYS = (
    ("monday", "Mon"),
    ("tuesday", "Tue"),
    ("wednesday", "Wed"),
    ("thursday", "Thu"),
    ("friday", "Fri"),
    ("saturday", "Sat"),
    ("sunday", "Sun"),
)
_TYPING_MS = 250


def schedule() -> rx.Component:
    """The card: its pause, the kind with its fields, and the next runs."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2("Refresh", class_name="text-14 font-semibold"),
            pause_button(),
            class_name="flex items-center justify-between gap-3",
        ),
        notice(SourceScheduleState.notice),
        _paused(),
        rx.cond(SourceScheduleState.ready, _fields(), skeleton("h-[268px]")),
        class_name="card p-4 schedule",
        custom_attrs={"aria-label": "Refresh"},
    )


def pause_button() -> rx.Component:
    """Pauses, or goes on."""
    return rx.cond(
        SourceState.paused_at,
        button(
            "Resume",
            icon_name="play",
            busy=SourceScheduleState.pausing,
            on_click=SourceScheduleState.resume,
        ),
        button(
            "Pause",
            icon_name="pause",
            busy=SourceScheduleState.pausing,
            on_click=SourceScheduleState.pause,
        ),
    )


def paused_by() -> rx.Component:
    """Since when and by whom, such as "Paused by Emil 3 hours ago"."""
    return rx.el.span(
        "Paused ",
        rx.cond(SourceState.paused_by, rx.fragment("by ", SourceState.paused_by, " ")),
        ago(SourceState.paused_at),
    )


def _paused() -> rx.Component:
    return rx.cond(
        SourceState.paused_at,
        rx.el.div(
            icon("pause"),
            rx.el.p(
                paused_by(),
                ". Nothing is fetched by schedule or when the sheet changes. “Refresh now” still "
                "works, and after the pause the edits are caught up on.",
                class_name="flex-1 min-w-0",
            ),
            role="status",
            class_name="notice notice-warn",
        ),
    )


def _fields() -> rx.Component:
    state = SourceScheduleState
    return rx.fragment(
        segments("Kind of schedule", _KINDS, state.kind, state.choose_kind),
        rx.el.div(
            rx.match(
                state.kind,
                (INTERVAL, _interval()),
                (HOURLY, _hourly()),
                (DAILY, _daily()),
                (CRON, _cron()),
                _nothing(),
            ),
            rx.cond((state.kind == HOURLY) | (state.kind == DAILY) | (state.kind == CRON), _zone()),
            class_name="schedule-fields",
        ),
        rx.el.label(
            rx.el.span(
                "Fetch edits of the sheet at once",
                rx.el.span("Within seconds, besides the schedule", class_name="field-hint"),
                class_name="grid",
            ),
            rx.el.input(
                type="checkbox",
                role="switch",
                checked=state.on_change,
                on_change=state.toggle_on_change,
                class_name="schedule-switch",
            ),
            class_name="schedule-follow",
        ),
        notice(state.problem),
        rx.cond(state.kind != NONE, _ahead()),
        rx.el.div(
            save_indicator(state.saved),
            button(
                "Save",
                kind="primary",
                busy=state.saved == "saving",
                disabled=~state.changed | (state.problem != ""),
                on_click=[state.save, SourceReadingState.load],
            ),
            class_name="flex items-center justify-end gap-3",
        ),
    )


def _nothing() -> rx.Component:
    return rx.el.p(
        rx.cond(
            SourceScheduleState.on_change,
            "Fetched only when the sheet changes, or by hand.",
            "Fetched only by hand.",
        ),
        class_name="text-13 text-muted",
    )


def _key(name: str) -> rx.Var[str]:
    """Fields keep what is typed until they are filled anew."""
    return name + SourceScheduleState.edition.to_string()


def _interval() -> rx.Component:
    state = SourceScheduleState
    return field(
        "Every",
        rx.el.div(
            rx.el.input(
                id="every",
                input_mode="numeric",
                auto_complete="off",
                default_value=state.every,
                key=_key("every"),
                on_change=state.set_every.debounce(_TYPING_MS),
                class_name="control",
                custom_attrs=describe("every"),
            ),
            select(
                UNITS,
                value=state.unit,
                on_change=state.set_unit,
                custom_attrs={"aria-label": "Unit"},
            ),
            class_name="schedule-pair",
        ),
        control_id="every",
        hint="Counted from the full hour",
    )


def _hourly() -> rx.Component:
    state = SourceScheduleState
    return text_field(
        "Minutes past the hour",
        name="minute",
        input_mode="numeric",
        auto_complete="off",
        default_value=state.minute,
        key=_key("minute"),
        on_change=state.set_minute.debounce(_TYPING_MS),
    )


def _daily() -> rx.Component:
    state = SourceScheduleState
    return rx.fragment(
        rx.el.fieldset(
            rx.el.legend("At"),
            rx.el.div(
                rx.foreach(state.times, _time),
                button("Add a time", kind="quiet", icon_name="plus", on_click=state.add_time),
                class_name="schedule-times",
            ),
            class_name="field schedule-wide",
        ),
        rx.el.fieldset(
            rx.el.legend("On"),
            rx.el.div(*(_day(day, title) for day, title in _DAYS), class_name="schedule-days"),
            class_name="field schedule-wide",
        ),
    )


def _time(time: rx.Var[str], index: rx.Var[int]) -> rx.Component:
    state = SourceScheduleState
    return rx.el.div(
        rx.el.input(
            type="time",
            default_value=time,
            on_change=lambda value: state.set_time(index, value),
            class_name="control",
            custom_attrs={"aria-label": "Time of the day"},
        ),
        rx.cond(
            state.times.length() > 1,
            icon_button("x", "Remove this time", on_click=state.remove_time(index)),
        ),
        class_name="schedule-time",
        key=_key("time") + "-" + index.to_string(),
    )


def _day(day: str, title: str) -> rx.Component:
    state = SourceScheduleState
    return rx.el.button(
        title,
        type="button",
        on_click=state.toggle_day(day),
        class_name="schedule-day",
        custom_attrs={
            "aria-pressed": rx.cond(state.weekdays.contains(day), "true", "false"),
            "aria-label": day.capitalize(),
        },
    )


def _cron() -> rx.Component:
    state = SourceScheduleState
    return text_field(
        "Cron expression",
        name="expression",
        hint="Minute, hour, day of month, month, day of week",
        default_value=state.expression,
        key=_key("expression"),
        on_change=state.set_expression.debounce(_TYPING_MS),
        auto_complete="off",
        spell_check=False,
        max_length=120,
    )


def _zone() -> rx.Component:
    state = SourceScheduleState
    return rx.fragment(
        text_field(
            "Time zone",
            name="time_zone",
            list="zones",
            default_value=state.time_zone,
            key=_key("zone"),
            on_change=state.set_zone.debounce(_TYPING_MS),
            hint="Type a city to search",
            auto_complete="off",
            spell_check=False,
        ),
        rx.el.datalist(
            rx.foreach(state.proposed_zones, lambda zone: rx.el.option(zone[1], value=zone[0])),
            id="zones",
        ),
    )


def _ahead() -> rx.Component:
    """What the schedule comes to, and by how much this source is spread."""
    state = SourceScheduleState
    return rx.el.div(
        rx.el.p(
            rx.el.span(state.words, class_name="font-medium"),
            rx.cond(
                SourceState.paused_at & state.words,
                rx.el.span("; once it is resumed, next", class_name="text-muted"),
            ),
            class_name="text-13 min-h-[18px]",
            custom_attrs={"aria-live": "polite"},
        ),
        rx.el.ol(
            rx.foreach(state.runs, _run),
            class_name="schedule-runs",
            custom_attrs={"aria-label": "Next runs"},
        ),
        rx.el.details(
            rx.el.summary("More", class_name="text-13 text-muted"),
            text_field(
                "Spread over minutes",
                name="jitter",
                input_mode="numeric",
                auto_complete="off",
                hint="Sources of the same schedule start within so many minutes of it, each always "
                "at the same one; 0 for all at once.",
                default_value=state.jitter,
                key=_key("jitter"),
                on_change=state.set_jitter.debounce(_TYPING_MS),
            ),
            class_name="schedule-more",
        ),
        class_name="schedule-ahead",
    )


def _run(run: rx.Var[RunLine]) -> rx.Component:
    return rx.el.li(rx.el.span(run.words), rx.el.span(ago(run.at), class_name="text-muted"))
