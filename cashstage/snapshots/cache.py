"""This machine's copies of objects: bounded, verified, shared by all its processes.

An object never changes, so a copy never goes stale; it only makes room for others. Recency is the
file's modification time, which is how the processes tell each other what is in use. Disks do err:
each process compares a copy with its digest before it first hands it out, and takes one that is
damaged for one that is not there.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

from cashstage.core.errors import Unavailable
from cashstage.snapshots.digest import file_digest
from cashstage.snapshots.store import sync

PART = ".part"
"""The ending of files that are not complete."""

Identity = tuple[int, int]
"""What a file is, by number and size."""

_log = logging.getLogger(__name__)
_ABANDONED_SECONDS = 3600.0


@dataclass(slots=True)
class _Flight:
    """One download in this process and those who wait for it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    passengers: int = 0


class ObjectCache:
    """Objects on local disk, the least recently asked for removed beyond `max_bytes`.

    A path stays valid for at least `keep_seconds` after it was given out, also when that keeps
    the folder above its bound for a moment; an opened file stays readable in any case.
    """

    def __init__(self, directory: Path, max_bytes: int, *, keep_seconds: float = 60.0) -> None:
        self.directory = directory
        self._max_bytes = max_bytes
        self._keep_seconds = keep_seconds
        self._guard = threading.Lock()
        self._flights: dict[Path, _Flight] = {}
        self._verified: dict[Path, Identity] = {}

    def path_of(self, organization_id: UUID, digest: str, fetch: Callable[[Path], None]) -> Path:
        """The object as a local file, downloaded by `fetch(destination)` when it is not there.

        Raises what `fetch` raises, and Unavailable when the bytes don't match the digest.
        """
        path = self.directory / organization_id.hex / digest
        if self._is_good(path):
            return path
        with self._flight(path):
            if not self._is_good(path) and not self._proves_good(path, digest):
                self._verified[path] = _download(path, digest, fetch)
                self.make_room(path)
        return path

    def _is_good(self, path: Path) -> bool:
        """Whether the file is the one that was verified; marks it as used."""
        identity = touch(path)
        return identity is not None and self._verified.get(path) == identity

    def _proves_good(self, path: Path, digest: str) -> bool:
        """Reads a file that this process has not verified."""
        identity = touch(path)
        if identity is None:
            return False
        try:
            good = file_digest(path) == digest
        except FileNotFoundError:
            # Another process made room at the same moment.
            return False
        if good:
            self._verified[path] = identity
        else:
            _log.warning("The copy %s is damaged; it is fetched again.", path)
        return good

    @contextmanager
    def _flight(self, path: Path) -> Iterator[None]:
        with self._guard:
            flight = self._flights.setdefault(path, _Flight())
            flight.passengers += 1
        try:
            with flight.lock:
                yield
        finally:
            with self._guard:
                flight.passengers -= 1
                if flight.passengers == 0:
                    del self._flights[path]

    def make_room(self, newest: Path) -> None:
        """Removes what was not asked for the longest while the files take more than they may."""
        now = time.time()
        excess = -self._max_bytes
        idle: list[tuple[float, int, Path]] = []
        for path, status in _files(self.directory):
            excess += status.st_size
            age = now - status.st_mtime
            keep = _ABANDONED_SECONDS if path.suffix == PART else self._keep_seconds
            if path != newest and age >= keep:
                idle.append((status.st_mtime, status.st_size, path))
        for _, size, path in sorted(idle):
            if excess > 0 or path.suffix == PART:
                path.unlink(missing_ok=True)
                self._verified.pop(path, None)
                excess -= size


def touch(path: Path) -> Identity | None:
    """Marks the file as used; what it is, by number and size, None when it is not there."""
    try:
        os.utime(path)
        return _identity(path)
    except FileNotFoundError:
        return None


def _identity(path: Path) -> Identity:
    status = path.stat()
    return status.st_ino, status.st_size


def _download(path: Path, digest: str, fetch: Callable[[Path], None]) -> Identity:
    """Puts the object in its place, also over a damaged one; returns what the file is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{digest}.{uuid4().hex}{PART}")
    try:
        fetch(aside)
        if file_digest(aside) != digest:
            raise Unavailable(
                f"The stored snapshot object {digest[:12]} is damaged.",
                next_step="Refresh the data source; an operator can restore the object from a"
                " backup.",
            )
        sync(aside)
        identity = _identity(aside)
        aside.replace(path)
        return identity
    finally:
        aside.unlink(missing_ok=True)


def _files(directory: Path) -> Iterator[tuple[Path, os.stat_result]]:
    for path in directory.glob("*/*"):
        try:
            yield path, path.stat()
        except FileNotFoundError:
            # Another process made room at the same moment.
            continue
