"""Every event handler that a browser can call, with arguments that name another's things."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from reflex.state import BaseState, State

from cashstage.cashstage import app
from tests.factories.workspaces import Workspace

OURS = "cashstage.ui.states"
MADE_BY_REFLEX = {"setvar"}
"""Sets a field of the caller's own state, which nothing trusts."""


@dataclass(frozen=True, slots=True)
class Handler:
    """One handler of one page's state."""

    state: type[BaseState]
    name: str
    parameters: tuple[inspect.Parameter, ...]
    asks_for_actor: bool

    @property
    def full_name(self) -> str:
        """What a browser calls it."""
        return f"{self.state.get_full_name()}.{self.name}"

    def __str__(self) -> str:
        return f"{self.state.__name__}.{self.name}"


def handlers() -> list[Handler]:
    """All handlers of the application's states, read from the classes themselves."""
    assert app is not None
    return [
        Handler(
            state,
            name,
            tuple(inspect.signature(handler.fn).parameters.values())[1:],
            getattr(handler.fn, "asks_for_actor", False),
        )
        for state in _states(State)
        if state.__module__.startswith(OURS)
        for name, handler in sorted(state.event_handlers.items())
        if name not in MADE_BY_REFLEX
    ]


def _states(state: type[BaseState]) -> Iterator[type[BaseState]]:
    yield state
    for child in sorted(state.get_substates(), key=lambda found: found.get_full_name()):
        yield from _states(child)


def payload(handler: Handler, of: Workspace) -> dict[str, Any]:
    """Arguments about that workspace's things, by the names that handlers give them."""
    return {item.name: _argument(item, of) for item in handler.parameters}


def _argument(parameter: inspect.Parameter, of: Workspace) -> Any:
    things = of.ids | {
        "source_id": str(of.data_source_id),
        "placements": [
            {"widget_id": str(of.widget_id), "layout": {"x": 1, "y": 1, "w": 2, "h": 2}}
        ],
        "press": {"action": "remove", "widget_id": str(of.widget_id)},
        "form": {
            "name": "Taken over",
            "email": "thief@example.com",
            "role": "admin",
            "time_zone": "Europe/Paris",
            "currency": "USD",
            "week_starts_on": "0",
            "fiscal_year_starts_on": "4",
            "allowed_domains": "evil.example",
            "every_minutes": "5",
            "rate_from": "GBP",
            "rate_to": "EUR",
            "rate_value": "7",
        },
        "role": "admin",
        "kind": "bar",
        "field": "Channel",
        "preset": "last_7_days",
        "start": "2026-03-01",
        "end": "2026-03-02",
        "text": f"https://docs.google.com/spreadsheets/d/{of.spreadsheet_id}/edit",
    }
    if parameter.name in things:
        return things[parameter.name]
    plain = {"str": "Taken over", "int": 0, "bool": True}
    annotation = str(parameter.annotation)
    assert annotation in plain, f"say here what {parameter} may be"
    return plain[annotation]
