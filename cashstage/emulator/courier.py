"""Notifications on their way: an empty POST each, tried again while the receiver is in trouble."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

_TRIES = 5
_TIMEOUT_SECONDS = 10.0
_IN_TROUBLE = frozenset({500, 502, 503, 504})
_REMEMBERED = 200


@dataclass(frozen=True, slots=True)
class Delivery:
    """One notification and where it goes."""

    address: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Receipt:
    """How one try ended; `status` is None when nobody answered."""

    delivery: Delivery
    status: int | None


class Courier:
    """Brings notifications from a thread of its own, in order, but for those it tries again.

    `hosts` says at which local address a public host is reached, so that a machine without a
    public address can be told of changes. `receipts` holds the latest tries.
    """

    def __init__(self, *, first_wait: float = 1.0) -> None:
        self.hosts: dict[str, str] = {}
        self.first_wait = first_wait
        self.receipts: deque[Receipt] = deque(maxlen=_REMEMBERED)
        self._due: list[tuple[float, int, int, Delivery]] = []
        self._order = itertools.count()
        self._news = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closed = False

    def send(self, delivery: Delivery) -> None:
        """Brings it soon."""
        self._plan(delivery, attempt=1, wait=0.0)

    def close(self) -> None:
        """Drops what was not delivered yet."""
        with self._news:
            self._closed = True
            self._news.notify_all()
        if self._thread is not None:
            self._thread.join(_TIMEOUT_SECONDS)

    def _plan(self, delivery: Delivery, *, attempt: int, wait: float) -> None:
        with self._news:
            if self._closed:
                return
            due = time.monotonic() + wait
            heapq.heappush(self._due, (due, next(self._order), attempt, delivery))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="courier", daemon=True)
                self._thread.start()
            self._news.notify_all()

    def _run(self) -> None:
        while (planned := self._next()) is not None:
            attempt, delivery = planned
            status = self._bring(delivery)
            self.receipts.append(Receipt(delivery, status))
            if (status is None or status in _IN_TROUBLE) and attempt < _TRIES:
                wait = self.first_wait * 2.0 ** (attempt - 1)
                self._plan(delivery, attempt=attempt + 1, wait=wait)

    def _next(self) -> tuple[int, Delivery] | None:
        """What is due, when it is; None after the end."""
        with self._news:
            while not self._closed:
                if not self._due:
                    self._news.wait()
                elif (pause := self._due[0][0] - time.monotonic()) > 0:
                    self._news.wait(pause)
                else:
                    _, _, attempt, delivery = heapq.heappop(self._due)
                    return attempt, delivery
        return None

    def _bring(self, delivery: Delivery) -> int | None:
        parts = urlsplit(delivery.address)
        host = parts.hostname or ""
        base = self.hosts.get(host)
        url = delivery.address if base is None else base.rstrip("/") + parts.path
        headers = {"Host": parts.netloc, "Content-Length": "0", **delivery.headers}
        try:
            answer = httpx.post(url, headers=headers, timeout=_TIMEOUT_SECONDS, trust_env=False)
        except (httpx.HTTPError, httpx.InvalidURL):
            return None
        return answer.status_code
