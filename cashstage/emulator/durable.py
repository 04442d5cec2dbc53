"""JSON files that are whole or absent: written aside, flushed, then renamed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import orjson


def write_bytes(path: Path, content: bytes) -> None:
    """Replaces a file's content at once; readable by its owner only."""
    aside = path.with_name(f".{path.name}.new")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)


def write_json(path: Path, value: Any) -> None:
    """Replaces a JSON file at once."""
    write_bytes(path, orjson.dumps(value))


def read_json(path: Path) -> Any:
    """The content of a JSON file, None when there is no such file."""
    try:
        return orjson.loads(path.read_bytes())
    except FileNotFoundError:
        return None
