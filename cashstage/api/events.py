"""Live events of the organization as server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from cashstage.access import sessions
from cashstage.api.deps import ActorDep, PlatformDep
from cashstage.core.errors import Unauthenticated
from cashstage.core.event_hub import EventHub
from cashstage.core.events import Received
from cashstage.dashboards.dashboard import service as dashboards

router = APIRouter(tags=["live"])
KEEP_ALIVE_SECONDS = 20.0


@router.get("/events", response_class=StreamingResponse)
async def read_events(
    request: Request,
    platform: PlatformDep,
    actor: ActorDep,
    dashboard_id: Annotated[UUID | None, Query()] = None,
) -> StreamingResponse:
    """A stream of `snapshot`, `dashboard` and `job` events.

    With `dashboard_id` only what concerns that dashboard: its own changes, and snapshots and jobs
    of the data sources it shows. Ends when the session ends.
    """
    wanted: _Interest | None = None
    if dashboard_id is not None:
        detail = await run_in_threadpool(dashboards.read, platform, actor, dashboard_id)
        sources = {
            str(widget.data_source_id)
            for tab in detail.tabs
            for widget in tab.widgets
            if widget.data_source_id
        }
        wanted = _Interest(str(dashboard_id), sources)
    hub: EventHub = request.app.state.event_hub
    token = request.cookies.get(sessions.cookie_name(secure=platform.settings.secure_cookies))

    async def still_signed_in() -> bool:
        try:
            await run_in_threadpool(sessions.verify, platform, token)
        except Unauthenticated:
            return False
        return True

    async def stream() -> AsyncIterator[bytes]:
        yield b": connected\n\n"
        async with hub.listen(actor.organization.id) as queue:
            while not await request.is_disconnected():
                try:
                    event = await asyncio.wait_for(queue.get(), KEEP_ALIVE_SECONDS)
                except TimeoutError:
                    if not await still_signed_in():
                        return
                    yield b": keep-alive\n\n"
                    continue
                if wanted is None or wanted.covers(event):
                    yield _encode(event)

    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(stream(), media_type="text/event-stream", headers=headers)


class _Interest:
    """What concerns one dashboard."""

    def __init__(self, dashboard_id: str, sources: set[str]) -> None:
        self._dashboard_id = dashboard_id
        self._sources = sources

    def covers(self, event: Received) -> bool:
        if event.kind == "dashboard":
            return bool(event.data["dashboard_id"] == self._dashboard_id)
        return event.data["data_source_id"] in self._sources


def _encode(event: Received) -> bytes:
    return b"event: %b\ndata: %b\n\n" % (event.kind.encode(), orjson.dumps(event.data))
