"""Failures on demand: the next answers of a part of Google go wrong in a chosen way.

    POST   /emulator/faults  {"kind": "rate_limited", "path": "/sheets/", "times": 2}
    GET    /emulator/faults  what is still to come
    DELETE /emulator/faults  none any more

Kinds: `rate_limited` (429; `seconds` becomes Retry-After), `user_rate_limit` (Drive's 403),
`internal` (500), `unavailable` (503), `slow` (answers after `seconds`), `truncated` (half a body),
`expired_token` (401 although the token is good), `unverified_domain` (no channel to this address),
`protected` (the owner's rules or those of a Workspace forbid copies: 403), `domain_policy` (a
Workspace forbids apps: 403), `error_page` (502 with a page in HTML), `web_page` (200 with one, as a
proxy that asks for a sign-in answers).
"""

from __future__ import annotations

import asyncio
import threading
from dataclasses import asdict, dataclass

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cashstage.emulator.google_error import (
    GoogleError,
    answer_google_error,
    drive_error,
    invalid_credentials,
    quota_exceeded,
)

CONTROL_PATH = "/emulator/faults"
_KINDS = (
    "^(rate_limited|user_rate_limit|internal|unavailable|slow|truncated|expired_token"
    "|unverified_domain|protected|domain_policy|error_page|web_page)$"
)
_REFUSALS = {
    "user_rate_limit": (403, "User Rate Limit Exceeded", "userRateLimitExceeded"),
    "protected": (403, "This file cannot be downloaded by the user.", "cannotDownloadFile"),
    "domain_policy": (403, "The domain administrators have disabled Drive apps.", "domainPolicy"),
    "unverified_domain": (
        401,
        "Unauthorized WebHook callback channel",
        "push.webhookUrlUnauthorized",
    ),
}
_PAGES = {"error_page": 502, "web_page": 200}
_PAGE = (
    "<!DOCTYPE html><html lang=en><title>Error</title><p>The server met a temporary error.</html>"
)


class FaultOrder(BaseModel):
    """A fault to plan: `times` answers to paths that start with `path`."""

    model_config = ConfigDict(extra="forbid")

    kind: str = Field(pattern=_KINDS)
    path: str = "/sheets/"
    times: int = Field(default=1, ge=1)
    seconds: float | None = Field(default=None, ge=0)


@dataclass(slots=True)
class Fault:
    """A planned fault and how many answers it still spoils."""

    kind: str
    path: str
    times: int
    seconds: float | None


class FaultPlan:
    """The faults still to come, oldest first; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._planned: list[Fault] = []

    def add(self, order: FaultOrder) -> None:
        """Plans a fault."""
        with self._lock:
            self._planned.append(Fault(order.kind, order.path, order.times, order.seconds))

    def clear(self) -> None:
        """Forgets all faults."""
        with self._lock:
            self._planned.clear()

    def planned(self) -> list[Fault]:
        """What is still to come."""
        with self._lock:
            return list(self._planned)

    def take(self, path: str) -> Fault | None:
        """The fault that spoils this answer, counted down."""
        with self._lock:
            for fault in self._planned:
                if path.startswith(fault.path):
                    fault.times -= 1
                    if fault.times == 0:
                        self._planned.remove(fault)
                    return fault
        return None

    def routes(self) -> list[Route]:
        """The control endpoint."""
        return [
            Route(CONTROL_PATH, self.show, methods=["GET"]),
            Route(CONTROL_PATH, self.order, methods=["POST"]),
            Route(CONTROL_PATH, self.forget, methods=["DELETE"]),
        ]

    def show(self, request: Request) -> Response:
        """Lists the planned faults."""
        return JSONResponse([asdict(fault) for fault in self.planned()])

    async def order(self, request: Request) -> Response:
        """Plans one fault."""
        try:
            self.add(FaultOrder.model_validate_json(await request.body()))
        except ValidationError as error:
            problems = error.errors(include_url=False, include_input=False, include_context=False)
            return JSONResponse({"problems": problems}, status_code=422)
        return self.show(request)

    def forget(self, request: Request) -> Response:
        """Removes all planned faults."""
        self.clear()
        return Response(status_code=204)


class FaultMiddleware:
    """Spoils answers as planned; everything else passes untouched."""

    def __init__(self, app: ASGIApp, plan: FaultPlan) -> None:
        self._app = app
        self._plan = plan

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one connection."""
        path = scope.get("path", "")
        fault = None
        if scope["type"] == "http" and not path.startswith(CONTROL_PATH):
            fault = self._plan.take(path)
        if fault is None:
            await self._app(scope, receive, send)
        elif fault.kind == "truncated":
            await self._app(scope, receive, _halving(send))
        elif fault.kind == "slow":
            await asyncio.sleep(fault.seconds or 0)
            await self._app(scope, receive, send)
        elif fault.kind in _PAGES:
            await HTMLResponse(_PAGE, status_code=_PAGES[fault.kind])(scope, receive, send)
        else:
            answer = await answer_google_error(Request(scope), _error_of(fault, path))
            await answer(scope, receive, send)


def _error_of(fault: Fault, path: str) -> GoogleError:
    drive = path.startswith("/drive/")
    if fault.kind == "rate_limited":
        return quota_exceeded(drive=drive, wait=fault.seconds)
    if fault.kind == "expired_token":
        return invalid_credentials(drive=drive)
    if fault.kind in _REFUSALS:
        return drive_error(*_REFUSALS[fault.kind])
    if fault.kind == "internal":
        return GoogleError(500, "Internal error encountered.")
    return GoogleError(503, "The service is currently unavailable.")


def _halving(send: Send) -> Send:
    async def send_half(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [pair for pair in message["headers"] if pair[0].lower() != b"content-length"]
            message = {**message, "headers": kept}
        elif message["type"] == "http.response.body":
            body = message.get("body", b"")
            message = {**message, "body": body[: len(body) // 2]}
        await send(message)

    return send_half
