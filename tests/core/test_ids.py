"""Identifiers: version, order, uniqueness, parsing."""

from __future__ import annotations

import time
from uuid import UUID

from cashstage.core.ids import new_id, parse_id


def test_an_id_is_a_uuid_of_version_7() -> None:
    made = new_id()
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"


def test_an_id_carries_the_moment_of_its_making() -> None:
    before = time.time_ns() // 1_000_000
    milliseconds = new_id().int >> 80
    assert before <= milliseconds <= time.time_ns() // 1_000_000


def test_ids_made_later_sort_later() -> None:
    first = new_id()
    time.sleep(0.002)
    assert first < new_id()


def test_ids_do_not_repeat() -> None:
    assert len({new_id() for _ in range(10_000)}) == 10_000


def test_parsing_returns_the_id_or_nothing() -> None:
    made = new_id()
    assert parse_id(str(made)) == made
    assert parse_id("018f") is None
    assert parse_id("") is None
    assert isinstance(parse_id(made.hex), UUID)
