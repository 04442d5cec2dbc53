"""Copies of objects in the arrangement that questions read fastest, made on this machine.

The store keeps every object in the order of its sheet; these copies are sorted by a date, and no
more than a matter of time: whoever finds none reads the object. A copy carries the digest of its
own bytes in its name, so that each process can verify it before it first hands it out. It lies
beside the object in the cache's folder and counts against the cache's bound.
"""

from __future__ import annotations

import fcntl
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from cashstage.snapshots.cache import PART, Identity, ObjectCache, touch
from cashstage.snapshots.digest import file_digest
from cashstage.snapshots.store import sync

Arrange = Callable[[Path, Path, str], None]
"""Writes the rows of a file to a new one, sorted by a column; the same rows give the same bytes."""

_RETRY_SECONDS = 600.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wanted:
    """An object of an organization, and the key of the column it is to be sorted by."""

    organization_id: UUID
    digest: str
    column: str


class ArrangedCopies:
    """Sorted copies of objects; each is made at most once per machine, one at a time."""

    def __init__(self, cache: ObjectCache, arrange: Arrange) -> None:
        self._cache = cache
        self._arrange = arrange
        self._guard = threading.Lock()
        self._known: dict[Wanted, tuple[Path, Identity]] = {}
        self._failed: dict[Wanted, float] = {}
        self._waiting: dict[Wanted, Callable[[], Path]] = {}
        self._maker: threading.Thread | None = None

    def ready(self, wanted: Wanted) -> Path | None:
        """The copy, marked as used, when this process knows of one that is good."""
        known = self._known.get(wanted)
        if known is None:
            return None
        if touch(known[0]) == known[1]:
            return known[0]
        # It made room for others.
        self._known.pop(wanted, None)
        return None

    def make(self, wanted: Wanted, source: Callable[[], Path]) -> Path:
        """The copy, found or made from `source`; raises what making it raises."""
        with self._one_at_a_time():
            found = self.ready(wanted) or self._found(wanted)
            return found or self._made(wanted, source())

    def make_soon(self, wanted: Wanted, source: Callable[[], Path]) -> None:
        """Makes the copy in the background, unless that has failed not long ago."""
        with self._guard:
            failed = self._failed.get(wanted)
            if failed is not None and time.monotonic() - failed < _RETRY_SECONDS:
                return
            self._waiting.setdefault(wanted, source)
            if self._maker is None:
                self._maker = threading.Thread(target=self._make_all, daemon=True)
                self._maker.start()

    def _make_all(self) -> None:
        while (each := self._next()) is not None:
            wanted, source = each
            try:
                self.make(wanted, source)
                self._failed.pop(wanted, None)
            except Exception:  # noqa: BLE001 - questions go on reading the object itself
                _log.warning("No sorted copy of %s.", wanted.digest[:12], exc_info=True)
                self._failed[wanted] = time.monotonic()
            with self._guard:
                self._waiting.pop(wanted, None)

    def _next(self) -> tuple[Wanted, Callable[[], Path]] | None:
        with self._guard:
            each = next(iter(self._waiting.items()), None)
            if each is None:
                self._maker = None
            return each

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        """Waits for its turn among all processes of this machine."""
        self._cache.directory.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._cache.directory, os.O_RDONLY | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _found(self, wanted: Wanted) -> Path | None:
        """A good copy that another process has made, or this one in an earlier life."""
        for path in self._folder(wanted).glob(f"{wanted.digest}-{wanted.column}-*"):
            identity = touch(path)
            if identity is not None and file_digest(path) == path.name.rpartition("-")[2]:
                self._known[wanted] = path, identity
                return path
            _log.warning("The sorted copy %s is damaged; it is made again.", path)
            path.unlink(missing_ok=True)
        return None

    def _made(self, wanted: Wanted, source: Path) -> Path:
        folder = self._folder(wanted)
        aside = folder / f"{wanted.digest}.{uuid4().hex}{PART}"
        try:
            self._arrange(source, aside, wanted.column)
            path = folder / f"{wanted.digest}-{wanted.column}-{file_digest(aside)}"
            sync(aside)
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
        identity = touch(path)
        if identity is not None:
            self._known[wanted] = path, identity
        self._cache.make_room(path)
        return path

    def _folder(self, wanted: Wanted) -> Path:
        return self._cache.directory / wanted.organization_id.hex
