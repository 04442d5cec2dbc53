"""Events between processes: what is no event, and what may have been missed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest
import redis

from cashstage.core.event_hub import RESUMED, EventHub
from cashstage.core.events import EventBus, Received, SourceChanged
from cashstage.ops.embedded import EmbeddedValkey

pytestmark = pytest.mark.integration

HERE = uuid4()
CHANGE = SourceChanged(data_source_id=uuid4())


@asynccontextmanager
async def running(hub: EventHub) -> AsyncIterator[None]:
    """The hub at work for the time of the block."""
    task = asyncio.create_task(hub.run())
    try:
        yield
    finally:
        task.cancel()


async def heard(
    queue: asyncio.Queue[Received], nudge: Callable[[], Awaitable[None] | None]
) -> Received:
    """The next event; nudges until there is one, because a subscription takes its time."""
    for _ in range(100):
        nudge()
        try:
            return await asyncio.wait_for(queue.get(), 0.1)
        except TimeoutError:
            continue
    raise AssertionError("nothing was heard")


def test_what_is_no_event_is_left_out(redis_url: str) -> None:
    client = redis.Redis.from_url(redis_url)
    bus = EventBus(client)

    def nudge() -> None:
        for channel, message in (
            (f"cashstage:events:{HERE}", b"no json"),
            (f"cashstage:events:{HERE}", b'{"kind": "source"}'),
            (f"cashstage:events:{HERE}", b"[]"),
            ("cashstage:events:nowhere", b'{"kind": "source", "data": {}}'),
        ):
            client.publish(channel, message)
        bus.publish(HERE, CHANGE)

    async def listen() -> Received:
        hub = EventHub(redis_url)
        async with hub.listen(HERE) as queue, running(hub):
            return await heard(queue, nudge)

    assert asyncio.run(listen()).kind == "source"
    client.close()


def test_everybody_is_told_that_something_may_have_been_missed(server_folder: Path) -> None:
    async def listen() -> tuple[Received, int]:
        with EmbeddedValkey(server_folder / "hub", durable=False) as server:
            hub, woken = EventHub(server.url), asyncio.Event()

            async def on_resumed() -> None:
                woken.set()

            hub.on_resumed(on_resumed)
            async with hub.listen(HERE) as queue, running(hub):
                with redis.Redis.from_url(server.url) as client:
                    bus = EventBus(client)
                    await heard(queue, lambda: bus.publish(HERE, CHANGE))
                    assert not woken.is_set()
                    for _ in range(2):
                        woken.clear()
                        assert client.client_kill_filter(_type="pubsub") == 1
                        resumed = await asyncio.wait_for(queue.get(), 10)
                        await asyncio.wait_for(woken.wait(), 10)
                return resumed, queue.qsize()

    event, left = asyncio.run(listen())

    assert (event.organization_id, event.kind, left) == (HERE, RESUMED, 0)
