"""A trace id for every request: a caller's own is kept, else one is made."""

from __future__ import annotations

import re
from uuid import uuid4

import structlog
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = "X-Trace-Id"
_ACCEPTABLE = re.compile(r"[A-Za-z0-9._-]{8,128}")


def trace_id() -> str:
    """The present request's trace id."""
    return str(structlog.contextvars.get_contextvars().get("trace_id", ""))


class TraceMiddleware:
    """Binds the trace id to the log context and answers with it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Runs the request under its trace id."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(HEADER.lower().encode(), b"").decode("latin-1")
        identifier = given if _ACCEPTABLE.fullmatch(given) else uuid4().hex

        async def send_traced(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = identifier
            await send(message)

        with structlog.contextvars.bound_contextvars(trace_id=identifier):
            await self._app(scope, receive, send_traced)
