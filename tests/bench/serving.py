"""Kept answers over HTTP, from web processes as the product starts them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx
import psutil

from cashstage.core.settings import Settings
from cashstage.emulator.server import free_port
from cashstage.ops.frontend import require_built
from tests.bench.dashboard import Dashboard
from tests.bench.load import Load, put_load, request
from tests.bench.measure import Line, memory_of

CLIENTS = 16
PROCESSES = 2
_SECONDS = 5.0
_WARM_SECONDS = 2.0
_START_SECONDS = 60.0
_ROOT = Path(__file__).parents[2]


def lines(settings: Settings, dashboard: Dashboard) -> Iterator[Line]:
    """Requests per second and how long each took, with bodies and without; memory afterwards."""
    with _served(settings) as (role, port, process):
        for what, asked, status in _kinds(dashboard, port):
            load = asyncio.run(
                put_load(
                    port, asked, clients=CLIENTS, seconds=_SECONDS, warm=_WARM_SECONDS,
                    status=status,
                )
            )  # fmt: skip
            yield _line(f"{what}, {CLIENTS} clients, {PROCESSES} {role} processes", load)
        yield from _memory(role, process)


def _kinds(dashboard: Dashboard, port: int) -> Iterator[tuple[str, Sequence[bytes], int]]:
    full = [request(path, port, dashboard.cookie) for path in dashboard.paths]
    tags = [
        httpx.get(f"http://127.0.0.1:{port}{path}", headers={"Cookie": dashboard.cookie})
        .raise_for_status()
        .headers["ETag"]
        for path in dashboard.paths
    ]
    known = [
        request(path, port, dashboard.cookie, f"If-None-Match: {tag}")
        for path, tag in zip(dashboard.paths, tags, strict=True)
    ]
    yield "Cached widget data over HTTP", full, 200
    yield "The same, known to the browser (304)", known, 304


def _line(what: str, load: Load) -> Line:
    spread = ", ".join(f"p{each} {load.percentile(each) * 1000:.1f} ms" for each in (50, 95))
    return Line(what, f"{load.rate:,.0f} / s", spread)


def _memory(role: str, process: subprocess.Popen[bytes]) -> Iterator[Line]:
    ours = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    engines = [each for each in ours if any("engine_child" in word for word in each.cmdline())]
    webs = [each for each in ours if each not in engines]
    yield Line(f"Memory of {len(webs)} {role} processes, one of them the parent", memory_of(webs))
    yield Line(f"Memory of their {len(engines)} engine processes", memory_of(engines))


@contextlib.contextmanager
def _served(settings: Settings) -> Iterator[tuple[str, int, subprocess.Popen[bytes]]]:
    """The web role where the frontend is built, else the API alone."""
    role, port = _role(), free_port()
    words = [sys.executable, "-m", "cashstage.cli.main", "serve", role, "--port", str(port)]
    process = subprocess.Popen(words, cwd=_ROOT, env=_environment(settings, port))
    try:
        _wait(process, port)
        yield role, port, process
    finally:
        process.terminate()
        process.wait()


def _role() -> str:
    try:
        require_built()
    except Exception:  # noqa: BLE001 - whatever keeps it from being served
        return "api"
    return "web"


def _environment(settings: Settings, port: int) -> dict[str, str]:
    secrets = {
        name.upper(): getattr(settings, name).get_secret_value()
        for name in ("secret_key", "database_url", "redis_url")
    }
    return {
        **os.environ,
        **secrets,
        "PYTHONPATH": str(_ROOT),
        "CASHSTAGE_HOME": str(settings.cashstage_home),
        "APP_URL": f"http://localhost:{port}",
        "WEB_CONCURRENCY": str(PROCESSES),
        "LOG_LEVEL": "error",
    }


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError("The web processes did not start.")
