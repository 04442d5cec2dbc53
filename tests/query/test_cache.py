"""Answers are kept, bounded, computed once; a Redis that is down costs only time."""

from __future__ import annotations

import threading
import time

import pytest
import redis
from hypothesis import given
from hypothesis import strategies as st
from redis.backoff import NoBackoff
from redis.retry import Retry

from cashstage.query.cache import (
    MAX_VALUE_BYTES,
    BoundedMemory,
    LayeredCache,
    RedisResultCache,
    SingleFlight,
)


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


@given(
    st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 60)), max_size=40),
    st.integers(1, 100),
)
def test_memory_never_holds_more_than_it_may(puts: list[tuple[str, int]], bound: int) -> None:
    memory: BoundedMemory[str, int] = BoundedMemory(bound)
    last: dict[str, int] = {}
    for key, size in puts:
        memory.put(key, size, size)
        last[key] = size
    held = {key: value for key in last if (value := memory.get(key)) is not None}

    assert sum(held.values()) <= bound
    assert held.items() <= last.items()
    if puts and puts[-1][1] <= bound:
        assert puts[-1][0] in held


def test_memory_gives_up_what_was_not_used_for_the_longest() -> None:
    memory: BoundedMemory[str, str] = BoundedMemory(2)
    memory.put("a", "A", 1)
    memory.put("b", "B", 1)
    assert memory.get("a") == "A"
    memory.put("c", "C", 1)

    assert [memory.get(key) for key in "abc"] == ["A", None, "C"]


class Shared:
    """Answers of other processes."""

    def __init__(self) -> None:
        self.values: dict[str, bytes] = {"theirs": b"answer"}
        self.asked: list[str] = []

    def get(self, key: str) -> bytes | None:
        self.asked.append(key)
        return self.values.get(key)

    def put(self, key: str, value: bytes) -> None:
        self.values[key] = value


def test_what_is_in_memory_is_not_asked_of_others() -> None:
    shared = Shared()
    cache = LayeredCache(BoundedMemory(1000), shared)
    cache.put("ours", b"own")

    assert [cache.get(key) for key in ("ours", "theirs", "theirs", "none")] == [
        b"own", b"answer", b"answer", None,
    ]  # fmt: skip
    assert shared.asked == ["theirs", "none"]
    assert shared.values["ours"] == b"own"


def test_what_is_too_large_for_all_is_too_large_for_one() -> None:
    memory: BoundedMemory[str, bytes] = BoundedMemory(10 * MAX_VALUE_BYTES)
    LayeredCache(memory, Shared()).put("large", b"x" * (MAX_VALUE_BYTES + 1))

    assert memory.get("large") is None
