"""The real web process, without the built pages: the API and the websocket."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from cashstage.core.home import open_home
from cashstage.core.settings import Settings
from cashstage.emulator.server import free_port
from cashstage.ops.programs import ROOT, Role, command, environment, prepare
from tests.factories.workers import until

START_SECONDS = 60.0
PAGES = "__REFLEX_MOUNT_FRONTEND_COMPILED_APP"


@contextmanager
def website(settings: Settings) -> Iterator[str]:
    """Serves as `cashstage serve web` does; yields the address."""
    home = open_home(settings.cashstage_home)
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    settings = settings.model_copy(update={"app_url": address, "web_concurrency": 1})
    prepare(Role.WEB, home)
    values = environment(Role.WEB, settings, home)
    with (home.path / "web.log").open("wb") as log:
        process = subprocess.Popen(
            command(Role.WEB, settings, host="127.0.0.1", port=port),
            env={name: value for name, value in values.items() if name != PAGES},
            cwd=ROOT,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        until(lambda: _answers(address), START_SECONDS)
        yield address
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/health", timeout=2).status_code == 200
    except httpx.TransportError:
        return False
