"""Answers are kept, bounded, computed once; a Redis that is down costs only time."""

from __future__ import annotations

import threading
import time

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from cashstage.query.cache import RedisResultCache, SingleFlight


@pytest.mark.integration
def test_redis_keeps_values_for_their_time(redis_url: str) -> None:
    client = redis.Redis.from_url(redis_url)
    cache = RedisResultCache(client, ttl_seconds=60)
    cache.put("a", b"answer")

    assert cache.get("a") == b"answer"
    left = client.ttl("cashstage:answer:a")
    assert isinstance(left, int)
    assert 0 < left <= 60
    client.close()


def test_a_redis_that_is_down_is_an_empty_cache() -> None:
    client = redis.Redis(host="127.0.0.1", port=1, retry=Retry(NoBackoff(), 1))
    cache = RedisResultCache(client, ttl_seconds=60)
    cache.put("a", b"answer")

    assert cache.get("a") is None
    client.close()


def test_equal_questions_at_the_same_time_are_computed_once() -> None:
    flight, entered = SingleFlight(), threading.Event()
    answers: list[bytes] = []

    def compute() -> bytes:
        entered.set()
        deadline = time.monotonic() + 10
        while not flight._flights["q"]._condition._waiters:  # type: ignore[attr-defined]
            assert time.monotonic() < deadline
        return b"answer"

    def compute_again() -> bytes:
        raise AssertionError("computed twice")

    first = threading.Thread(target=lambda: answers.append(flight.run("q", compute)))
    first.start()
    assert entered.wait(5)
    answers.append(flight.run("q", compute_again))
    first.join(5)

    assert answers == [b"answer", b"answer"]


def test_an_error_is_not_kept() -> None:
    flight = SingleFlight()

    def fail() -> bytes:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        flight.run("q", fail)
    assert flight.run("q", lambda: b"answer") == b"answer"
