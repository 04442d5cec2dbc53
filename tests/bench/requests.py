"""What a web process takes for a cached answer, and for news to arrive."""

from __future__ import annotations

import asyncio
import functools
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from starlette.types import ASGIApp, Message

from cashstage.access import sessions
from cashstage.api.app import create_api
from cashstage.core.event_hub import EventHub
from cashstage.core.events import SnapshotLanded
from cashstage.core.ids import new_id
from cashstage.dashboards.dashboard import service as dashboards
from cashstage.dashboards.dashboard.schemas import DashboardCreate
from cashstage.dashboards.widget import service as widgets
from cashstage.dashboards.widget.schemas import WidgetCreate, WidgetType
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from tests.bench.measure import Line, milliseconds
from tests.factories import people, workspaces

_REPEAT = 500
_WARM = 20


def lines(platform: Platform, folder: Path) -> Iterator[Line]:
    """A cached widget's data, and an event."""
    place = people.organization(platform, "Bench")
    token = people.token_of(platform, place, RoleName.ADMIN, "bench@example.com")
    path = f"/api/v1/widgets/{_widget(platform, token, folder)}/data"
    cookie = f"{sessions.cookie_name(secure=False)}={token}"
    taken = asyncio.run(_ask(create_api(platform), path, cookie))
    yield Line("Cached widget data, server time", milliseconds(taken))
    heard = asyncio.run(_hear(platform, place.id))
    yield Line("Snapshot announced to a web process, heard", milliseconds(heard))


def _widget(platform: Platform, token: str, folder: Path) -> UUID:
    actor = sessions.verify(platform, token)
    source = workspaces.landed(platform, actor, folder, workspaces.CSV.format(name="Bench"))
    board = dashboards.create(platform, actor, DashboardCreate(title="Bench"))
    body = WidgetCreate(
        tab_id=board.tabs[0].id,
        type=WidgetType.BAR,
        title="Cost",
        query=workspaces.question(source.id),
    )
    return widgets.create(platform, actor, body).id


async def _ask(app: ASGIApp, path: str, cookie: str) -> float:
    """The median of one request after another, without a socket in between."""
    headers = [(b"host", b"localhost:3000"), (b"cookie", cookie.encode())]
    scope: dict[str, Any] = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
        "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": b"",
        "root_path": "", "headers": headers, "client": ("127.0.0.1", 1), "server": None,
    }  # fmt: skip
    taken = []
    for _ in range(_REPEAT + _WARM):
        answer: list[Message] = []
        began = time.perf_counter()
        await app(dict(scope), _no_body, functools.partial(_keep, answer))
        taken.append(time.perf_counter() - began)
        if answer[0].get("status") != 200:
            raise RuntimeError(f"The widget answered {answer}.")
    return statistics.median(taken[_WARM:])


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
