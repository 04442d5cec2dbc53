"""The Python side of the formula editor."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cashstage.metrics.typed import Use
from cashstage.ui.browser_module import browser_module

# A file that only another file imports must be named too, or the build does not see it.
for _name in ("language.js", "checking.js"):
    browser_module(__name__, _name)


class FormulaEditor(rx.Component):
    """A formula over the source `source`, checked while it is typed, with its first values.

    `fields` have `name` and `type`; `kind` is a `Use`. `on_commit` gets the text when the field is
    left; `field_id` is the calculated column that is edited.
    """

    library = browser_module(__name__, "FormulaEditor.jsx")
    tag = "FormulaEditor"

    value: rx.Var[str]
    source: rx.Var[str]
    kind: rx.Var[str]
    fields: rx.Var[list[Any]]
    field_id: rx.Var[str]
    label: rx.Var[str]
    placeholder: rx.Var[str]

    on_commit: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def formula_editor(
    value: Any, *, source: Any, fields: Any, kind: Use, on_commit: Any, **attributes: Any
) -> rx.Component:
    """The field; its `key` tells whose formula it is."""
    return FormulaEditor.create(
        value=value,
        source=source,
        fields=fields,
        kind=kind.value,
        on_commit=on_commit,
        **attributes,
    )
