"""`cashstage up`: every role and both embedded servers on one machine, until Ctrl-C."""

from __future__ import annotations

import asyncio
import shutil
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, TypeVar

from cashstage.core.errors import CashstageError, Conflict, Unavailable
from cashstage.core.home import Home, open_home
from cashstage.core.settings import Settings
from cashstage.ops import frontend, programs
from cashstage.ops.database_role import require_bound_role
from cashstage.ops.embedded import EmbeddedServices, announce, complete, withdraw
from cashstage.ops.embedded.ports import LOOPBACK, is_free, kept_port
from cashstage.ops.migrations import migrate
from cashstage.ops.process_log import ProcessLog
from cashstage.ops.programs import ROOT, Role
from cashstage.ops.supervisor import Program, Supervisor

Result = TypeVar("Result")

EMULATOR_CLIENT_ID = "100000000000-cashstage.apps.googleusercontent.com"

_LAST_PORT = 65_535
_MIN_FREE_BYTES = 300_000_000
_START_SECONDS = 120.0
_POLL_SECONDS = 0.05
_WATCH_SECONDS = 1.0
_MAX_REVIVALS = 5
_WEB_STOP_SECONDS = 12.0
_WORKER_LAST_SECONDS = 5.0
"""What a worker takes to end after its jobs have ended or were given back."""


@dataclass(frozen=True, slots=True)
class UpOptions:
    """What `cashstage up` was asked for."""

    host: str = LOOPBACK
    port: int = 3000
    demo: bool = False
    build: bool = True


def run(settings: Settings, options: UpOptions) -> None:
    """Starts everything and returns when asked to stop; raises CashstageError with the reason."""
    home = open_home(settings.cashstage_home)
    with home.lock("cashstage up"):
        withdraw(home)
        _preflight(home, options)
        log = ProcessLog(home.logs / "cashstage.log")
        try:
            asyncio.run(_Machine(settings, options, home, log).run())
        finally:
            withdraw(home)
            log.close()


def _preflight(home: Home, options: UpOptions) -> None:
    free = shutil.disk_usage(home.path).free
    if free < _MIN_FREE_BYTES:
        raise Unavailable(
            f"The disk that holds {home.path} is full: {free // 1_000_000} MB are left, at least"
            f" {_MIN_FREE_BYTES // 1_000_000} MB are needed.",
            next_step="Free some space, or set CASHSTAGE_HOME to a folder on another disk.",
        )
    if not is_free(options.port, options.host):
        raise Conflict(
            f"Port {options.port} is used by another program.",
            next_step="Stop it, or choose another port: cashstage up --port"
            f" {options.port + 100} (make run PORT={options.port + 100}).",
        )
    if not options.build:
        frontend.require_built()


class _Machine:
    """One run; `settings` are completed once the servers are known."""

    def __init__(self, settings: Settings, options: UpOptions, home: Home, log: ProcessLog) -> None:
        self._settings = settings
        self._options = options
        self._home = home
        self._log = log
        self._services = EmbeddedServices(settings, home)
        self._started = time.monotonic()
        self._stop_asked = asyncio.Event()
        # Nothing competes for the seconds in which a page could already be served.
        self._web_has_room = asyncio.Event()
        self._emulator_port: int | None = None

    async def run(self) -> None:
        self._supervisor = Supervisor(self._log)
        async with self._signals(), AsyncExitStack() as stack:
            stack.push_async_callback(self._stop)
            stopping = stack.enter_context(_task(self._stop_asked.wait()))
            starting = stack.enter_context(_task(self._start()))
            await asyncio.wait({stopping, starting}, return_when=asyncio.FIRST_COMPLETED)
            if not starting.done():
                starting.cancel()
                await asyncio.wait({starting})
                return
            starting.result()
            await self._until_over(stopping)

    async def _until_over(self, stopping: asyncio.Task[bool]) -> None:
        with _task(self._watch_servers()) as watching:
            over: set[asyncio.Future[Any]] = {stopping, watching, self._supervisor.gave_up}
            await asyncio.wait(over, return_when=asyncio.FIRST_COMPLETED)
            if watching.done():
                watching.result()
            if self._supervisor.gave_up.done():
                raise self._supervisor.gave_up.result()

    async def _start(self) -> None:
        announced = await _to_the_end(self._services.start)
        announced |= self._google()
        announced.setdefault("APP_URL", f"http://localhost:{self._options.port}")
        self._settings = complete(self._settings, self._home, announced)
        await _to_the_end(lambda: require_bound_role(self._settings))
        await _to_the_end(lambda: migrate(self._settings.require("database_url")))
        announce(self._home, announced)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._start_google())
                tasks.create_task(self._start_roles())
        except* CashstageError as failures:
            raise failures.exceptions[0] from None
        seconds = time.monotonic() - self._started
        self._log.announce(f"Cashstage is ready at {self._settings.app_url} ({seconds:.1f} s)")
        self._log.announce("Ctrl-C stops it and keeps the data.")

    def _google(self) -> dict[str, str]:
        """The emulator's address and client, when this machine has no client of Google's own."""
        settings = self._settings
        if settings.production or settings.google_client_id is not None:
            return {}
        file = self._home.path / "google-emulator.port"
        port = self._options.port
        preferred = port + 1 if port < _LAST_PORT else None
        self._emulator_port = kept_port(file, preferred=preferred, taken=port)
        return {
            "GOOGLE_CLIENT_ID": EMULATOR_CLIENT_ID,
            "GOOGLE_CLIENT_SECRET": self._home.secret("google_client_secret"),
            "GOOGLE_API_ENDPOINT": f"http://localhost:{self._emulator_port}",
        }

    async def _start_google(self) -> None:
        """The emulator, if there is to be one, and then what reads from it: the demo workspace."""
        await self._web_has_room.wait()
        if self._emulator_port is not None:
            command = [sys.executable, "-m", "cashstage.emulator", f"--port={self._emulator_port}"]
            if self._options.demo:
                command.append("--demo")
            await self._supervisor.start(self._helper("google", command))
            await self._until_answers("google", LOOPBACK, self._emulator_port, "/")
        if self._options.demo:
            await self._seed()

    async def _seed(self) -> None:
        program = self._helper("demo", [sys.executable, "-m", "cashstage.cli.main", "seed-demo"])
        code = await self._supervisor.run(program, lambda line: self._log.line("demo", line))
        if code != 0:
            said = self._log.last_lines("demo")
            raise Unavailable(
                f"The demo workspace can't be made{f': {said[-1]}' if said else '.'}",
                next_step=f"See {self._log.file}.",
            )

    async def _start_roles(self) -> None:
        if self._options.build and not frontend.is_current():
            self._web_has_room.set()
            environment = programs.base_environment(self._settings, self._home)
            await frontend.ensure_built(self._supervisor, self._log, self._home, environment)
        await self._start_role(Role.WEB, _WEB_STOP_SECONDS)
        host = _own_address(self._options.host)
        await self._until_answers(Role.WEB, host, self._options.port, "/health")
        self._web_has_room.set()
        worker_seconds = self._settings.worker_stop_seconds + _WORKER_LAST_SECONDS
        await self._start_role(Role.WORKER, worker_seconds)
        await self._start_role(Role.SCHEDULER, _WEB_STOP_SECONDS)

    async def _start_role(self, role: Role, stop_seconds: float) -> None:
        programs.prepare(role, self._home)
        command = programs.command(
            role, self._settings, host=self._options.host, port=self._options.port
        )
        environment = programs.environment(role, self._settings, self._home)
        await self._supervisor.start(Program(role, command, environment, ROOT, stop_seconds))

    def _helper(self, name: str, command: list[str]) -> Program:
        environment = programs.base_environment(self._settings, self._home)
        return Program(name, command, environment, ROOT)

    async def _until_answers(self, name: str, host: str, port: int, path: str) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while not await _answers(host, port, path):
            if self._supervisor.gave_up.done():
                raise self._supervisor.gave_up.result()
            if time.monotonic() > deadline:
                raise Unavailable(
                    f"{name} does not answer on port {port} after {_START_SECONDS:g} s.",
                    next_step=f"See {self._log.file}.",
                )
            await asyncio.sleep(_POLL_SECONDS)

    async def _watch_servers(self) -> None:
        """Starts embedded servers again when they die; raises when that fails repeatedly."""
        failures = 0
        while True:
            await asyncio.sleep(_WATCH_SECONDS)
            try:
                for name in await _to_the_end(self._services.revive):
                    self._log.announce(f"The server behind {name} had died; it runs again.")
            except CashstageError as error:
                failures += 1
                self._log.announce(error.sentence)
                if failures == _MAX_REVIVALS:
                    raise
            else:
                failures = 0

    @asynccontextmanager
    async def _signals(self) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        caught = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        for number in caught:
            loop.add_signal_handler(number, self._on_signal)
        try:
            yield
        finally:
            for number in caught:
                loop.remove_signal_handler(number)

    def _on_signal(self) -> None:
        if not self._stop_asked.is_set():
            self._log.announce("Stopping; press Ctrl-C again to hurry.")
            self._stop_asked.set()
        else:
            self._supervisor.hurry()

    async def _stop(self) -> None:
        await self._supervisor.stop()
        await asyncio.to_thread(self._services.stop)
        self._log.announce(f"Stopped. The data is kept in {self._home.path}.")


@contextmanager
def _task(work: Coroutine[Any, Any, Result]) -> Iterator[asyncio.Task[Result]]:
    """Runs beside the block and ends with it."""
    task = asyncio.create_task(work)
    try:
        yield task
    finally:
        task.cancel()


async def _to_the_end(work: Callable[[], Result]) -> Result:
    """Runs blocking work in a thread; a cancellation waits for it, so nothing runs unseen."""
    task = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        raise


def _own_address(host: str) -> str:
    """Where we reach what listens on `host`, which may mean "everywhere"."""
    try:
        everywhere = ip_address(host).is_unspecified
    except ValueError:
        return host
    return LOOPBACK if everywhere else host


async def _answers(host: str, port: int, path: str) -> bool:
    """Whether a plain HTTP request gets an answer that is no server error."""
    try:
        reader, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    try:
        writer.write(f"GET {path} HTTP/1.0\r\nHost: localhost:{port}\r\n\r\n".encode())
        status = await reader.readline()
    except OSError:
        return False
    finally:
        writer.close()
    code = status.split(b" ")[1:2]
    return bool(code) and code[0].isdigit() and int(code[0]) < 400
