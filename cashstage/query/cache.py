"""Answers kept under the hash of everything they depend on, so they can't be stale.

Redis holds them for all processes. It may be empty at any moment; that costs time, never
correctness.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Protocol

import redis

MAX_VALUE_BYTES = 2 * 1024 * 1024
_PREFIX = "cashstage:answer:"
_log = logging.getLogger(__name__)


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
