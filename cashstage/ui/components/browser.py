"""Components that need a little code in the browser."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_components_core.el.element import Element

from cashstage.ui.browser_module import browser_module


class Dialog(rx.Component):
    """A modal over the page while `open`; `on_close` must make `open` false."""

    library = browser_module(__name__, "Dialog.jsx")
    tag = "Dialog"

    open: rx.Var[bool]
    title: rx.Var[str]
    wide: rx.Var[bool]

    on_close: rx.EventHandler[rx.event.no_args_event_spec]


class Address(rx.Component):
    """Makes `query` that of the page's address; shows nothing."""

    library = browser_module(__name__, "Address.jsx")
    tag = "Address"

    query: rx.Var[str]


class Ago(rx.Component):
    """How long ago an ISO moment was; nothing for an empty string."""

    library = browser_module(__name__, "Ago.jsx")
    tag = "Ago"

    moment: rx.Var[str]


class Clock(rx.Component):
    """An ISO moment as a time of day, with its date unless that is today."""

    library = browser_module(__name__, "Clock.jsx")
    tag = "Clock"

    moment: rx.Var[str]


class Outline(rx.Component):
    """A small picture of a dashboard, drawn from where its widgets stand."""

    library = browser_module(__name__, "Outline.jsx")
    tag = "Outline"

    widgets: rx.Var[list[dict[str, Any]]]


class Draft(rx.Component):
    """A text field; `on_commit` gets what was typed when it is left or Enter is pressed."""

    library = browser_module(__name__, "Draft.jsx")
    tag = "Draft"

    value: rx.Var[str]
    multiline: rx.Var[bool]
    name: rx.Var[str]
    type: rx.Var[str]
    input_mode: rx.Var[str]
    placeholder: rx.Var[str]
    max: rx.Var[str]
    max_length: rx.Var[int]
    rows: rx.Var[int]

    on_commit: rx.EventHandler[rx.event.passthrough_event_spec(str)]


class UploadBox(rx.Component):
    """Posts one file to `action`, when `named` with a name; `on_done` gets the answer's id."""

    library = browser_module(__name__, "UploadBox.jsx")
    tag = "UploadBox"

    action: rx.Var[str]
    accept: rx.Var[str]
    prompt: rx.Var[str]
    hint: rx.Var[str]
    named: rx.Var[bool]

    on_done: rx.EventHandler[rx.event.passthrough_event_spec(str)]


class GooglePicker(rx.Component):
    """Google's own dialog for spreadsheets; `on_pick` gets id and name of the first chosen one.

    `token_address` is where a POST lends what the dialog needs.
    """

    library = browser_module(__name__, "GooglePicker.jsx")
    tag = "GooglePicker"

    token_address: rx.Var[str]
    label: rx.Var[str]
    title: rx.Var[str]
    several: rx.Var[bool]

    on_pick: rx.EventHandler[rx.event.passthrough_event_spec(str, str)]


class DocumentForm(Element):  # type: ignore[misc]  # it comes without types
    """Reflex's own form never leaves the page, even without a handler."""

    tag = "form"

    action: rx.Var[str]
    method: rx.Var[str]


def dialog(
    title: str | rx.Var[str],
    *children: rx.Component,
    open: rx.Var[bool],  # noqa: A002 - HTML's own word
    on_close: Any,
    wide: bool = False,
) -> rx.Component:
    """A native dialog; put its buttons last, in a `dialog_actions`."""
    return Dialog.create(*children, title=title, open=open, on_close=on_close, wide=wide)


def dialog_actions(*buttons: rx.Component) -> rx.Component:
    """The row of buttons that ends a dialog, the main one last."""
    return rx.el.div(*buttons, class_name="dialog-actions")


def ago(moment: str | rx.Var[str]) -> rx.Component:
    """A moment in relative words, exact on hover."""
    return Ago.create(moment=moment)


def clock(moment: str | rx.Var[str]) -> rx.Component:
    """A moment as people read it in a log."""
    return Clock.create(moment=moment)


def outline(widgets: rx.Var[list[dict[str, Any]]]) -> rx.Component:
    """`widgets` have `type` and `layout`; an empty dashboard is an empty frame."""
    return Outline.create(widgets=widgets)


def draft(value: Any, *, on_commit: Any, **attributes: Any) -> rx.Component:
    """A field that shows `value` until somebody types; its `key` tells whose value that is."""
    return Draft.create(value=value, on_commit=on_commit, **{"class_name": "control", **attributes})


TABLE_FILES = ".csv,.tsv,.txt,.xlsx,.ods,.parquet,text/csv"


def upload_box(
    *,
    action: str | rx.Var[str],
    on_done: Any,
    named: bool = True,
    accept: str = TABLE_FILES,
    prompt: str = "Drop a CSV, Excel, ODS or Parquet file here, or choose one",
    hint: str = "Comma, semicolon or tab separated",
) -> rx.Component:
    """A place to drop or choose a file; it shows progress and problems by itself."""
    return UploadBox.create(
        action=action, accept=accept, prompt=prompt, hint=hint, named=named, on_done=on_done
    )


def google_picker(
    connection_id: str | rx.Var[str], *, on_pick: Any, several: bool = False
) -> rx.Component:
    """A button that lets a person pick spreadsheets which a connection may read from then on."""
    return GooglePicker.create(
        token_address="/api/v1/connections/" + connection_id + "/picker-token",
        label="Choose in Google Drive",
        title="Choose spreadsheets" if several else "Choose a spreadsheet",
        several=several,
        on_pick=on_pick,
    )


def document_form(*children: rx.Component, action: str) -> rx.Component:
    """A form that the browser itself posts to `action`, whose answer is the next document."""
    return DocumentForm.create(*children, action=action, method="post")
