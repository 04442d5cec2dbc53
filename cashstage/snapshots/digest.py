"""The name of an object: the SHA-256 of its bytes, in lower-case hex."""

from __future__ import annotations

import hashlib
from pathlib import Path


def file_digest(path: Path) -> str:
    """The digest of a file's content; reads it once, in small blocks."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
