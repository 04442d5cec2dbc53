"""What happened, told to every web process over Redis.

Events are hints: they carry identifiers and small facts, never data. A lost event costs
freshness until the next one, nothing else.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from typing import Any, ClassVar
from uuid import UUID

import orjson
import redis
import redis.asyncio

_log = logging.getLogger(__name__)
_CHANNEL = "cashstage:events:"


@dataclass(frozen=True, slots=True)
class SnapshotLanded:
    """A data source has a new latest snapshot."""

    kind: ClassVar[str] = "snapshot"
    data_source_id: UUID
    snapshot_id: UUID
    digest: str


@dataclass(frozen=True, slots=True)
class SourceChanged:
    """Somebody changed or deleted a data source, a blend or an exchange rate, which is named."""

    kind: ClassVar[str] = "source"
    data_source_id: UUID


@dataclass(frozen=True, slots=True)
class DashboardChanged:
    """Somebody saved a dashboard, one of its tabs or one of its widgets."""

    kind: ClassVar[str] = "dashboard"
    dashboard_id: UUID
    actor_id: UUID | None


@dataclass(frozen=True, slots=True)
class JobChanged:
    """An ingestion job moved on."""

    kind: ClassVar[str] = "job"
    job_id: UUID
    data_source_id: UUID
    state: str
    stage: str
    rows_done: int
    rows_total: int | None


@dataclass(frozen=True, slots=True)
class NoticesChanged:
    """One person has a new notice, or one of theirs was read or solved."""

    kind: ClassVar[str] = "notice"
    user_id: UUID


Event = SnapshotLanded | SourceChanged | DashboardChanged | JobChanged | NoticesChanged


@dataclass(frozen=True, slots=True)
class Received:
    """An event as it arrives in a web process; `data` is what the sender gave, JSON types."""

    organization_id: UUID
    kind: str
    data: dict[str, Any]


class EventBus:
    """Publishing side; Redis being down is logged, never raised."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client

    def publish(self, organization_id: UUID, event: Event) -> None:
        """Tells every subscribed process."""
        message = orjson.dumps({"kind": event.kind, "data": asdict(event)})
        try:
            self._client.publish(f"{_CHANNEL}{organization_id}", message)
        except redis.RedisError as error:
            _log.warning("Event %s was not sent: %s", event.kind, type(error).__name__)


async def subscribe(client: redis.asyncio.Redis) -> AsyncIterator[Received | None]:
    """Yields events of all organizations until cancelled; raises RedisError when cut off.

    None stands for the beginning of a subscription. Each None after the first one is the end of a
    gap: the Redis client mends a broken line by itself, without a word about what it missed.
    """
    async with client.pubsub() as channel:
        await channel.psubscribe(f"{_CHANNEL}*")
        async for message in channel.listen():
            if message["type"] == "psubscribe":
                yield None
            elif received := _received(message["channel"], message["data"]):
                yield received


def _received(channel: bytes, data: bytes) -> Received | None:
    """The event of a message; None for what none of us has sent."""
    try:
        body = orjson.loads(data)
        organization = UUID(channel.decode().removeprefix(_CHANNEL))
        return Received(organization, str(body["kind"]), dict(body["data"]))
    except (ValueError, KeyError, TypeError):
        _log.warning("A message on %r is no event; it is left out.", channel[:100])
        return None
