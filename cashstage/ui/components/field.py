"""Labelled controls: label, control, hint and error belong together, also for a screen reader."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import reflex as rx

from cashstage.ui.components.button import Text, icon


def field(
    label: Text,
    control: rx.Component,
    *,
    control_id: str,
    hint: Text | None = None,
    error: Text | None = None,
) -> rx.Component:
    """A label over any control; give the control `describe(control_id)` as custom attributes."""
    return rx.el.div(
        rx.el.label(label, html_for=control_id, class_name="field-label"),
        control,
        rx.el.p(hint, id=f"{control_id}-hint", class_name="field-hint")
        if hint is not None
        else rx.fragment(),
        _error(error, control_id) if error is not None else rx.fragment(),
        class_name="field",
    )


def describe(control_id: str, error: Text | None = None) -> dict[str, Any]:
    """The attributes that tie a control to its hint and error."""
    attributes: dict[str, Any] = {"aria-describedby": f"{control_id}-hint {control_id}-error"}
    if error is not None:
        attributes["aria-invalid"] = rx.cond(error, "true", "false")
    return attributes


def text_field(
    label: Text,
    *,
    name: str,
    hint: Text | None = None,
    error: Text | None = None,
    type: str = "text",  # noqa: A002 - HTML's own word
    **attributes: Any,
) -> rx.Component:
    """A line of text; `name` is its id and its key in a submitted form."""
    control = rx.el.input(
        id=name,
        name=name,
        type=type,
        class_name="control",
        custom_attrs=describe(name, error),
        **attributes,
    )
    return field(label, control, control_id=name, hint=hint, error=error)


def select(
    options: Sequence[tuple[str, str]] | rx.Var[list[tuple[str, str]]],
    *,
    class_name: str = "control",
    **attributes: Any,
) -> rx.Component:
    """A choice among (value, label) pairs, without a label of its own."""
    if isinstance(options, rx.Var):
        choices = [rx.foreach(options, lambda pair: rx.el.option(pair[1], value=pair[0]))]
    else:
        choices = [rx.el.option(text, value=value) for value, text in options]
    return rx.el.select(*choices, class_name=class_name, **attributes)


def select_field(
    label: Text,
    options: Sequence[tuple[str, str]] | rx.Var[list[tuple[str, str]]],
    *,
    name: str,
    hint: Text | None = None,
    error: Text | None = None,
    **attributes: Any,
) -> rx.Component:
    """A labelled choice among (value, label) pairs."""
    control = select(options, id=name, name=name, custom_attrs=describe(name, error), **attributes)
    return field(label, control, control_id=name, hint=hint, error=error)


def checkbox(label: Text, **attributes: Any) -> rx.Component:
    """A box to tick with its label."""
    return rx.el.label(
        rx.el.input(type="checkbox", **attributes), rx.el.span(label), class_name="choice mt-2"
    )


def _error(error: Text, control_id: str) -> rx.Component:
    return rx.el.div(
        rx.cond(error, rx.el.p(icon("circle-alert", 14), error, class_name="field-error")),
        id=f"{control_id}-error",
        role="alert",
    )
