"""An ASGI application on a loopback port, for what needs a real socket."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from granian.constants import Interfaces
from granian.server.embed import Server
from starlette.types import ASGIApp

from cashstage.emulator.server import free_port

START_SECONDS = 10.0


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """Serves the application, lifespan included; yields its base URL."""
    port = free_port()
    running: list[tuple[Server, asyncio.AbstractEventLoop]] = []

    async def serve() -> None:
        server = Server(
            app, address="127.0.0.1", port=port, interface=Interfaces.ASGI, log_enabled=False
        )
        running.append((server, asyncio.get_running_loop()))
        await server.serve()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), name="served", daemon=True)
    thread.start()
    deadline = time.monotonic() + START_SECONDS
    while not _listens(port):
        assert time.monotonic() < deadline, "the server did not start"
        assert thread.is_alive(), "the server ended at once"
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server, loop = running[0]
        loop.call_soon_threadsafe(server.stop)
        thread.join(START_SECONDS)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
