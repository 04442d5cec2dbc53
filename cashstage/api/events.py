"""Live events of the organization as server-sent events."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from cashstage.access import sessions
from cashstage.access.principal import Principal
from cashstage.api.deps import ActorDep, PlatformDep
from cashstage.core.errors import Unauthenticated
from cashstage.core.event_hub import RESUMED, EventHub
from cashstage.core.events import NoticesChanged, Received
from cashstage.dashboards.dashboard import service as dashboards
from cashstage.models.platform import Platform
from cashstage.sources.query import asked

router = APIRouter(tags=["live"])
KEEP_ALIVE_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class _Interest:
    """What concerns one dashboard."""

    dashboard_id: str
    sources: frozenset[str]

    def covers(self, event: Received) -> bool:
        if event.kind == RESUMED:
            return True
        if event.kind == "dashboard":
            return bool(event.data["dashboard_id"] == self.dashboard_id)
        return event.data.get("data_source_id") in self.sources


@router.get("/events", response_class=StreamingResponse)
async def read_events(
    request: Request,
    platform: PlatformDep,
    actor: ActorDep,
    dashboard_id: Annotated[UUID | None, Query()] = None,
) -> StreamingResponse:
    """A stream of `snapshot`, `source`, `dashboard`, `job` and the caller's own `notice` events.

    `resumed` says that events may have been missed: read anew what you show.
    With `dashboard_id` only what concerns that dashboard: its own changes, and what happens to the
    data sources it shows, also by a blend. Ends when the session ends.
    """
    interest = None
    if dashboard_id is not None:
        interest = await run_in_threadpool(_interest_in, platform, actor, dashboard_id)
    return StreamingResponse(
        _stream(request, platform, actor, interest),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _stream(
    request: Request, platform: Platform, actor: Principal, interest: _Interest | None
) -> AsyncIterator[bytes]:
    hub: EventHub = request.app.state.event_hub
    async with hub.listen(actor.organization.id) as queue:
        yield b": connected\n\n"
        # The response itself notices when the browser leaves. Asking here too would read the same
        # messages a second time, and the server then takes the browser for gone.
        ask_again = time.monotonic() + KEEP_ALIVE_SECONDS
        while True:
            try:
                event = await asyncio.wait_for(queue.get(), ask_again - time.monotonic())
            except TimeoutError:
                event = None
            if time.monotonic() >= ask_again:
                # Also when events keep coming: a session may have ended meanwhile.
                if not await run_in_threadpool(_still_signed_in, request, platform):
                    return
                ask_again = time.monotonic() + KEEP_ALIVE_SECONDS
                yield b": keep-alive\n\n"
            if event is None or _is_for_another(event, actor):
                continue
            if interest is None or interest.covers(event):
                yield b"event: %b\ndata: %b\n\n" % (
                    event.kind.encode(),
                    orjson.dumps(event.data),
                )


def _is_for_another(event: Received, actor: Principal) -> bool:
    return event.kind == NoticesChanged.kind and event.data["user_id"] != str(actor.user_id)


def _interest_in(platform: Platform, actor: Principal, dashboard_id: UUID) -> _Interest:
    tabs = dashboards.read(platform, actor, dashboard_id).tabs
    shown = {widget.source_id for tab in tabs for widget in tab.widgets if widget.source_id}
    sources = asked.behind(platform, actor, shown)
    return _Interest(str(dashboard_id), frozenset(map(str, sources)))


def _still_signed_in(request: Request, platform: Platform) -> bool:
    name = sessions.cookie_name(secure=platform.settings.secure_cookies)
    try:
        sessions.verify(platform, request.cookies.get(name))
    except Unauthenticated:
        return False
    return True
