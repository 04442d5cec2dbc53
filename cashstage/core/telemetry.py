"""Prometheus metrics of this process, summed over processes when a shared folder is set.

`PROMETHEUS_MULTIPROC_DIR` must be set before the first import; whoever starts the processes does,
and empties the folder first.
"""

from __future__ import annotations

import os
import time

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

UNMATCHED = "__unmatched__"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
REQUESTS = Counter(
    "http_requests_total", "HTTP requests.", ["service", "method", "route", "status"]
)
DURATION = Histogram(
    "http_request_duration_seconds",
    "Time until the response was sent.",
    ["service", "method", "route"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)

NOTIFICATIONS = Counter(
    "google_notifications_total", "Notifications of changes, by what became of them.", ["outcome"]
)


def exposition() -> tuple[bytes, str]:
    """The metrics in Prometheus text, and its content type."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY), CONTENT_TYPE_LATEST
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry), CONTENT_TYPE_LATEST


class MetricsMiddleware:
    """Counts and times requests by route template, so that identifiers make no new series."""

    def __init__(self, app: ASGIApp, *, service: str) -> None:
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on and notes how it ended."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500
        started = time.perf_counter()

        async def send_noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_noted)
        finally:
            route = getattr(scope.get("route"), "path", UNMATCHED)
            labels = (self._service, _method(scope["method"]), route)
            REQUESTS.labels(*labels, str(status)).inc()
            DURATION.labels(*labels).observe(time.perf_counter() - started)


def _method(name: str) -> str:
    """The method, or one name for all that a client may make up."""
    return name if name in _METHODS else "other"
