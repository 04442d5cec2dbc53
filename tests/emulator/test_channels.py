"""Channels of Drive: opened, told of every change, tried again, ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cashstage.emulator.channels import LONGEST, USUAL
from cashstage.emulator.people import EDITOR
from cashstage.emulator.state import EmulatorState
from tests.factories import google
from tests.factories.discovery import answer_problems
from tests.factories.serving import served
from tests.factories.workers import until

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
ADDRESS = "https://dash.example.com/told"


@dataclass
class Receiver:
    """Whom Drive tells; answers with `answers` first, then with 200."""

    answers: list[int] = field(default_factory=list)
    heard: list[dict[str, str]] = field(default_factory=list)

    async def hear(self, request: Request) -> Response:
        assert await request.body() == b""
        self.heard.append(dict(request.headers))
        return Response(status_code=self.answers.pop(0) if self.answers else 200)

    def states(self) -> list[str]:
        return [headers["x-goog-resource-state"] for headers in self.heard]


@dataclass
class Time:
    """A clock that stands where it is put."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def emulator(folder: Path, time: Time, receiver: Receiver) -> Iterator[EmulatorState]:
    """An emulator that finds the receiver behind a public name."""
    state = google.state(folder, clock=time)
    app = Starlette(routes=[Route("/told", receiver.hear, methods=["POST"])])
    with served(app) as address:
        state.channels.courier.hosts["dash.example.com"] = address
        state.channels.courier.first_wait = 0.01
        yield state
        state.channels.courier.close()


def watch(
    browser: httpx.Client, emulator: EmulatorState, status: int = 200, **changes: Any
) -> dict[str, Any]:
    body = {"id": "channel-1", "type": "web_hook", "address": ADDRESS, "token": "word"} | changes
    answer = browser.post(
        "/drive/v3/changes/watch",
        params={"pageToken": str(emulator.drive.next_change)},
        json=body,
        headers=google.bearer(emulator),
    )
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


def stop(browser: httpx.Client, emulator: EmulatorState, resource_id: str, **whose: Any) -> int:
    body = {"id": "channel-1", "resourceId": resource_id}
    headers = google.bearer(emulator, **whose)
    return browser.post("/drive/v3/channels/stop", json=body, headers=headers).status_code


def edit(emulator: EmulatorState, spreadsheet_id: str) -> None:
    with emulator.drive.editing(spreadsheet_id) as edited:
        edited.tabs[0].put(0, 0, "b", None)


def test_a_channel_says_hello_and_then_tells_of_each_edit(
    browser: httpx.Client, emulator: EmulatorState, receiver: Receiver
) -> None:
    sheet = google.spreadsheet(emulator, [["a"]])
    channel = watch(browser, emulator)
    for _ in range(2):
        edit(emulator, sheet.id)
    google.spreadsheet(emulator, [["a"]], owner=EDITOR.email)
    until(lambda: len(receiver.heard) == 3)

    assert answer_problems("drive.v3", "Channel", channel) == []
    assert receiver.states() == ["sync", "change", "change"]
    assert [headers["x-goog-message-number"] for headers in receiver.heard] == ["1", "2", "3"]
    told = receiver.heard[0]
    assert told["host"] == "dash.example.com"
    assert told["x-goog-channel-id"] == "channel-1"
    assert told["x-goog-channel-token"] == "word"
    assert told["x-goog-resource-id"] == channel["resourceId"]
    assert told["x-goog-channel-expiration"] == "Sun, 01 Mar 2026 13:00:00 GMT"


@pytest.mark.parametrize(
    ("asked", "given"), [(None, USUAL), (timedelta(days=2), timedelta(days=2))]
)
def test_a_channel_lives_as_long_as_asked(
    browser: httpx.Client, emulator: EmulatorState, asked: timedelta | None, given: timedelta
) -> None:
    wanted = {} if asked is None else {"expiration": int((START + asked).timestamp() * 1000)}

    assert watch(browser, emulator, **wanted)["expiration"] == milliseconds(START + given)


def test_nobody_watches_longer_than_a_week(browser: httpx.Client, emulator: EmulatorState) -> None:
    wanted = milliseconds(START + timedelta(days=30))

    assert watch(browser, emulator, expiration=wanted)["expiration"] == milliseconds(
        START + LONGEST
    )


def test_after_its_end_a_channel_is_silent(
    browser: httpx.Client, emulator: EmulatorState, receiver: Receiver, time: Time
) -> None:
    sheet = google.spreadsheet(emulator, [["a"]])
    watch(browser, emulator)
    time.now += USUAL
    edit(emulator, sheet.id)
    watch(browser, emulator, id="channel-2")
    until(lambda: len(receiver.heard) == 2)

    assert receiver.states() == ["sync", "sync"]


def test_a_stopped_channel_is_silent_and_can_not_be_stopped_again(
    browser: httpx.Client, emulator: EmulatorState, receiver: Receiver
) -> None:
    sheet = google.spreadsheet(emulator, [["a"]])
    resource_id = watch(browser, emulator)["resourceId"]

    assert stop(browser, emulator, "another") == 404
    assert stop(browser, emulator, resource_id, email=EDITOR.email) == 404
    assert stop(browser, emulator, resource_id) == 204
    assert stop(browser, emulator, resource_id) == 404
    edit(emulator, sheet.id)
    watch(browser, emulator, id="channel-2")
    until(lambda: len(receiver.heard) == 2)
    assert receiver.states() == ["sync", "sync"]


def test_a_receiver_in_trouble_is_told_again(
    browser: httpx.Client, emulator: EmulatorState, receiver: Receiver
) -> None:
    receiver.answers += [503, 500]
    watch(browser, emulator)
    until(lambda: len(emulator.channels.courier.receipts) == 3)

    assert [receipt.status for receipt in emulator.channels.courier.receipts] == [503, 500, 200]
    assert [headers["x-goog-message-number"] for headers in receiver.heard] == ["1", "1", "1"]


def test_a_receiver_that_refuses_is_not_told_again(
    browser: httpx.Client, emulator: EmulatorState, receiver: Receiver
) -> None:
    receiver.answers += [404]
    watch(browser, emulator)
    watch(browser, emulator, id="channel-2")
    until(lambda: len(emulator.channels.courier.receipts) == 2)

    assert [receipt.status for receipt in emulator.channels.courier.receipts] == [404, 200]


def test_channels_outlive_the_emulator(
    browser: httpx.Client, emulator: EmulatorState, folder: Path, time: Time
) -> None:
    watch(browser, emulator)

    again = google.state(folder, clock=time)
    assert again.channels.get("channel-1") == emulator.channels.get("channel-1")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"address": "http://dash.example.com/told"}, "push.webhookUrlNotHttps"),
        ({"id": ""}, "required"),
        ({"type": "carrier_pigeon"}, "invalid"),
        ({"expiration": "soon"}, "invalid"),
        ({"expiration": "9" * 40}, "invalid"),
    ],
)
def test_a_bad_channel_is_refused(
    browser: httpx.Client, emulator: EmulatorState, body: dict[str, Any], reason: str
) -> None:
    error = watch(browser, emulator, 400, **body)["error"]

    assert error["errors"][0]["reason"] == reason
    assert emulator.channels.of("ada@demo.example") == []


def test_an_id_is_taken_once(browser: httpx.Client, emulator: EmulatorState) -> None:
    watch(browser, emulator)

    assert watch(browser, emulator, 400)["error"]["errors"][0]["reason"] == "channelIdNotUnique"


@pytest.mark.parametrize("body", [b"{", b"[]", b""])
def test_what_is_no_channel_is_refused(
    browser: httpx.Client, emulator: EmulatorState, body: bytes
) -> None:
    answer = browser.post(
        "/drive/v3/changes/watch",
        params={"pageToken": "1"},
        content=body,
        headers=google.bearer(emulator),
    )

    assert (answer.status_code, answer.json()["error"]["errors"][0]["reason"]) == (
        400,
        "parseError",
    )


def test_an_unverified_domain_is_refused_on_demand(
    browser: httpx.Client, emulator: EmulatorState
) -> None:
    browser.post(
        "/emulator/faults", json={"kind": "unverified_domain", "path": "/drive/v3/changes/watch"}
    )
    error = watch(browser, emulator, 401)["error"]

    assert error["errors"][0]["reason"] == "push.webhookUrlUnauthorized"
    assert error["message"].startswith("Unauthorized WebHook callback channel")


def milliseconds(moment: datetime) -> str:
    return str(int(moment.timestamp() * 1000))
