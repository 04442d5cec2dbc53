"""Generations: how a process knows that what it remembers of an organization still holds.

Each transaction that changes rows of an organization ends its generation, right after the commit
and before the one who made the change hears of it. Whoever reads the generation first and the
database second may remember what they read for as long as the generation is the same. Redis keeps
the present one; a generation that is missing is one like any other. Where Redis could not be
reached in the very moment of a change, only the age of a memory bounds it, so memories are short.
"""

from __future__ import annotations

import asyncio
import logging
import re
from uuid import UUID, uuid4

import redis
import redis.asyncio

_log = logging.getLogger(__name__)
_PREFIX = "cashstage:generation:"
_KEEP_SECONDS = 24 * 3600
_WRITE = re.compile(r"\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|MERGE\s+INTO)\s+\"?(\w+)", re.I)
_TELLS_NOTHING = frozenset(
    {
        "audit_log",
        "ingestion_job_events",
        "ingestion_jobs",
        "login_links",
        "notices",
        "snapshot_objects",
        "watch_channels",
    }
)
"""Tables on which neither answers nor rights depend; some of them change all the time."""


def ends_generation(statement: str) -> bool:
    """Whether the SQL changes rows that answers or rights depend on; in doubt it does."""
    if statement.startswith("SELECT"):
        return False
    return any(table not in _TELLS_NOTHING for table in _WRITE.findall(statement))


class Generations:
    """The side of those who change something; Redis being down is logged, never raised."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client

    def end(self, organization_id: UUID) -> None:
        """Ends the organization's generation."""
        try:
            self._client.set(_PREFIX + organization_id.hex, uuid4().bytes, ex=_KEEP_SECONDS)
        except redis.RedisError as error:
            _log.warning("A generation was not ended: %s", type(error).__name__)


class GenerationReader:
    """The side of those who remember, on one event loop.

    Requests that wait at the same moment share one look at Redis, which begins after they came.
    """

    def __init__(self, url: str) -> None:
        self._client = redis.asyncio.Redis.from_url(
            url, socket_timeout=1, socket_connect_timeout=1, health_check_interval=15
        )
        self._waiting: dict[UUID, asyncio.Future[bytes | None]] = {}
        self._reading: asyncio.Task[None] | None = None

    async def read(self, organization_id: UUID) -> bytes | None:
        """The present generation; None when Redis does not answer."""
        place = self._waiting.get(organization_id)
        if place is None:
            place = asyncio.get_running_loop().create_future()
            self._waiting[organization_id] = place
            if self._reading is None:
                self._reading = asyncio.create_task(self._read_all())
        # One who leaves must not take the answer from the others.
        return await asyncio.shield(place)

    async def close(self) -> None:
        """Closes the connection."""
        await self._client.aclose()

    async def _read_all(self) -> None:
        while self._waiting:
            places, self._waiting = self._waiting, {}
            found: list[bytes | None]
            try:
                values = await self._client.mget([_PREFIX + each.hex for each in places])
                found = [value or b"" for value in values]
            except (redis.RedisError, OSError) as error:
                _log.warning("Generations can't be read: %s", type(error).__name__)
                found = [None] * len(places)
            for place, value in zip(places.values(), found, strict=True):
                place.set_result(value)
        self._reading = None
