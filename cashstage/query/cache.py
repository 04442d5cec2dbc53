"""Answers kept under the hash of everything they depend on, so they can't be stale.

Redis holds them for all processes, a small map for this one. Either may be empty at any moment;
that costs time, never correctness.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from typing import Protocol

import redis

MAX_VALUE_BYTES = 2 * 1024 * 1024
LOCAL_BYTES = 64 * 1024 * 1024
_PREFIX = "cashstage:answer:"
_log = logging.getLogger(__name__)


class ResultCache(Protocol):
    """Bytes by key; a value that was put may be gone at the next look."""

    def get(self, key: str) -> bytes | None:
        """The value, or None."""

    def put(self, key: str, value: bytes) -> None:
        """Keeps the value for a while, if it is not too large."""


class LocalResultCache:
    """The answers that this process used last, bounded in bytes; safe between threads."""

    def __init__(self, max_bytes: int = LOCAL_BYTES) -> None:
        self._max_bytes = max_bytes
        self._size = 0
        self._values: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> bytes | None:
        """The value, which thereby becomes the last used."""
        with self._lock:
            value = self._values.get(key)
            if value is not None:
                self._values.move_to_end(key)
            return value

    def put(self, key: str, value: bytes) -> None:
        """Keeps the value and drops the least recently used beyond the bound."""
        if len(value) > min(MAX_VALUE_BYTES, self._max_bytes):
            return
        with self._lock:
            self._size += len(value) - len(self._values.pop(key, b""))
            self._values[key] = value
            while self._size > self._max_bytes:
                _, dropped = self._values.popitem(last=False)
                self._size -= len(dropped)


class RedisResultCache:
    """The answers of all processes, each for `ttl_seconds`."""

    def __init__(self, client: redis.Redis, *, ttl_seconds: int) -> None:
        self._client = client
        self._ttl = ttl_seconds

    def get(self, key: str) -> bytes | None:
        """The value; None also while Redis is down."""
        try:
            value = self._client.get(_PREFIX + key)
        except redis.RedisError as error:
            _log.warning("The result cache does not answer: %s", type(error).__name__)
            return None
        return value if isinstance(value, bytes) else None

    def put(self, key: str, value: bytes) -> None:
        """Keeps the value; does nothing while Redis is down."""
        if len(value) > MAX_VALUE_BYTES:
            return
        try:
            self._client.set(_PREFIX + key, value, ex=self._ttl)
        except redis.RedisError as error:
            _log.warning("The result cache does not answer: %s", type(error).__name__)


class LayeredCache:
    """A near cache before a far one; what the far one knows becomes near."""

    def __init__(self, near: ResultCache, far: ResultCache) -> None:
        self._near = near
        self._far = far

    def get(self, key: str) -> bytes | None:
        """The value from the nearest layer that has it."""
        value = self._near.get(key)
        if value is None:
            value = self._far.get(key)
            if value is not None:
                self._near.put(key, value)
        return value

    def put(self, key: str, value: bytes) -> None:
        """Keeps the value in both."""
        self._near.put(key, value)
        self._far.put(key, value)


class SingleFlight:
    """Identical questions that are asked at the same time are computed once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._flights: dict[str, Future[bytes]] = {}

    def run(self, key: str, compute: Callable[[], bytes]) -> bytes:
        """The result of `compute`, or of an equal one that is under way; its error goes to all."""
        with self._lock:
            flight = self._flights.get(key)
            first = flight is None
            flight = flight or Future()
            self._flights[key] = flight
        if not first:
            return flight.result()
        try:
            flight.set_result(compute())
        except BaseException as error:
            flight.set_exception(error)
            raise
        finally:
            with self._lock:
                del self._flights[key]
        return flight.result()
