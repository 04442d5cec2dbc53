"""What the web process serves: the pages, and the API beside them on the same port."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

from fastapi import FastAPI
from reflex.utils.prerequisites import get_web_dir
from starlette.types import ASGIApp

from cashstage.api.app import run_event_hub, serve_api
from cashstage.core.settings import get_settings
from cashstage.ui.app import create_app
from cashstage.ui.asgi import Guard
from cashstage.ui.live import shell_watchers, watchers

WAITING_THREADS = 40


@lru_cache(maxsize=1)
def _api() -> FastAPI:
    """Made when serving begins: the frontend is built on machines that have no database."""
    return serve_api()


def _serve(pages: ASGIApp) -> ASGIApp:
    """The API answers first, the pages answer what is left, the guard sees everything."""
    api = _api()
    api.mount("", pages)
    return Guard(api, get_settings(), get_web_dir() / "build" / "client")


app = create_app(_serve)


@app.register_lifespan_task
@contextlib.asynccontextmanager
async def live_events() -> AsyncIterator[None]:
    """Hears what happens in other processes for as long as this one serves."""
    api = _api()
    # Handlers wait in threads for the database and for Google; Python's own few would make one
    # person's slow spreadsheet everybody's.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(WAITING_THREADS))
    for each in (watchers, shell_watchers):
        each.attach(app, api.state.event_hub)
    async with run_event_hub(api):
        yield
