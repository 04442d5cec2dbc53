"""Loopback ports: chosen once, kept as long as nobody else takes them."""

from __future__ import annotations

import socket
from pathlib import Path

LOOPBACK = "127.0.0.1"


def kept_port(file: Path, *, preferred: int | None = None, taken: int | None = None) -> int:
    """The port written in `file` when it is still free, else another free one, written there.

    `taken` is a port that somebody else is about to listen on.
    """
    port = _read(file) or preferred
    while port is None or port == taken or not is_free(port):
        port = free_port()
        file.write_text(f"{port}\n", encoding="ascii")
    return port


def free_port() -> int:
    """A loopback port that nobody listens on at this moment."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def is_free(port: int, host: str = LOOPBACK) -> bool:
    """Whether a server could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _read(file: Path) -> int | None:
    try:
        return int(file.read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        return None
