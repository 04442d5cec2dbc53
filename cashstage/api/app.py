"""The API application: routes, errors, tracing; alone with `serve api`, or beside the pages."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from fastapi import APIRouter, FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import compile_path

from cashstage import __version__
from cashstage.api import (
    auth,
    blends,
    calculated_fields,
    connections,
    dashboards,
    data_sources,
    errors,
    events,
    exchange_rates,
    explaining,
    formulas,
    health,
    jobs,
    me,
    metric_definitions,
    notices,
    notifications,
    openapi,
    organization,
    pacing,
    query,
    reference,
    retention,
    widgets,
)
from cashstage.api.headers import SecurityHeaders
from cashstage.api.origin import (
    ALLOWED_HEADERS,
    ALLOWED_METHODS,
    EXPOSED_HEADERS,
    OriginMiddleware,
)
from cashstage.api.recent import RecentLookups
from cashstage.api.shortcut import Shortcut
from cashstage.api.tracing import TraceMiddleware
from cashstage.api.uploads import UploadGate
from cashstage.core.errors import NotFound
from cashstage.core.event_hub import EventHub
from cashstage.core.logging import configure_logging
from cashstage.core.settings import get_settings
from cashstage.core.telemetry import MetricsMiddleware
from cashstage.models.platform import Platform, get_platform
from cashstage.sources.query.service import engine_of

PREFIX = "/api/v1"
MAX_BODY_BYTES = 2 * 1024 * 1024
NOUNS = (
    me,
    organization,
    connections,
    data_sources,
    retention,
    calculated_fields,
    blends,
    exchange_rates,
    jobs,
    notices,
    metric_definitions,
    query,
    formulas,
    explaining,
    pacing,
    dashboards,
    widgets,
    events,
)


def create_api(platform: Platform | None = None) -> FastAPI:
    """The application over a platform, by default this process's own."""
    platform = platform or get_platform()
    app = FastAPI(
        title="Mustache Cashstage",
        version=__version__,
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
    )
    app.state.platform = platform
    app.state.event_hub = EventHub(platform.settings.require("redis_url"))
    app.state.recent = None
    app.include_router(health.root)
    app.include_router(auth.router)
    app.include_router(notifications.router)
    versioned = APIRouter(prefix=PREFIX)
    versioned.include_router(health.router)
    versioned.include_router(reference.router)
    for noun in NOUNS:
        versioned.include_router(noun.router)
    app.include_router(versioned)
    openapi.describe(app, secure_cookies=platform.settings.secure_cookies)
    app.add_api_route(
        "/api/{path:path}",
        _nothing_here,
        methods=["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"],
        include_in_schema=False,
    )
    _surround(app, platform)
    return app


def _surround(app: FastAPI, platform: Platform) -> None:
    """Adds what every request passes; the last one added is the outermost."""
    app.add_middleware(Shortcut, api=app, platform=platform, route=widgets.DATA_ROUTE)
    # Bodies are read before anybody asks who sends them.
    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=MAX_BODY_BYTES)
    app.add_middleware(UploadGate, platform=platform)
    app.add_middleware(
        OriginMiddleware,
        address=platform.settings.app_url,
        allowed=platform.settings.allowed_origins,
    )
    errors.install(app)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=platform.settings.allowed_origins,
        allow_methods=ALLOWED_METHODS,
        allow_headers=ALLOWED_HEADERS,
        expose_headers=EXPOSED_HEADERS,
        allow_credentials=True,
    )
    app.add_middleware(TraceMiddleware)
    app.add_middleware(MetricsMiddleware, service="web")
    app.add_middleware(SecurityHeaders, encrypted=platform.settings.secure_cookies)


def serve_api() -> FastAPI:
    """The application of a process of its own."""
    configure_logging(get_settings())
    return create_api()


@contextlib.asynccontextmanager
async def run_event_hub(app: FastAPI) -> AsyncIterator[None]:
    """Keeps the process subscribed to events for the time of the block, its engine warm.

    What it remembers belongs to the event loop, so that begins and ends here as well.
    """
    engine_of(app.state.platform.settings).warm()
    task = asyncio.create_task(app.state.event_hub.run())
    recent = app.state.recent = RecentLookups(app.state.platform)
    try:
        yield
    finally:
        app.state.recent = None
        await recent.close()
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with run_event_hub(app):
        yield


def _nothing_here(path: str, request: Request) -> JSONResponse:
    allowed = _methods_at(request)
    if allowed:
        raise HTTPException(405, headers={"Allow": ", ".join(allowed)})
    raise NotFound(f"There is nothing at /api/{path}.", next_step="See /api/v1/docs.")


def _methods_at(request: Request) -> list[str]:
    """What may be asked of this address, of which the request has asked something else."""
    path = request.url.path
    return sorted(
        method.upper()
        for template, methods in request.app.openapi()["paths"].items()
        if compile_path(template)[0].match(path)
        for method in methods
    )
