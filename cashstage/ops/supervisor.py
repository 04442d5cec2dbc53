"""Starts programs, keeps them running, and stops them so that nothing is left behind.

Every program leads a process group of its own: Ctrl-C reaches only us, and whatever a program
leaves in its group is ended with it. On Linux the kernel tells the programs when we die.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cashstage.core.errors import Unavailable
from cashstage.ops.process_log import ProcessLog

MAX_CRASHES = 5
CRASH_WINDOW_SECONDS = 60.0
_BACKOFF_SECONDS = (0.5, 1.0, 2.0, 4.0)
_PR_SET_PDEATHSIG = 1
_READ_BYTES = 65_536
_LAST_WORDS_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Program:
    """A command to run; `stop_seconds` is how long it may take to end after SIGTERM."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    directory: Path
    stop_seconds: float = 10.0


class Supervisor:
    """Runs programs until `stop`; `gave_up` resolves when one can't be kept running."""

    def __init__(self, log: ProcessLog, *, backoff: Sequence[float] = _BACKOFF_SECONDS) -> None:
        self._log = log
        self._backoff = backoff
        self._running: list[_Kept] = []
        self._hurry = asyncio.Event()
        self.gave_up: asyncio.Future[Unavailable] = asyncio.get_running_loop().create_future()

    async def start(self, program: Program) -> None:
        """Starts the program and from now on keeps it running."""
        kept = _Kept(program, self._log, self._backoff, self._report)
        self._running.append(kept)
        await kept.start()

    async def run(self, program: Program, on_line: Callable[[str], None]) -> int:
        """Runs the program once, to its end; returns its exit code. Ends it when cancelled."""
        child = await _Child.spawn(program, on_line)
        try:
            return await child.wait()
        finally:
            await child.end(self._hurry)

    async def stop(self) -> None:
        """Stops all programs, the last started first."""
        while self._running:
            await self._running[-1].stop(self._hurry)
            self._running.pop()

    def hurry(self) -> None:
        """Makes a running or later `stop` kill instead of wait."""
        self._hurry.set()

    def _report(self, failure: Unavailable) -> None:
        if not self.gave_up.done():
            self.gave_up.set_result(failure)


class _Kept:
    """One program that is started again whenever it ends by itself."""

    def __init__(
        self,
        program: Program,
        log: ProcessLog,
        backoff: Sequence[float],
        give_up: Callable[[Unavailable], None],
    ) -> None:
        self._program = program
        self._log = log
        self._backoff = backoff
        self._give_up = give_up
        self._crashes: deque[float] = deque()
        self._child: _Child | None = None
        self._watch: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._child = await _Child.spawn(self._program, self._line)
        self._watch = asyncio.create_task(self._keep(self._child))

    async def stop(self, hurry: asyncio.Event) -> None:
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.wait({self._watch})
        if self._child is not None:
            await self._child.end(hurry)

    async def _keep(self, child: _Child) -> None:
        while True:
            code = await child.wait()
            if self._crashes_too_often():
                self._give_up(self._failure(code))
                return
            delay = self._backoff[min(len(self._crashes), len(self._backoff)) - 1]
            self._log.announce(
                f"{self._program.name} {_ending(code)}; starting it again in {delay:g} s."
            )
            await asyncio.sleep(delay)
            try:
                child = self._child = await _Child.spawn(self._program, self._line)
            except OSError as error:
                self._give_up(
                    Unavailable(f"{self._program.name} can't be started: {error.strerror}.")
                )
                return

    def _crashes_too_often(self) -> bool:
        now = time.monotonic()
        self._crashes.append(now)
        while now - self._crashes[0] > CRASH_WINDOW_SECONDS:
            self._crashes.popleft()
        return len(self._crashes) >= MAX_CRASHES

    def _failure(self, code: int) -> Unavailable:
        last = [line for line in self._log.last_lines(self._program.name) if line.strip()]
        said = f" Its last words: {last[-1].strip().rstrip('.')}." if last else ""
        return Unavailable(
            f"{self._program.name} {_ending(code)}, {MAX_CRASHES} times within"
            f" {CRASH_WINDOW_SECONDS:g} s.{said}",
            next_step=f"See {self._log.file}.",
        )

    def _line(self, text: str) -> None:
        self._log.line(self._program.name, text)


class _Child:
    """A started program: its lines are read to the end, its group is gone when it is."""

    def __init__(
        self, program: Program, process: asyncio.subprocess.Process, reading: asyncio.Task[None]
    ) -> None:
        self._program = program
        self._process = process
        self._reading = reading
        self._ended = asyncio.create_task(self._to_the_end())

    @classmethod
    async def spawn(cls, program: Program, on_line: Callable[[str], None]) -> _Child:
        # A pipe of our own: asyncio's would make the wait for the program a wait for all writers.
        read_end, write_end = os.pipe()
        try:
            process = await asyncio.create_subprocess_exec(
                *program.command,
                cwd=program.directory,
                env=dict(program.environment),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=write_end,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_end_with_parent(),
            )
        except OSError:
            os.close(read_end)
            raise
        finally:
            os.close(write_end)
        return cls(program, process, asyncio.create_task(_read_lines(read_end, on_line)))

    async def wait(self) -> int:
        """The exit code, negative for a signal, once the program has ended."""
        return await asyncio.shield(self._ended)

    async def end(self, hurry: asyncio.Event) -> None:
        """SIGTERM to the program itself, which ends its own workers; SIGKILL when it is late."""
        if not self._ended.done():
            with contextlib.suppress(ProcessLookupError):
                self._process.terminate()
            hurried = asyncio.create_task(hurry.wait())
            await asyncio.wait(
                {self._ended, hurried},
                timeout=self._program.stop_seconds,
                return_when=asyncio.FIRST_COMPLETED,
            )
            hurried.cancel()
            if not self._ended.done():
                _kill_group(self._process.pid)
        await self._ended

    async def _to_the_end(self) -> int:
        code = await self._process.wait()
        _kill_group(self._process.pid)
        # A grandchild that left the group may hold the pipe; its words are not waited for.
        await asyncio.wait({self._reading}, timeout=_LAST_WORDS_SECONDS)
        self._reading.cancel()
        return code


def _end_with_parent() -> Callable[[], None] | None:
    """Has the kernel send SIGTERM when this process dies, however it dies (Linux)."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    parent = os.getpid()

    def ask() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return ask


async def _read_lines(descriptor: int, on_line: Callable[[str], None]) -> None:
    """Passes on every line, however long, until all writers have closed; closes the pipe."""
    output = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(output), os.fdopen(descriptor, "rb", buffering=0)
    )
    rest = b""
    try:
        while chunk := await output.read(_READ_BYTES):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                on_line(line.decode(errors="replace").rstrip("\r"))
        if rest:
            on_line(rest.decode(errors="replace"))
    finally:
        transport.close()


def _kill_group(leader: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def _ending(code: int) -> str:
    if code < 0:
        return f"was ended by {signal.Signals(-code).name}"
    return f"stopped with code {code}"
