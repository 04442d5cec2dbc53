"""What a web process has looked up less than a second ago, so that a chart need not wait for it.

A dashboard asks for many charts at once, and every reader of it asks for the same ones. Who asks
and what a widget shows is read from the database under row-level security, as always, and then
remembered for a second at most, and no longer than the generation of the organization: a session
that was ended, a role, a widget, a column or a snapshot that changed counts with the next request.
"""

from __future__ import annotations

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
from cashstage.core.crypto import token_digest
from cashstage.models.generation import GenerationReader
from cashstage.models.platform import Platform
from cashstage.query.cache import BoundedMemory
from cashstage.query.run import Answer

KEEP = timedelta(seconds=1)
"""How long something is believed at most, whatever else happens."""
SESSION_BYTES = 4 * 1024 * 1024
ANSWER_BYTES = 32 * 1024 * 1024
_OVERHEAD_BYTES = 1024
"""About what an entry takes besides its text."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Caller:
    """The verified one who asks; `generation` is None when nothing may be remembered."""

    principal: Principal
    generation: bytes | None


@dataclass(frozen=True, slots=True)
class _Seen(Generic[T]):
    """Something read from the database after `moment`, while `generation` was the present one.

    Two clocks, because the wall's can be set.
    """

    value: T
    generation: bytes
    moment: datetime
    instant: float

    def holds(self, generation: bytes | None, now: datetime) -> bool:
        return (
            generation == self.generation
            and self.moment <= now < self.moment + KEEP
            and time.monotonic() < self.instant + KEEP.total_seconds()
        )


class RecentLookups:
    """The memory of one process, on one event loop; bounded in bytes and in time."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._generations = GenerationReader(platform.settings.require("redis_url"))
        # A session belongs to one organization for as long as it lives.
        self._places: BoundedMemory[str, UUID] = BoundedMemory(SESSION_BYTES)
        self._callers: BoundedMemory[str, _Seen[Principal]] = BoundedMemory(SESSION_BYTES)
        self._answers: BoundedMemory[tuple[UUID, UUID, bytes], _Seen[Answer]]
        self._answers = BoundedMemory(ANSWER_BYTES)

    async def caller(self, token: str | None) -> Caller:
        """The person behind a token; raises Unauthenticated."""
        if not token:
            return Caller(await self._verify(token), None)
        digest = token_digest(token)
        place = self._places.get(digest)
        generation = None if place is None else await self._generations.read(place)
        seen = self._callers.get(digest)
        if seen is not None and seen.holds(generation, self._platform.clock()):
            return Caller(seen.value, generation)
        moment, instant = self._platform.clock(), time.monotonic()
        principal = await self._verify(token)
        self._places.put(digest, principal.organization.id, _OVERHEAD_BYTES)
        if generation is None or principal.organization.id != place:
            return Caller(principal, None)
        entry = _Seen(principal, generation, moment, instant)
        self._callers.put(digest, entry, _OVERHEAD_BYTES)
        return Caller(principal, generation)

    async def answer(
        self, caller: Caller, widget_id: UUID, query: bytes, compute: Callable[[], Answer]
    ) -> Answer:
        """The widget's answer under the page's choice, which `query` spells; from `compute` if new.

        Raises Forbidden, and what `compute` raises.
        """
        began = time.perf_counter()
        organization = caller.principal.require(Permission.VIEW)
        key = organization.id, widget_id, query
        seen = self._answers.get(key)
        if seen is not None and seen.holds(caller.generation, self._platform.clock()):
            elapsed_ms = (time.perf_counter() - began) * 1000
            return replace(seen.value, cache="hit", elapsed_ms=elapsed_ms)
        moment, instant = self._platform.clock(), time.monotonic()
        answer = await run_in_threadpool(compute)
        if caller.generation is not None:
            entry = _Seen(answer, caller.generation, moment, instant)
            size = len(answer.rendered) + len(query) + _OVERHEAD_BYTES
            self._answers.put(key, entry, size)
        return answer

    async def close(self) -> None:
        """Closes the line to Redis."""
        await self._generations.close()

    async def _verify(self, token: str | None) -> Principal:
        return await run_in_threadpool(sessions.verify, self._platform, token)
