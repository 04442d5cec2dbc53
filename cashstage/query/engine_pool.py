"""Engines in processes of their own, so that memory and time end for real.

DuckDB's memory limit does not bound what a function builds, and an interrupt waits for the end of
a vector. A process can be refused memory by the kernel and can be killed; another takes its place,
and no other question notices.
"""

from __future__ import annotations

import os
import queue
import socket
import subprocess
import sys
import threading
import weakref
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NoReturn

import orjson
import pyarrow as pa

from cashstage.core.errors import CashstageError, InvalidInput, QueryTimeout, Unavailable
from cashstage.query.engine_child import FAILED, LAST, question_bytes, read_table

_ROOT = Path(__file__).resolve().parents[2]
_CHILD = "cashstage.query.engine_child"
_GIB = 1024**3
_START_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class EngineLimits:
    """What one question may take: seconds until it is interrupted and until it is killed.

    `memory_limit` is DuckDB's own; `address_space` in bytes is what the kernel allows beyond the
    idle process. One that holds more than `retire_above` bytes after a question is replaced.
    """

    threads: int = 2
    memory_limit: str = "2GB"
    address_space: int = 4 * _GIB
    time_limit: float = 10.0
    kill_after: float = 15.0
    retire_above: int = 1 * _GIB
    wait_for_turn: float = 30.0


class EngineDefect(Exception):
    """Something our SQL should never cause; the text is DuckDB's."""


class EnginePool:
    """Runs compiled SQL in one of `size` processes; safe to share between threads.

    Processes start when they are first needed, or ahead with `warm`.
    """

    def __init__(
        self, directory: Path, *, size: int = 2, limits: EngineLimits | None = None
    ) -> None:
        self._directory = directory
        self._limits = limits or EngineLimits()
        self._places: queue.LifoQueue[_Process | None] = queue.LifoQueue()
        for _ in range(size):
            self._places.put(None)
        # Also when the pool is forgotten, and when the interpreter ends.
        self._end = weakref.finalize(self, _kill_all, self._places)

    def warm(self) -> None:
        """Starts one process in the background."""
        threading.Thread(target=self.run, args=("SELECT 1", {}), daemon=True).start()

    def run(self, sql: str, parameters: Mapping[str, Any]) -> pa.Table:
        """The result as an Arrow table.

        Raises QueryTimeout at the time limit, InvalidInput when a value can't be computed,
        Unavailable when the question needs more memory than it may have or all are busy.
        """
        try:
            process = self._places.get(timeout=self._limits.wait_for_turn)
        except queue.Empty:
            raise Unavailable(
                "Too many questions are being computed right now.",
                next_step="Try again in a moment.",
            ) from None
        try:
            if process is not None and not process.alive:
                process.kill()
                process = None
            if process is None:
                process = _Process(self._directory, self._limits)
            return process.ask(question_bytes(sql, dict(parameters)))
        finally:
            self._give_back(process)

    def close(self) -> None:
        """Ends all processes."""
        self._end()

    def _give_back(self, process: _Process | None) -> None:
        if process is not None and not (self._end.alive and process.alive):
            process.kill()
            process = None
        self._places.put(process)


def _kill_all(places: queue.LifoQueue[_Process | None]) -> None:
    while True:
        try:
            process = places.get_nowait()
        except queue.Empty:
            return
        if process is not None:
            process.kill()


class _Process:
    """One engine process and the line to it."""

    def __init__(self, directory: Path, limits: EngineLimits) -> None:
        self._limits = limits
        ours, theirs = socket.socketpair()
        words = [sys.executable, "-m", _CHILD, str(theirs.fileno()), str(directory)]
        self._child = subprocess.Popen(
            [*words, orjson.dumps(asdict(limits)).decode()],
            cwd=_ROOT,
            env={"PYTHONPATH": str(_ROOT), "PATH": os.environ.get("PATH", "")},
            stdin=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
        )
        theirs.close()
        self._line = Connection(ours.detach())
        self._usable = True
        try:
            self._receive(_START_SECONDS)
        except CashstageError:
            self.kill()
            raise

    @property
    def alive(self) -> bool:
        """Whether it can be asked."""
        return self._usable and self._child.poll() is None

    def ask(self, question: bytes) -> pa.Table:
        """The answer; after a failure of the process itself it is not `alive` any more."""
        try:
            self._line.send_bytes(question)
        except OSError:
            self._lost()
        answer = self._receive(self._limits.kill_after)
        if answer[1:2] == FAILED:
            raise _error(orjson.loads(answer[2:]))
        return read_table(memoryview(answer)[2:])

    def kill(self) -> None:
        """Ends the process at once."""
        self._usable = False
        self._child.kill()
        self._child.wait()
        self._line.close()

    def _receive(self, seconds: float) -> bytes:
        if not self._line.poll(seconds):
            self._usable = False
            raise QueryTimeout(
                f"This question took longer than {self._limits.time_limit:g} seconds.",
                next_step="Narrow the date range, or group by fewer fields.",
            )
        try:
            answer = self._line.recv_bytes()
        except (EOFError, OSError):
            self._lost()
        self._usable = answer[:1] != LAST
        return answer

    def _lost(self) -> NoReturn:
        self._usable = False
        raise _too_large() from None


def _error(told: dict[str, Any]) -> Exception:
    kinds: dict[str, type[CashstageError]] = {
        each.code: each for each in (InvalidInput, QueryTimeout, Unavailable)
    }
    kind = kinds.get(told["kind"])
    if kind is not None:
        return kind(told["detail"], next_step=told["next_step"])
    return _too_large() if told["kind"] == "memory" else EngineDefect(told["detail"])


def _too_large() -> Unavailable:
    return Unavailable(
        "This question needs more memory than it may have.",
        next_step="Narrow the date range, or group by fewer fields.",
    )
