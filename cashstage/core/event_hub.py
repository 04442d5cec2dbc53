"""One Redis subscription per process, fanned out to whoever listens inside it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import UUID

import redis
import redis.asyncio

from cashstage.core.events import Received, subscribe

_log = logging.getLogger(__name__)
_QUEUE_LENGTH = 256
_RECONNECT_SECONDS = (0.2, 1.0, 3.0)

RESUMED = "resumed"
"""The kind that listeners get after a time in which events may have been missed."""

Handler = Callable[[Received], Awaitable[None]]
ResumedHandler = Callable[[], Awaitable[None]]


class EventHub:
    """Listeners get the events of their organization; slow ones lose the oldest."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._queues: dict[UUID, set[asyncio.Queue[Received]]] = defaultdict(set)
        self._handlers: list[Handler] = []
        self._resumed_handlers: list[ResumedHandler] = []

    def on_event(self, handler: Handler) -> None:
        """Calls `handler` for every event of every organization."""
        self._handlers.append(handler)

    def on_resumed(self, handler: ResumedHandler) -> None:
        """Calls `handler` when events are heard again after a time in which some were missed."""
        self._resumed_handlers.append(handler)

    @contextlib.asynccontextmanager
    async def listen(self, organization_id: UUID) -> AsyncIterator[asyncio.Queue[Received]]:
        """A queue of the organization's events for the time of the block."""
        queue: asyncio.Queue[Received] = asyncio.Queue(_QUEUE_LENGTH)
        self._queues[organization_id].add(queue)
        try:
            yield queue
        finally:
            self._queues[organization_id].discard(queue)
            if not self._queues[organization_id]:
                del self._queues[organization_id]

    async def run(self) -> None:
        """Reads events until cancelled; reconnects when Redis goes away."""
        failures = 0
        first = True
        while True:
            client = redis.asyncio.Redis.from_url(self._url, health_check_interval=15)
            try:
                async for event in subscribe(client):
                    if event is not None:
                        await self._dispatch(event)
                    elif not first:
                        await self._resume()
                    failures, first = 0, False
            except redis.RedisError as error:
                first = False
                wait = _RECONNECT_SECONDS[min(failures, len(_RECONNECT_SECONDS) - 1)]
                failures += 1
                _log.warning("Events are cut off (%s); trying again.", type(error).__name__)
                await asyncio.sleep(wait)
            finally:
                await client.aclose()

    async def _dispatch(self, event: Received) -> None:
        self._queue(event)
        for handler in self._handlers:
            await _guarded(handler(event))

    async def _resume(self) -> None:
        """Tells everybody that something may have been missed."""
        for organization_id in tuple(self._queues):
            self._queue(Received(organization_id, RESUMED, {}))
        for handler in self._resumed_handlers:
            await _guarded(handler())

    def _queue(self, event: Received) -> None:
        for queue in tuple(self._queues.get(event.organization_id, ())):
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(event)


async def _guarded(call: Awaitable[None]) -> None:
    try:
        await call
    except Exception:  # noqa: BLE001 - one broken listener must not deafen the others
        _log.exception("An event handler failed.")
