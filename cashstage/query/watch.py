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
                if not self._running:
                    self._asleep = True
                    self._changed.wait()
                    self._asleep = False
                    continue
                place, (due, interrupt) = next(iter(self._running.items()))
                left = due - time.monotonic()
                if left > 0:
                    self._changed.wait(left)
                    continue
                interrupt()
                # An interrupt can come before the work it is for has begun.
                del self._running[place]
                self._running[place] = time.monotonic() + self._seconds, interrupt
