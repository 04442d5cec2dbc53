"""Answers kept under the hash of everything they depend on, so they can't be stale.

Redis holds them for all processes. It may be empty at any moment; that costs time, never
correctness.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, Protocol, TypeVar

import redis

MAX_VALUE_BYTES = 2 * 1024 * 1024
_PREFIX = "cashstage:answer:"
_log = logging.getLogger(__name__)

K = TypeVar("K")
V = TypeVar("V")


class ResultCache(Protocol):
    """Bytes by key; a value that was put may be gone at the next look."""

    def get(self, key: str) -> bytes | None:
        """The value, or None."""

    def put(self, key: str, value: bytes) -> None:
        """Keeps the value for a while, if it is not too large."""


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


class BoundedMemory(Generic[K, V]):
    """Values of this process up to `max_bytes`, the least recently used given up first."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._values: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._bytes = 0

    def get(self, key: K) -> V | None:
        """The value, used just now."""
        with self._lock:
            held = self._values.get(key)
            if held is None:
                return None
            self._values.move_to_end(key)
            return held[0]

    def put(self, key: K, value: V, size: int) -> None:
        """Keeps the value, which takes `size` bytes; one that is too large is not kept."""
        with self._lock:
            self._drop(key)
            if size > self._max_bytes:
                return
            self._values[key] = value, size
            self._bytes += size
            while self._bytes > self._max_bytes:
                self._drop(next(iter(self._values)))

    def _drop(self, key: K) -> None:
        held = self._values.pop(key, None)
        if held is not None:
            self._bytes -= held[1]


class LayeredCache:
    """Answers in this process's memory, and behind it those of all processes."""

    def __init__(self, memory: BoundedMemory[str, bytes], shared: ResultCache) -> None:
        self._memory = memory
        self._shared = shared

    def get(self, key: str) -> bytes | None:
        """The value from wherever it is nearest."""
        value = self._memory.get(key)
        if value is None:
            value = self._shared.get(key)
            if value is not None:
                self._remember(key, value)
        return value

    def put(self, key: str, value: bytes) -> None:
        """Keeps the value in both."""
        self._remember(key, value)
        self._shared.put(key, value)

    def _remember(self, key: str, value: bytes) -> None:
        if len(value) <= MAX_VALUE_BYTES:
            self._memory.put(key, value, len(value) + len(key))


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
