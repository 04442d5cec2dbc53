"""The port to one organization's objects."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol


class ObjectStore(Protocol):
    """The immutable objects of one organization; every method may be repeated safely."""

    def put(self, digest: str, path: Path) -> None:
        """Stores a copy of the file under its digest; what is stored already stays as it is."""

    def fetch(self, digest: str, destination: Path) -> None:
        """Writes the object to `destination`; raises NotFound when there is no such object."""

    def exists(self, digest: str) -> bool:
        """Whether the object is stored completely."""


def sync(path: Path) -> None:
    """Forces a written file to disk, so that a later rename can't outlive its content."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
