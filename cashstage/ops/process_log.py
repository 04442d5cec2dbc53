"""The one log of all processes: on the terminal by name, and in a rotating file with the time."""

from __future__ import annotations

import contextlib
import logging
import logging.handlers
import sys
from collections import deque
from pathlib import Path
from typing import TextIO

from cashstage.core.redaction import redact

_FILE_BYTES = 10_000_000
_FILES_KEPT = 5
_NAME_WIDTH = 9
_REMEMBERED_LINES = 20
_COLORS = ("36", "33", "35", "32", "34", "31")
_BOLD = "1"


class ProcessLog:
    """Takes the lines of every process; `announce` speaks to the person at the terminal."""

    def __init__(self, file: Path, *, terminal: TextIO | None = None) -> None:
        self.file = file
        self._terminal = terminal or sys.stdout
        self._colored = self._terminal.isatty()
        self._colors: dict[str, str] = {}
        self._last: dict[str, deque[str]] = {}
        self._handler = logging.handlers.RotatingFileHandler(
            file, maxBytes=_FILE_BYTES, backupCount=_FILES_KEPT, encoding="utf-8"
        )
        self._handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        file.chmod(0o600)

    def line(self, name: str, text: str) -> None:
        """One line of a process; empty ones are dropped."""
        if not text.strip():
            return
        text = redact(text)
        self._last.setdefault(name, deque(maxlen=_REMEMBERED_LINES)).append(text)
        self._keep(f"{name:<{_NAME_WIDTH}} | {text}")
        self._show(f"{self._paint(f'{name:<{_NAME_WIDTH}} |', self._color(name))} {text}")

    def announce(self, text: str) -> None:
        """One line from the supervisor itself."""
        self._keep(text)
        self._show(self._paint(text, _BOLD))

    def last_lines(self, name: str) -> list[str]:
        """The newest lines of a process, oldest first."""
        return list(self._last.get(name, ()))

    def close(self) -> None:
        """Closes the file."""
        self._handler.close()

    def _keep(self, text: str) -> None:
        self._handler.emit(logging.makeLogRecord({"msg": text, "levelno": logging.INFO}))

    def _show(self, text: str) -> None:
        with contextlib.suppress(OSError):  # a closed terminal must not stop the servers
            print(text, file=self._terminal, flush=True)

    def _color(self, name: str) -> str:
        return self._colors.setdefault(name, _COLORS[len(self._colors) % len(_COLORS)])

    def _paint(self, text: str, color: str) -> str:
        return f"\x1b[{color}m{text}\x1b[0m" if self._colored else text
