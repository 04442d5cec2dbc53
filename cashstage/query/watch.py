"""One thread that interrupts whatever runs longer than it may.

A timer for each question would be a thread for each question, which costs more than a small
question does.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Watch:
    """Everybody has the same time, so the oldest is due first; safe to share between threads."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._changed = threading.Condition()
        self._running: dict[object, tuple[float, Callable[[], None]]] = {}
        self._thread: threading.Thread | None = None
        self._asleep = False
        self._closed = False

    @contextmanager
    def over(self, interrupt: Callable[[], None]) -> Iterator[None]:
        """Calls `interrupt` when the block takes longer than the time, until it has ended."""
        place = object()
        with self._changed:
            self._running[place] = time.monotonic() + self._seconds, interrupt
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, daemon=True)
                self._thread.start()
            elif self._asleep:
                self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                self._running.pop(place, None)

    def close(self) -> None:
        """Ends the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    def _run(self) -> None:
        with self._changed:
            while not self._closed:
                self._asleep = not self._running
                self._changed.wait(self._overdue())
                self._asleep = False

    def _overdue(self) -> float | None:
        """Interrupts what is over its time; seconds until the next one is, None without one."""
        now = time.monotonic()
        for place, (due, interrupt) in list(self._running.items()):
            if due > now:
                return due - now
            interrupt()
            # It may have come before the work that it was for had begun.
            del self._running[place]
            self._running[place] = now + self._seconds, interrupt
        return self._seconds if self._running else None
