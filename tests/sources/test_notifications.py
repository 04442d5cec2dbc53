"""Notifications: Google's own are acted upon once, all others are not heard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from cashstage.core.errors import CashstageError, NotFound, RateLimited
from cashstage.emulator.server import EmulatorServer
from cashstage.models import Connection
from cashstage.models.platform import Platform
from cashstage.sources import changes
from cashstage.sources.data_source import service as data_sources
from cashstage.sources.watch_channel import service as channels
from tests.factories import sources, watching
from tests.factories.watching import (
    Watched,
    at_google,
    edit,
    later,
    notice,
    rows,
)

pytestmark = pytest.mark.integration


@pytest.fixture
def platform(google_platform: Platform) -> Platform:
    """A platform that the Internet reaches."""
    return watching.reachable(google_platform)


@pytest.fixture
def watched(platform: Platform, emulator: EmulatorServer) -> Iterator[Watched]:
    # Whatever Google says in these tests is said to nobody; tests hand notices over themselves.
    with watching.watched(platform, emulator, told_at="http://127.0.0.1:9") as made:
        yield made


def test_a_notice_has_the_connection_polled_once(
    platform: Platform, emulator: EmulatorServer, watched: Watched
) -> None:
    channels.tend(platform)
    [there] = at_google(emulator)
    before = sources.waiting_messages(platform)
    for number in range(1, 6):
        channels.receive(platform, notice(there, number))
    assert sources.waiting_messages(platform) == before + 1

    edit(emulator, watched.spreadsheet_id)
    assert changes.poll_connection(platform, watched.connection_id) == 1
    assert [job.trigger for job in sources.jobs_of(platform, watched.source)] == [
        "connected",
        "change",
    ]
    waiting = sources.waiting_messages(platform)
    channels.receive(platform, notice(there, 6))
    assert sources.waiting_messages(platform) == waiting + 1


def test_a_replay_does_nothing(
    platform: Platform, emulator: EmulatorServer, watched: Watched
) -> None:
    channels.tend(platform)
    [there] = at_google(emulator)
    channels.receive(platform, notice(there, 7))
    changes.poll_connection(platform, watched.connection_id)
    before = sources.waiting_messages(platform)
    for number in (7, 3, 7):
        channels.receive(platform, notice(there, number))

    assert sources.waiting_messages(platform) == before
    assert [row.last_message for row in rows(platform)] == [7]


@pytest.mark.parametrize(
    "forged",
    [
        {"token": "forged"},
        {"token": ""},
        {"token": "nicht geheim: ö"},
        {"resource_id": "another"},
        {"channel_id": uuid4()},
    ],
)
def test_nobody_but_google_is_heard(
    platform: Platform, emulator: EmulatorServer, watched: Watched, forged: dict[str, Any]
) -> None:
    channels.tend(platform)
    [there] = at_google(emulator)
    before = sources.waiting_messages(platform)

    with pytest.raises(NotFound, match="There is no such channel"):
        channels.receive(platform, replace(notice(there), **forged))
    assert sources.waiting_messages(platform) == before
    assert [row.last_message for row in rows(platform)] == [0]


def test_the_digest_is_no_key(
    platform: Platform, emulator: EmulatorServer, watched: Watched
) -> None:
    channels.tend(platform)
    [there] = at_google(emulator)
    [row] = rows(platform)

    with pytest.raises(NotFound):
        channels.receive(platform, replace(notice(there), token=row.token_digest))


def test_an_expired_channel_is_not_heard(
    platform: Platform, emulator: EmulatorServer, watched: Watched
) -> None:
    channels.tend(platform)
    [there] = at_google(emulator)

    with pytest.raises(NotFound):
        channels.receive(later(platform, timedelta(days=7, seconds=1)), notice(there))


def test_google_may_speak_before_its_answer_is_noted(
    platform: Platform, emulator: EmulatorServer, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = channels._ask_google

    def and_speak(*arguments: object) -> object:
        answer = ask(*arguments)  # type: ignore[arg-type]
        channels.receive(platform, notice(at_google(emulator)[0]))
        return answer

    monkeypatch.setattr(channels, "_ask_google", and_speak)
    channels.tend(platform)

    assert [(row.state, row.last_message) for row in rows(platform)] == [("live", 1)]


def test_a_flood_is_bounded(platform: Platform, emulator: EmulatorServer, watched: Watched) -> None:
    channels.tend(platform)
    [there] = at_google(emulator)
    ends: list[type[CashstageError] | None] = []
    for number in range(1, channels.MAX_A_MINUTE + 3):
        try:
            channels.receive(platform, notice(there, number))
            ends.append(None)
        except RateLimited as error:
            ends.append(type(error))

    assert ends == [None] * channels.MAX_A_MINUTE + [RateLimited] * 2


def polls(platform: Platform, monkeypatch: pytest.MonkeyPatch, seconds: range) -> list[int]:
    """At which of these seconds from now the connection's feed is asked."""
    asked: list[int] = []
    now = 0

    def noting(*_: object) -> int:
        asked.append(now)
        return 0

    monkeypatch.setattr(changes, "_poll_one", noting)
    for now in seconds:
        changes.poll(later(platform, timedelta(seconds=now)))
    return asked


def test_what_google_tells_of_is_asked_for_less_often(
    platform: Platform, emulator: EmulatorServer, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    channels.tend(platform)
    assert len(polls(platform, monkeypatch, range(0, 60, 5))) == 12
    [there] = at_google(emulator)
    channels.receive(platform, notice(there))

    assert polls(platform, monkeypatch, range(60, 300, 5)) == [115, 175, 235, 295]


def test_a_wish_during_a_poll_is_put_off(
    platform: Platform, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[float] = []
    asked: list[UUID] = []

    def slow(_: Platform, polled: Connection) -> int:
        asked.append(polled.id)
        assert changes.poll_connection(platform, watched.connection_id) == 0
        return 1

    monkeypatch.setattr(changes, "_poll_one", slow)
    monkeypatch.setattr(platform.jobs, "send", lambda *_, countdown=0.0: sent.append(countdown))
    assert changes.poll_connection(platform, watched.connection_id) == 1

    assert asked == [watched.connection_id]
    assert sent == [changes.BUSY_SECONDS]


def test_a_connection_that_nobody_uses_is_not_polled(platform: Platform, watched: Watched) -> None:
    data_sources.delete(platform, watched.editor, watched.source.id)
    before = sources.waiting_messages(platform)

    assert changes.poll_connection(platform, watched.connection_id) == 0
    assert sources.waiting_messages(platform) == before
