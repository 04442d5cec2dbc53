"""Serving the emulator inside this process: in a thread for tests, in the foreground otherwise."""

from __future__ import annotations

import asyncio
import signal
import socket
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from granian.constants import Interfaces
from granian.server.embed import Server
from starlette.applications import Starlette

from cashstage.core.clock import Clock, utc_now
from cashstage.core.errors import Unavailable
from cashstage.emulator.app import application, open_state
from cashstage.emulator.faults import FaultPlan
from cashstage.emulator.state import EmulatorState, OAuthClient

_START_SECONDS = 10.0
_POLL_SECONDS = 0.01


def free_port() -> int:
    """A loopback port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def require_free(port: int) -> None:
    """Raises Unavailable when somebody listens on a loopback port."""
    # The server shares its port with others that do the same, so binding would not fail.
    if _listens(port):
        raise Unavailable(
            f"Port {port}, where the Google emulator should listen, is in use.",
            next_step="Stop the program that uses it, or choose another port.",
        )


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class EmulatorServer:
    """An emulator that listens on loopback while the `with` block runs.

    `state` gives direct access to its spreadsheets and grants, `faults` to what shall fail. `hosts`
    says at which local address a public host is told of changes.
    """

    def __init__(
        self,
        store_dir: Path,
        client: OAuthClient,
        *,
        demo: bool,
        port: int | None = None,
        clock: Clock = utc_now,
        hosts: Mapping[str, str] | None = None,
    ) -> None:
        self.port = port or free_port()
        self.base_url = f"http://127.0.0.1:{self.port}"
        self.state: EmulatorState = open_state(
            store_dir, self.base_url, client, demo=demo, clock=clock
        )
        self.state.channels.courier.hosts.update(hosts or {})
        self.faults = FaultPlan()
        self._thread = threading.Thread(target=self._run, name="google-emulator", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: Server | None = None

    def __enter__(self) -> Self:
        require_free(self.port)
        self._thread.start()
        deadline = time.monotonic() + _START_SECONDS
        while not _listens(self.port):
            if time.monotonic() > deadline or not self._thread.is_alive():
                raise Unavailable(f"The Google emulator did not start on port {self.port}.")
            time.sleep(_POLL_SECONDS)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._server is not None and self._loop is not None:
            self._loop.call_soon_threadsafe(self._server.stop)
        self._thread.join(_START_SECONDS)
        self.state.channels.courier.close()

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._server = _server(application(self.state, self.faults), "127.0.0.1", self.port)
        await self._server.serve()


async def serve_until_stopped(state: EmulatorState, host: str, port: int) -> None:
    """Serves in the foreground until SIGINT or SIGTERM."""
    server = _server(application(state), host, port)
    for stop_signal in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(stop_signal, server.stop)
    try:
        await server.serve()
    finally:
        state.channels.courier.close()


def _server(app: Starlette, host: str, port: int) -> Server:
    return Server(app, address=host, port=port, interface=Interfaces.ASGI, log_enabled=False)
