"""The port to one organization's objects, and its twin on a local disk."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from cashstage.core.errors import NotFound


class ObjectStore(Protocol):
    """The immutable objects of one organization; every method may be repeated safely."""

    def put(self, digest: str, path: Path) -> None:
        """Stores a copy of the file under its digest; what is stored already stays as it is."""

    def fetch(self, digest: str, destination: Path) -> None:
        """Writes the object to `destination`; raises NotFound when there is no such object."""

    def exists(self, digest: str) -> bool:
        """Whether the object is stored completely."""


class DirectoryObjectStore:
    """Objects as files of one folder."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def put(self, digest: str, path: Path) -> None:
        """Copies aside, then points: a reader never sees half an object."""
        if self.exists(digest):
            return
        self._directory.mkdir(parents=True, exist_ok=True)
        aside = self._directory / f"{digest}.{uuid4().hex}.part"
        try:
            shutil.copyfile(path, aside)
            sync(aside)
            aside.replace(self._directory / digest)
        finally:
            aside.unlink(missing_ok=True)

    def fetch(self, digest: str, destination: Path) -> None:
        """Copies the object; raises NotFound."""
        try:
            shutil.copyfile(self._directory / digest, destination)
        except FileNotFoundError as error:
            raise NotFound(f"The snapshot object {digest[:12]} is missing.") from error

    def exists(self, digest: str) -> bool:
        """Whether the object is there."""
        return (self._directory / digest).is_file()


def sync(path: Path) -> None:
    """Forces a written file to disk, so that a later rename can't outlive its content."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
