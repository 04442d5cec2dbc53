"""What a web process takes for a cached answer, and for news to arrive."""

from __future__ import annotations

import asyncio
import functools
import statistics
import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from starlette.types import Message

from cashstage.api.app import create_api, run_event_hub
from cashstage.core.event_hub import EventHub
from cashstage.core.events import SnapshotLanded
from cashstage.core.ids import new_id
from cashstage.models.platform import Platform
from tests.bench.dashboard import Dashboard
from tests.bench.measure import Line, milliseconds

_REPEAT = 500
_WARM = 60


def lines(platform: Platform, dashboard: Dashboard) -> Iterator[Line]:
    """A cached widget's data, with its body and without, and an event."""
    for what, known in (("Cached widget data", False), ("The same, known to the browser", True)):
        taken = asyncio.run(_ask(create_api(platform), dashboard, known=known))
        yield Line(f"{what}, server time", milliseconds(taken))
    heard = asyncio.run(_hear(platform, dashboard.organization_id))
    yield Line("Snapshot announced to a web process, heard", milliseconds(heard))


async def _ask(app: FastAPI, dashboard: Dashboard, *, known: bool) -> float:
    """The median of one request after another, without a socket in between."""
    headers = [(b"host", b"localhost:3000"), (b"cookie", dashboard.cookie.encode())]
    taken = []
    async with run_event_hub(app):
        tags: dict[str, bytes] = {}
        for turn in range(_REPEAT + _WARM):
            path = dashboard.paths[turn % len(dashboard.paths)]
            tag = [(b"if-none-match", tags[path])] if known and path in tags else []
            answer: list[Message] = []
            began = time.perf_counter()
            await app(_scope(path, headers + tag), _no_body, functools.partial(_keep, answer))
            if turn >= _WARM:
                taken.append(time.perf_counter() - began)
            if answer[0].get("status") != (304 if tag else 200):
                raise RuntimeError(f"The widget answered {answer}.")
            tags[path] = dict(answer[0]["headers"])[b"etag"]
    return statistics.median(taken)


def _scope(path: str, headers: list[tuple[bytes, bytes]]) -> dict[str, Any]:
    return {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
        "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": b"",
        "root_path": "", "headers": headers, "client": ("127.0.0.1", 1), "server": None,
    }  # fmt: skip


async def _no_body() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _keep(answer: list[Message], message: Message) -> None:
    answer.append(message)


async def _hear(platform: Platform, organization_id: UUID) -> float:
    """The median time from publishing to a listener's queue."""
    hub = EventHub(platform.settings.require("redis_url"))
    listening = asyncio.create_task(hub.run())
    event = SnapshotLanded(data_source_id=new_id(), snapshot_id=new_id(), digest="0" * 64)
    taken = []
    async with hub.listen(organization_id) as queue:
        await _until_subscribed(platform, organization_id, event, queue)
        for _ in range(_REPEAT):
            began = time.perf_counter()
            platform.events.publish(organization_id, event)
            await queue.get()
            taken.append(time.perf_counter() - began)
    listening.cancel()
    return statistics.median(taken)


async def _until_subscribed(
    platform: Platform, organization_id: UUID, event: SnapshotLanded, queue: asyncio.Queue[Any]
) -> None:
    for _ in range(100):
        platform.events.publish(organization_id, event)
        await asyncio.sleep(0.05)
        if not queue.empty():
            while not queue.empty():
                queue.get_nowait()
            return
    raise RuntimeError("Events don't arrive.")
