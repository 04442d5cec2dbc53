"""The dialog in which the key of a service account is uploaded."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cashstage.ui.components.browser import dialog, dialog_actions, upload_box
from cashstage.ui.components.button import button


def key_dialog(*, open: rx.Var[bool], on_close: Any, on_done: Any) -> rx.Component:  # noqa: A002 - HTML's own word
    """`on_done` gets the id of the connection."""
    return dialog(
        "Service account",
        rx.el.p(
            "A service account reads the spreadsheets that are shared with its address, and goes "
            "on when somebody leaves the team. Upload the key file (JSON) from the Google Cloud "
            "console; it is stored encrypted.",
            class_name="mb-4 text-14 text-muted",
        ),
        upload_box(
            action="/api/v1/connections/service-account",
            accept=".json,application/json",
            prompt="Drop the key file here, or choose it",
            hint="A small JSON file",
            named=False,
            on_done=on_done,
        ),
        dialog_actions(button("Cancel", kind="quiet", on_click=on_close)),
        open=open,
        on_close=on_close,
    )
