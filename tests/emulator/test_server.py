"""The emulator as a process of its own: it starts, serves, stops, and keeps what it was told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from cashstage.core.errors import Unavailable
from cashstage.emulator.demo import EXPORTS
from cashstage.emulator.server import EmulatorServer, free_port
from tests.factories import google

SETTINGS = {
    "GOOGLE_CLIENT_ID": google.CLIENT.client_id,
    "GOOGLE_CLIENT_SECRET": google.CLIENT.client_secret,
}


def start(folder: Path, port: int, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "cashstage.emulator",
            f"--port={port}",
            f"--home={folder}",
            "--demo",
        ],
        env=os.environ | SETTINGS | environment,
        stderr=subprocess.PIPE,
        text=True,
    )


def until_served(address: str, process: subprocess.Popen[str]) -> httpx.Response:
    deadline = time.monotonic() + 20
    while process.poll() is None and time.monotonic() < deadline:
        try:
            return httpx.get(address)
        except httpx.ConnectError:
            time.sleep(0.02)
    raise AssertionError(f"not served, exit status {process.poll()}")


def test_the_process_serves_the_demo_and_stops_on_sigterm(tmp_path: Path) -> None:
    port = free_port()
    with start(tmp_path, port) as process:
        page = until_served(f"http://127.0.0.1:{port}/spreadsheets", process)
        process.send_signal(signal.SIGTERM)
        _, complaints = process.communicate(timeout=10)

    assert "Marketing budget" in page.text
    assert (process.returncode, complaints) == (0, "")
    assert (tmp_path / "google-emulator" / "grants.json").exists() is False
    assert len(list((tmp_path / "google-emulator" / "spreadsheets").iterdir())) == len(EXPORTS)


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"GOOGLE_CLIENT_ID": "", "GOOGLE_CLIENT_SECRET": ""}, "GOOGLE_CLIENT_ID is not set."),
        (
            {
                "APP_ENV": "production",
                "APP_URL": "https://dash.example",
                "SECRET_KEY": "x" * 32,
                "DATABASE_URL": "postgresql://db/x",
                "REDIS_URL": "redis://cache",
            },
            "does not run in production",
        ),
    ],
)
def test_it_refuses_to_start_with_one_clear_line(
    tmp_path: Path, environment: dict[str, str], sentence: str
) -> None:
    with start(tmp_path, free_port(), **environment) as process:
        _, complaints = process.communicate(timeout=20)

    assert process.returncode == 1
    assert sentence in complaints
    assert len(complaints.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_served_emulator_stops_with_its_block_and_keeps_its_data(folder: Path) -> None:
    with EmulatorServer(folder, google.CLIENT, demo=False) as first:
        google.spreadsheet(first.state, [["a"]], title="Kept")
        assert httpx.get(f"{first.base_url}/spreadsheets").status_code == 200
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{first.base_url}/spreadsheets")

    with EmulatorServer(folder, google.CLIENT, demo=False, port=first.port) as second:
        assert "Kept" in httpx.get(f"{second.base_url}/spreadsheets").text


def test_a_taken_port_is_told(folder: Path, tmp_path: Path) -> None:
    with EmulatorServer(folder, google.CLIENT, demo=False) as first:
        second = EmulatorServer(tmp_path, google.CLIENT, demo=False, port=first.port)
        with pytest.raises(Unavailable, match=f"Port {first.port}"):
            second.__enter__()
        with start(tmp_path, first.port) as process:
            _, complaints = process.communicate(timeout=20)

    assert process.returncode == 1
    assert complaints.startswith(f"Port {first.port}")
