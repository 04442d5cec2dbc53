"""What the embedded servers have in common: a folder of their own, a log, a life as a block."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from types import TracebackType
from typing import Self

LOG_LIMIT = 5_000_000
PORT_ATTEMPTS = 3
START_ATTEMPTS = 2


class EmbeddedServer(ABC):
    """One server in a folder of its own; `durable=False` suits throw-away data."""

    def __init__(self, directory: Path, *, durable: bool = True) -> None:
        self.directory = directory.absolute()
        self.durable = durable
        self._log = self.directory / "server.log"

    @property
    @abstractmethod
    def url(self) -> str:
        """Connects as the product does."""

    @abstractmethod
    def start(self) -> str:
        """Starts the server, or takes over the one still running here; returns `url`."""

    @abstractmethod
    def stop(self) -> None:
        """Shuts down; does nothing when no server runs."""

    @abstractmethod
    def is_alive(self) -> bool:
        """Whether the server process of this folder runs: a reused pid or a zombie is not one."""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _limit_log(self) -> None:
        """Begins a new log where the old one has grown large."""
        if self._log.exists() and self._log.stat().st_size > LOG_LIMIT:
            self._log.unlink()

    def _log_tail(self, lines: int = 15) -> str:
        text = self._log.read_text(encoding="utf-8", errors="replace")
        return "\n".join(text.splitlines()[-lines:])
