"""The state folder (`CASHSTAGE_HOME`): where one machine keeps what is not in a server.

The folder belongs to one account. Only its top is passable for others when root owns it, because
PostgreSQL refuses to run as root and its account must reach its own subfolder.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from cashstage.core.errors import ConfigurationError, Conflict

PRIVATE = 0o700
PASSABLE = 0o711
_SECRET_FILE = 0o600


@dataclass(frozen=True, slots=True)
class Home:
    """Paths inside an existing state folder; make one with `open_home`."""

    path: Path

    @property
    def postgres(self) -> Path:
        """The embedded PostgreSQL: data, port, passwords, server log."""
        return self.path / "postgres"

    @property
    def valkey(self) -> Path:
        """The embedded Valkey: append-only file, port, password, server log."""
        return self.path / "valkey"

    @property
    def logs(self) -> Path:
        """The rotating logs of the supervisor and of the frontend build."""
        return self.path / "logs"

    @property
    def cache(self) -> Path:
        """Copies that can be fetched again: snapshot objects, tool caches."""
        return self.path / "cache"

    @property
    def services_file(self) -> Path:
        """Where the running embedded servers are told to other commands."""
        return self.path / "services.json"

    def secret(self, name: str) -> str:
        """A generated secret of this machine, such as its development SECRET_KEY."""
        return read_or_create_secret(self.path / "secrets" / name)

    @contextmanager
    def lock(self, holder: str) -> Iterator[None]:
        """Holds the folder exclusively; raises Conflict when another process keeps it.

        The kernel drops the lock with its process, so a crash never leaves a stale one; what is
        written in the file only serves the message.
        """
        path = self.path / "lock"
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _SECRET_FILE)
        try:
            self._acquire(descriptor)
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, json.dumps({"pid": os.getpid(), "holder": holder}).encode(), 0)
            yield
        finally:
            os.close(descriptor)

    def _acquire(self, descriptor: int) -> None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict(
                f"Cashstage is already running on {self.path}{_holder(descriptor)}.",
                next_step="Use that one, stop it, or choose another folder with CASHSTAGE_HOME.",
            ) from None
        except OSError as error:
            raise ConfigurationError(
                f"The file system of {self.path} can't lock files ({error.strerror}).",
                next_step="Set CASHSTAGE_HOME to a folder on a local disk.",
            ) from error


def _holder(descriptor: int) -> str:
    try:
        written = json.loads(os.pread(descriptor, 200, 0))
        return f" (`{written['holder']}`, process {written['pid']})"
    except (ValueError, KeyError, TypeError):
        return ""


def open_home(path: Path) -> Home:
    """Makes the folder and its parts where they are missing; raises ConfigurationError."""
    home = Home(path.expanduser().absolute())
    try:
        home.path.mkdir(parents=True, exist_ok=True)
        home.path.chmod(PASSABLE if os.geteuid() == 0 else PRIVATE)
        for part in (home.logs, home.cache, home.path / "secrets"):
            part.mkdir(mode=PRIVATE, exist_ok=True)
            part.chmod(PRIVATE)
    except OSError as error:
        raise ConfigurationError(
            f"The state folder {home.path} can't be used: {error.strerror}.",
            next_step=_way_out(error),
        ) from error
    return home


def _way_out(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return "Free some space on that disk."
    return "Set CASHSTAGE_HOME to a folder you may write to."


def read_or_create_secret(path: Path) -> str:
    """The secret kept in a 0600 file; made of 256 random bits when there is none.

    Two processes that ask at once get the same one.
    """
    if not path.exists():
        path.parent.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        ours = _temporary_beside(path, secrets.token_urlsafe(32))
        with suppress(FileExistsError):
            os.link(ours, path)
        ours.unlink()
    return _read_secret(path)


def _read_secret(path: Path) -> str:
    secret = path.read_text(encoding="ascii").strip()
    if not secret:
        raise ConfigurationError(
            f"The secret in {path} is empty.", next_step="Restore it from a backup."
        )
    return secret


def write_private(path: Path, text: str) -> None:
    """Writes a file that only its owner may read, replacing the old one in one step."""
    _temporary_beside(path, text).replace(path)


def _temporary_beside(path: Path, text: str) -> Path:
    """A 0600 file of a name of its own, with the text on disk."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return Path(name)
