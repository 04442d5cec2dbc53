"""Real worker processes on the test's servers."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cashstage.core.home import open_home
from cashstage.core.settings import Settings
from cashstage.ops.programs import ROOT, Role, command, environment


@contextmanager
def worker(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """A worker as `cashstage serve worker` becomes it; killed when the block ends."""
    process = subprocess.Popen(
        command(Role.WORKER, settings, host="", port=0),
        env=environment(Role.WORKER, settings, open_home(settings.cashstage_home)),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL to the worker and its pool, as a machine that loses power would."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Waits for what another process does; fails when it does not happen in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"this did not happen within {seconds:g} seconds"
        time.sleep(0.05)
