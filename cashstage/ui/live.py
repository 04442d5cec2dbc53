"""Pushes: events of the organization wake a handler in the tabs that watch for them."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

import reflex as rx
from reflex.event import EventType
from reflex_base.event import Event

from cashstage.core.event_hub import EventHub
from cashstage.core.events import Received

COALESCE_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class _Watch:
    organization_id: UUID
    kinds: frozenset[str]
    wake: EventType[()]


class Watchers:
    """The tabs connected to this process that want to hear of something, by client token."""

    def __init__(self) -> None:
        self._watches: dict[str, _Watch] = {}
        self._due: set[str] = set()
        self._running: set[asyncio.Task[None]] = set()

    def watch(
        self, token: str, organization_id: UUID, kinds: Collection[str], wake: EventType[()]
    ) -> None:
        """Runs `wake` in that tab soon after an event of these kinds; replaces a former wish."""
        self._watches[token] = _Watch(organization_id, frozenset(kinds), wake)

    def forget(self, token: str) -> None:
        """Leaves the tab in peace."""
        self._watches.pop(token, None)

    def attach(self, app: rx.App, hub: EventHub) -> None:
        """Starts to listen; once per process."""

        async def on_event(event: Received) -> None:
            self._wake_soon(app, self._concerned(app, event))

        async def on_resumed() -> None:
            self._wake_soon(app, self._connected(app))

        hub.on_event(on_event)
        hub.on_resumed(on_resumed)

    def _wake_soon(self, app: rx.App, tokens: Collection[str]) -> None:
        for token in tokens:
            if token not in self._due:
                self._due.add(token)
                task = asyncio.create_task(self._wake(app, token))
                self._running.add(task)
                task.add_done_callback(self._running.discard)

    def _concerned(self, app: rx.App, event: Received) -> list[str]:
        return [
            token
            for token, watch in self._connected(app).items()
            if watch.organization_id == event.organization_id and event.kind in watch.kinds
        ]

    def _connected(self, app: rx.App) -> dict[str, _Watch]:
        """The watches of tabs that are still there; the others are forgotten."""
        connected = app.event_namespace.token_to_sid if app.event_namespace else {}
        self._watches = {
            token: watch for token, watch in self._watches.items() if token in connected
        }
        return self._watches

    async def _wake(self, app: rx.App, token: str) -> None:
        await asyncio.sleep(COALESCE_SECONDS)
        self._due.discard(token)
        watch = self._watches.get(token)
        if watch is not None and app.event_processor is not None:
            await app.event_processor.enqueue_many(token, *Event.from_event_type(watch.wake))


watchers = Watchers()
"""Of this process: what pages wait for."""

shell_watchers = Watchers()
"""Of this process: what the frame around every page waits for."""
