"""Channels to Google: opened where it can reach us, renewed in time, and stopped."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import select

from cashstage.core.crypto import token_digest
from cashstage.core.errors import NotFound
from cashstage.emulator.faults import FaultOrder
from cashstage.emulator.server import EmulatorServer
from cashstage.models import ChannelState, Connection, ConnectionState, WatchChannel
from cashstage.models.platform import Platform
from cashstage.ops.push import PushState, read_push_state
from cashstage.sources import changes
from cashstage.sources.connection import service as connections
from cashstage.sources.data_source import service as data_sources
from cashstage.sources.watch_channel import repository
from cashstage.sources.watch_channel import service as channels
from tests.factories import watching
from tests.factories.watching import (
    Watched,
    at_google,
    later,
    notice,
    reachable,
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


def test_a_used_connection_gets_one_channel_for_a_week(
    platform: Platform, emulator: EmulatorServer, watched: Watched
) -> None:
    for _ in range(2):
        channels.tend(platform)
    [there] = at_google(emulator)
    [here] = rows(platform)

    assert there.address == "https://dash.example.com/api/google/notifications"
    assert (str(here.id), here.resource_id, here.state) == (there.id, there.resource_id, "live")
    assert here.token_digest == token_digest(there.token or "")
    assert here.connection_id == watched.connection_id
    assert timedelta(days=6, hours=23) < here.expires_at - platform.clock() <= timedelta(days=7)


def test_the_token_is_kept_nowhere(
    platform: Platform, emulator: EmulatorServer, watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        channels.tend(platform)
    [there] = at_google(emulator)

    assert there.token
    assert there.token not in str(rows(platform))
    assert there.token not in caplog.text


def test_schedulers_at_once_open_one_channel(
    platform: Platform, emulator: EmulatorServer, watched: Watched
) -> None:
    with ThreadPoolExecutor(4) as schedulers:
        list(schedulers.map(lambda _: channels.tend(platform), range(4)))

    assert len(at_google(emulator)) == len(rows(platform)) == 1


@pytest.mark.parametrize("origin", ["http://localhost:3000", "https://dash", "https://10.0.0.1"])
def test_google_is_not_asked_to_reach_what_it_can_not(
    platform: Platform, emulator: EmulatorServer, watched: Watched, origin: str
) -> None:
    channels.tend(reachable(platform, origin))

    assert at_google(emulator) == []
    assert rows(platform) == []


def test_a_connection_without_sources_needs_none(
    platform: Platform, emulator: EmulatorServer, watched: Watched
) -> None:
    channels.tend(platform)
    data_sources.delete(platform, watched.editor, watched.source.id)
    channels.tend(platform)

    assert at_google(emulator) == []
    assert rows(platform) == []


def test_a_removed_connection_ends_its_channel_before_the_consent(
    platform: Platform, emulator: EmulatorServer, watched: Watched
) -> None:
    channels.tend(platform)
    data_sources.delete(platform, watched.editor, watched.source.id)
    connections.remove(platform, watched.editor, watched.connection_id)

    assert at_google(emulator) == []
    assert rows(platform) == []


def test_a_channel_is_replaced_before_it_ends_and_stopped_when_the_new_one_speaks(
    platform: Platform, emulator: EmulatorServer, watched: Watched
) -> None:
    channels.tend(platform)
    [first] = at_google(emulator)
    channels.tend(later(platform, timedelta(days=5)))
    assert at_google(emulator) == [first]

    renewing = later(platform, timedelta(days=6, hours=12))
    for _ in range(2):
        channels.tend(renewing)
    _, second = at_google(emulator)
    assert len(rows(platform)) == 2
    channels.receive(renewing, notice(second))
    channels.tend(renewing)

    assert at_google(emulator) == [second]
    assert [str(row.id) for row in rows(platform)] == [second.id]


def test_another_address_of_ours_gets_a_channel_of_its_own(
    platform: Platform, emulator: EmulatorServer, watched: Watched
) -> None:
    channels.tend(platform)
    channels.tend(reachable(platform, "https://new.example.com"))
    [there] = at_google(emulator)

    assert there.address == "https://new.example.com/api/google/notifications"
    assert len(rows(platform)) == 1


def test_an_address_that_is_no_longer_public_gives_its_channels_up(
    platform: Platform, emulator: EmulatorServer, watched: Watched
) -> None:
    channels.tend(platform)
    channels.tend(reachable(platform, "http://localhost:3000"))

    assert at_google(emulator) == []
    assert rows(platform) == []


def test_a_refusal_is_remembered_and_tried_again_later(
    platform: Platform, emulator: EmulatorServer, watched: Watched
) -> None:
    # The client asks again with a new access token, because the refusal is a 401.
    refusal = FaultOrder(kind="unverified_domain", path="/drive/v3/changes/watch", times=99)
    emulator.faults.add(refusal)
    channels.tend(platform)
    emulator.faults.clear()
    channels.tend(platform)
    [row] = rows(platform)

    assert row.state == ChannelState.REFUSED
    assert "domain is not verified" in (row.reason or "")
    assert "Search Console" in (row.reason or "")
    assert connection(platform, watched).state == ConnectionState.ACTIVE
    assert at_google(emulator) == []
    channels.tend(later(platform, channels.ASK_AGAIN_LATER + timedelta(seconds=1)))
    assert [row.state for row in rows(platform)] == ["live"]


def test_a_passing_trouble_is_tried_again_sooner(
    platform: Platform, emulator: EmulatorServer, watched: Watched
) -> None:
    emulator.faults.add(FaultOrder(kind="unavailable", path="/drive/v3/changes/watch"))
    channels.tend(platform)
    assert [row.state for row in rows(platform)] == ["refused"]
    channels.tend(later(platform, channels.ASK_AGAIN + timedelta(seconds=1)))

    assert [row.state for row in rows(platform)] == ["live"]


def test_an_answer_of_another_kind_is_a_refusal(
    platform: Platform, emulator: EmulatorServer, watched: Watched
) -> None:
    emulator.faults.add(FaultOrder(kind="web_page", path="/drive/v3/changes/watch"))
    channels.tend(platform)

    assert [row.state for row in rows(platform)] == ["refused"]


def test_lost_consent_forgets_the_channel(
    platform: Platform, emulator: EmulatorServer, watched: Watched
) -> None:
    channels.tend(platform)
    [there] = at_google(emulator)
    emulator.state.grants.revoke_person(watching.OWNER)
    changes.poll(later(platform, timedelta(seconds=60)))

    assert connection(platform, watched).state == ConnectionState.NEEDS_REAUTH
    assert rows(platform) == []
    with pytest.raises(NotFound):
        channels.receive(platform, notice(there))
    channels.tend(platform)
    assert rows(platform) == []


def test_a_channel_given_up_while_google_was_asked_is_stopped(
    platform: Platform, emulator: EmulatorServer, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = channels._ask_google

    def and_delete(*arguments: object) -> object:
        answer = ask(*arguments)  # type: ignore[arg-type]
        data_sources.delete(platform, watched.editor, watched.source.id)
        with platform.database.system() as session:
            for row in session.exec(select(WatchChannel)).all():
                session.delete(row)
        return answer

    monkeypatch.setattr(channels, "_ask_google", and_delete)
    channels.tend(platform)

    assert at_google(emulator) == []


def test_a_surprise_stops_no_other_connection(
    platform: Platform,
    watched: Watched,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a surprise")

    monkeypatch.setattr(channels, "_ask_google", broken)
    channels.tend(platform)
    assert "Opening a channel for changes failed" in caplog.text
    monkeypatch.undo()
    channels.tend(later(platform, channels.LEASE + timedelta(seconds=1)))

    assert [row.state for row in rows(platform)] == ["live"]


def test_the_doctor_knows_of_every_stage(
    platform: Platform, emulator: EmulatorServer, watched: Watched
) -> None:
    url = platform.settings.require("database_url")
    assert read_push_state(url) == PushState(used=1, heard=0, reasons=(), silent=0)
    channels.tend(platform)
    with platform.database.system() as session:
        [row] = session.exec(select(WatchChannel)).all()
        row.created_at -= timedelta(minutes=6)
    assert read_push_state(url) == PushState(used=1, heard=0, reasons=(), silent=1)
    channels.receive(platform, notice(at_google(emulator)[0]))
    assert read_push_state(url) == PushState(used=1, heard=1, reasons=(), silent=0)
    with platform.database.system() as session:
        repository.refuse(
            session, row.id, reason="No.", until=platform.clock() + timedelta(hours=1)
        )
    assert read_push_state(url).reasons == ("No.",)


def connection(platform: Platform, watched: Watched) -> Connection:
    with platform.database.system() as session:
        query = select(Connection).where(Connection.id == watched.connection_id)
        return session.exec(query).one()
