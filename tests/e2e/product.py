"""The product under test: `cashstage up --demo` with a state folder and ports of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import httpx
import psutil

from cashstage.core.settings import Settings

ROOT = Path(__file__).parents[2]
START_SECONDS = 420.0
STOP_SECONDS = 60.0
_POLL_SECONDS = 0.1
_READY = "Cashstage is ready at"


@dataclass
class Product:
    """A running `cashstage up`; `seconds_to_page` is how long the start took to a served page."""

    home: Path
    port: int
    output: Path
    process: subprocess.Popen[bytes] = field(repr=False)
    settings: Mapping[str, str] = field(default_factory=dict)
    seconds_to_page: float = 0.0

    @property
    def url(self) -> str:
        """Where the pages are."""
        return f"http://localhost:{self.port}"

    @cached_property
    def google_url(self) -> str:
        """Where the emulator of Google is: signing in leads there."""
        answer = httpx.get(f"{self.url}/api/auth/signin/google")
        return answer.headers["location"].partition("/o/")[0]

    def login_link(self, email: str) -> str:
        """What `cashstage login-link` answers."""
        done = subprocess.run(
            [sys.executable, "-m", "cashstage.cli.main", "login-link", email, "--json"],
            cwd=ROOT,
            env={**environment(self.home, self.port), **self.settings},
            check=True,
            capture_output=True,
            text=True,
            timeout=60,
        )
        return str(json.loads(done.stdout)["url"])

    def stop(self) -> None:
        """Ctrl-C, and SIGKILL when that does not end it in time."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(STOP_SECONDS)
        finally:
            self.process.kill()


@contextmanager
def running(
    home: Path, port: int, output: Path, *, demo: bool, settings: Mapping[str, str] | None = None
) -> Iterator[Product]:
    """The product, which has to end well: by itself, without a traceback, leaving no process."""
    product = start(home, port, output, demo=demo, settings=settings)
    try:
        yield product
    finally:
        product.stop()
    assert product.process.returncode == 0
    assert processes_of(home) == []
    assert "Traceback" not in output.read_text(encoding="utf-8")


def start(
    home: Path, port: int, output: Path, *, demo: bool, settings: Mapping[str, str] | None = None
) -> Product:
    """Returns when the pages, the emulator and the demo workspace, if wanted, are there."""
    settings = settings or {}
    command = [sys.executable, "-m", "cashstage.cli.main", "up", f"--port={port}"]
    began = time.monotonic()
    with output.open("wb") as log:
        process = subprocess.Popen(
            [*command, "--demo"] if demo else command,
            cwd=ROOT,
            env={**environment(home, port), **settings},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            # Ctrl-C of the test run must reach only the tests, which then stop the product.
            start_new_session=True,
        )
    product = Product(home, port, output, process, settings)
    try:
        _until(product, lambda: _answers(f"{product.url}/health"), "serves no page")
        product.seconds_to_page = time.monotonic() - began
        _until(product, lambda: _READY in output.read_text(encoding="utf-8"), "is not ready")
    except BaseException:
        product.stop()
        raise
    return product


def environment(home: Path, port: int) -> dict[str, str]:
    """This process's environment without any setting, but for where the state lies."""
    names = {name.upper() for name in Settings.model_fields}
    names |= {f"{name}_FILE" for name in names}
    kept = {name: value for name, value in os.environ.items() if name not in names}
    return {**kept, "CASHSTAGE_HOME": str(home), "APP_URL": f"http://localhost:{port}"}


def free_port() -> int:
    """A port that nobody listens on, whose successor is free as well."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            with suppress(OSError):
                second.bind(("127.0.0.1", port + 1))
                return port


def processes_of(home: Path) -> list[str]:
    """Command lines of all processes that work on this state folder."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            words = process.cmdline()
            if process.pid != os.getpid() and (
                process.environ().get("CASHSTAGE_HOME") == str(home)
                or any(str(home) in word for word in words)
            ):
                found.append(" ".join(words))
    return found


def _until(product: Product, holds: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not holds():
        if product.process.poll() is not None or time.monotonic() > deadline:
            said = product.output.read_text(encoding="utf-8")[-4000:]
            raise AssertionError(f"The product {otherwise}:\n{said}")
        time.sleep(_POLL_SECONDS)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5.0).status_code == 200
    except httpx.TransportError:
        return False
