"""Small things that name a kind or a state."""

from __future__ import annotations

from typing import Literal

import reflex as rx

from cashstage.ui.components.button import Text, icon


def chip(text: Text, *, icon_name: str | None = None, accent: bool = False) -> rx.Component:
    """A type or a meaning, such as `number` or `Cost`."""
    return rx.el.span(
        icon(icon_name, 12) if icon_name else rx.fragment(),
        text,
        class_name="chip chip-accent" if accent else "chip",
    )


def badge(state: Text, text: Text) -> rx.Component:
    """A state as shape, colour and word.

    States: queued, running, succeeded, failed, cancelled; fresh, broken.
    """
    return rx.el.span(text, class_name="badge", custom_attrs={"data-state": state})


def progress(done: int | rx.Var[int], total: int | rx.Var[int], label: Text) -> rx.Component:
    """A bar; with a total of 0 it only says that something is going on."""
    return rx.cond(
        total,
        rx.el.progress(
            value=done, max=total, class_name="progress", custom_attrs={"aria-label": label}
        ),
        rx.el.div(class_name="skeleton h-1", role="status", custom_attrs={"aria-label": label}),
    )


def save_indicator(state: Text) -> rx.Component:
    """What became of the last change: `saving`, `saved`, `failed`, or nothing."""
    return rx.el.span(
        rx.match(
            state,
            ("saving", rx.fragment(rx.el.span(class_name="spinner"), "Saving")),
            ("saved", rx.fragment(icon("check", 14), "Saved")),
            ("failed", rx.fragment(icon("circle-alert", 14), "Not saved")),
            rx.fragment(),
        ),
        role="status",
        class_name="inline-flex items-center gap-1.5 text-12 text-muted",
    )


Tone = Literal["info", "warn", "bad"]
_TONE_ICONS: dict[Tone, str] = {
    "info": "info",
    "warn": "triangle-alert",
    "bad": "circle-alert",
}


def notice(text: Text, *actions: rx.Component, tone: Tone = "bad") -> rx.Component:
    """An inline message where it concerns, instead of a toast; nothing while `text` is empty."""
    return rx.cond(
        text,
        rx.el.div(
            icon(_TONE_ICONS[tone]),
            rx.el.p(text, class_name="flex-1 min-w-0"),
            *actions,
            role="alert",
            class_name=f"notice notice-{tone}",
        ),
    )
