"""A machine of its own: durable servers and the product's processes, any of which may be killed."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from cashstage.core.home import open_home
from cashstage.core.settings import Settings
from cashstage.ops.embedded.postgres import EmbeddedPostgres
from cashstage.ops.embedded.valkey import EmbeddedValkey
from cashstage.ops.programs import ROOT, Role, command, environment

_LOOK_SECONDS = 0.1


class Program:
    """A role of the product as `cashstage serve` becomes it, started again when it ends."""

    def __init__(
        self, role: Role, settings: Settings, log: Path, extra: Mapping[str, str] | None = None
    ) -> None:
        self._command = command(role, settings, host="", port=0)
        self._environment = environment(role, settings, open_home(settings.cashstage_home))
        self._environment |= dict(extra or {})
        self._log = log
        self._stopping = threading.Event()
        self._watching = threading.Thread(target=self._watch, daemon=True)
        self._process = self._spawn()
        self.starts = 1

    def __enter__(self) -> Self:
        self._watching.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopping.set()
        self._watching.join()
        self.kill()
        self._process.wait(10)

    @property
    def pid(self) -> int:
        """The process that runs now."""
        return self._process.pid

    def kill(self) -> None:
        """SIGKILL to the program and all that it has started, as when a machine loses power."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def kill_child(self, choice: int) -> bool:
        """SIGKILL to one process of a worker's pool, as when memory runs out."""
        with contextlib.suppress(psutil.Error):
            children = psutil.Process(self._process.pid).children()
            if children:
                children[choice % len(children)].kill()
                return True
        return False

    def kill_for_good(self) -> None:
        """SIGKILL, and nobody starts it again."""
        self._stopping.set()
        self._watching.join()
        self.kill()

    def terminate(self) -> None:
        """What an orchestrator sends first; the program is not started again."""
        self._stopping.set()
        self._process.terminate()

    def wait(self, seconds: float) -> int:
        """The exit code of a program that was told to end."""
        return self._process.wait(seconds)

    def _spawn(self) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen(
                self._command,
                env=self._environment,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _watch(self) -> None:
        while not self._stopping.wait(_LOOK_SECONDS):
            if self._process.poll() is not None:
                self._process = self._spawn()
                self.starts += 1


@contextmanager
def outage(server: EmbeddedPostgres | EmbeddedValkey, seconds: float) -> Iterator[None]:
    """The server is killed, the block runs, and after `seconds` it starts again."""
    os.kill(_pid_of(server), signal.SIGKILL)
    back = time.monotonic() + seconds
    try:
        yield
    finally:
        time.sleep(max(0.0, back - time.monotonic()))
        server.start()


def _pid_of(server: EmbeddedPostgres | EmbeddedValkey) -> int:
    name = "data/postmaster.pid" if isinstance(server, EmbeddedPostgres) else "valkey.pid"
    return int((server.directory / name).read_text(encoding="ascii").split()[0])
