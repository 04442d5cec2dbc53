"""What a web process has looked up less than a second ago, so that a chart need not wait for it.

A dashboard asks for many charts at once, and every reader of it asks for the same ones. Who asks
and what a widget shows is read from the database under row-level security, as always, and then
remembered for a second at most, and no longer than the generation of the organization: a session
that was ended, a role, a widget, a column or a snapshot that changed counts with the next request.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Generic, TypeVar
from uuid import UUID

from fastapi.concurrency import run_in_threadpool

from cashstage.access import sessions
from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.core.clock import Clock
from cashstage.core.crypto import token_digest
from cashstage.models.generation import GenerationReader
from cashstage.models.platform import Platform
from cashstage.query.cache import BoundedMemory
from cashstage.query.run import Answer

KEEP = timedelta(seconds=1)
"""How long something is believed at most, whatever else happens."""
SESSION_BYTES = 4 * 1024 * 1024
ANSWER_BYTES = 32 * 1024 * 1024
_RENEW_SECONDS = 0.6
_OVERHEAD_BYTES = 1024
"""About what an entry takes besides its text."""

K = TypeVar("K")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Caller:
    """The verified one who asks; `generation` is None when nothing may be remembered."""

    principal: Principal
    generation: bytes | None


@dataclass(frozen=True, slots=True)
class _Seen(Generic[T]):
    """Something that `read` gave after `moment`, while `generation` was the present one.

    Two clocks, because the wall's can be set.
    """

    value: T
    generation: bytes
    moment: datetime
    instant: float
    read: Callable[[], T]

    def holds(self, generation: bytes | None, now: datetime) -> bool:
        return (
            generation == self.generation
            and self.moment <= now < self.moment + KEEP
            and time.monotonic() < self.instant + KEEP.total_seconds()
        )

    @property
    def aging(self) -> bool:
        return time.monotonic() > self.instant + _RENEW_SECONDS


class _Lookups(Generic[K, T]):
    """What was read, by key; who asks for the same in the same generation waits for one reading."""

    def __init__(self, clock: Clock, max_bytes: int, size_of: Callable[[T], int]) -> None:
        self._clock = clock
        self._size_of = size_of
        self._seen: BoundedMemory[K, _Seen[T]] = BoundedMemory(max_bytes)
        self._reading: dict[tuple[K, bytes], asyncio.Task[T]] = {}

    def get(self, key: K) -> _Seen[T] | None:
        """What was read last, whether it still holds or not."""
        return self._seen.get(key)

    async def find(self, key: K, generation: bytes, read: Callable[[], T]) -> tuple[T, bool]:
        """The value, and whether it was known; `generation` was read after the question came."""
        seen = self._seen.get(key)
        if seen is not None and seen.holds(generation, self._clock()):
            return seen.value, True
        # One who leaves must not take it from the others.
        return await asyncio.shield(self._start(key, generation, read)), False

    def renew(self, key: K, seen: _Seen[T]) -> None:
        """Reads again in the background what is asked for all the time, before it is too old."""
        if seen.aging:
            self._start(key, seen.generation, seen.read)

    async def settle(self) -> None:
        """Waits until nothing is being read."""
        while self._reading:
            await asyncio.wait(list(self._reading.values()))

    def _start(self, key: K, generation: bytes, read: Callable[[], T]) -> asyncio.Task[T]:
        reading = self._reading.get((key, generation))
        if reading is None:
            reading = asyncio.create_task(self._read(key, generation, read))
            self._reading[key, generation] = reading
            reading.add_done_callback(_heard)
        return reading

    async def _read(self, key: K, generation: bytes, read: Callable[[], T]) -> T:
        moment, instant = self._clock(), time.monotonic()
        try:
            value = await run_in_threadpool(read)
            entry = _Seen(value, generation, moment, instant, read)
            self._seen.put(key, entry, self._size_of(value))
            return value
        finally:
            del self._reading[key, generation]


class RecentLookups:
    """The memory of one process, on one event loop; bounded in bytes and in time."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._generations = GenerationReader(platform.settings.require("redis_url"))
        # A session belongs to one organization for as long as it lives.
        self._places: BoundedMemory[str, UUID] = BoundedMemory(SESSION_BYTES)
        self._callers: _Lookups[str, Principal]
        self._callers = _Lookups(platform.clock, SESSION_BYTES, lambda _: _OVERHEAD_BYTES)
        self._answers: _Lookups[tuple[UUID, UUID, bytes], Answer]
        self._answers = _Lookups(
            platform.clock, ANSWER_BYTES, lambda answer: len(answer.rendered) + _OVERHEAD_BYTES
        )

    async def known(self, token: str | None, widget_id: UUID, query: bytes) -> Answer | None:
        """The widget's answer for a caller who may have it, if all of that is known right now."""
        began = time.perf_counter()
        digest = token_digest(token or "")
        caller = self._callers.get(digest)
        if caller is None or not caller.value.may(Permission.VIEW):
            return None
        place = caller.value.organization.id
        key = place, widget_id, query
        answer = self._answers.get(key)
        if answer is None:
            return None
        generation = await self._generations.read(place)
        now = self._platform.clock()
        if not (caller.holds(generation, now) and answer.holds(generation, now)):
            return None
        self._callers.renew(digest, caller)
        self._answers.renew(key, answer)
        return _once_more(answer.value, began)

    async def caller(self, token: str | None) -> Caller:
        """The person behind a token; raises Unauthenticated."""

        def verify() -> Principal:
            return sessions.verify(self._platform, token)

        digest = token_digest(token or "")
        place = self._places.get(digest)
        generation = None if place is None else await self._generations.read(place)
        if generation is None:
            # The organization has to be known before its generation can be.
            principal = await run_in_threadpool(verify)
            self._places.put(digest, principal.organization.id, _OVERHEAD_BYTES)
            return Caller(principal, None)
        principal, _ = await self._callers.find(digest, generation, verify)
        return Caller(principal, generation)

    async def answer(
        self, caller: Caller, widget_id: UUID, query: bytes, compute: Callable[[], Answer]
    ) -> Answer:
        """The widget's answer under the page's choice, which `query` spells; from `compute` if new.

        Raises Forbidden, and what `compute` raises.
        """
        began = time.perf_counter()
        organization = caller.principal.require(Permission.VIEW)
        if caller.generation is None:
            return await run_in_threadpool(compute)
        key = organization.id, widget_id, query
        answer, known = await self._answers.find(key, caller.generation, compute)
        return _once_more(answer, began) if known else answer

    async def close(self) -> None:
        """Waits for what is being read, and closes the line to Redis."""
        await asyncio.gather(self._callers.settle(), self._answers.settle())
        await self._generations.close()


def _once_more(answer: Answer, began: float) -> Answer:
    return replace(answer, cache="hit", elapsed_ms=(time.perf_counter() - began) * 1000)


def _heard(task: asyncio.Task[T]) -> None:
    """Nobody may be waiting any more for what went wrong; the next to ask hears it anew."""
    if not task.cancelled():
        task.exception()
