"""Google's notifications over HTTP: no session, no answer to anybody else, quick and quiet."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI

from cashstage.api.app import create_api
from cashstage.emulator.channels import Channel
from cashstage.emulator.server import EmulatorServer
from cashstage.models.platform import Platform
from cashstage.sources.watch_channel import service as channels
from tests.api.conftest import Browser
from tests.api.problems import problem_of, sentence_of
from tests.factories import sources, watching

pytestmark = pytest.mark.integration

ADDRESS = "/api/google/notifications"


@pytest.fixture
def platform(google_platform: Platform) -> Platform:
    """A platform that the Internet reaches."""
    return watching.reachable(google_platform)


@pytest.fixture
def channel(platform: Platform, emulator: EmulatorServer) -> Iterator[Channel]:
    """A channel that Google has opened, of which nothing was heard yet."""
    with watching.watched(platform, emulator, told_at="http://127.0.0.1:9"):
        channels.tend(platform)
        yield watching.at_google(emulator)[0]


@pytest.fixture
def google(app: FastAPI, browser: Browser) -> httpx.Client:
    """Google's own client: no cookie, no origin."""
    return browser(None)


def headers(channel: Channel, **changes: str) -> dict[str, str]:
    return {
        "X-Goog-Channel-ID": channel.id,
        "X-Goog-Channel-Token": channel.token or "",
        "X-Goog-Resource-ID": channel.resource_id,
        "X-Goog-Resource-State": "change",
        "X-Goog-Message-Number": "2",
    } | {name.replace("_", "-"): value for name, value in changes.items()}


def test_a_notification_is_answered_with_nothing_and_asks_for_a_poll(
    platform: Platform, google: httpx.Client, channel: Channel
) -> None:
    before = sources.waiting_messages(platform)
    answer = google.post(ADDRESS, headers=headers(channel), content=b'{"ignored": true')

    assert (answer.status_code, answer.content) == (200, b"")
    assert sources.waiting_messages(platform) == before + 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"X_Goog_Channel_ID": "not a channel"},
        {"X_Goog_Channel_ID": "01a21791-5122-7beb-8a7d-4cbbdb39601b"},
        {"X_Goog_Channel_ID": ""},
        {"X_Goog_Channel_Token": "forged"},
        {"X_Goog_Channel_Token": ""},
        {"X_Goog_Resource_ID": "another"},
        {"X_Goog_Message_Number": "many"},
        {"X_Goog_Message_Number": "-1"},
        {"X_Goog_Message_Number": "9" * 30},
    ],
)
def test_whatever_is_wrong_gets_the_same_answer(
    platform: Platform, google: httpx.Client, channel: Channel, wrong: dict[str, str]
) -> None:
    before = sources.waiting_messages(platform)
    answer = google.post(ADDRESS, headers=headers(channel, **wrong))

    assert sentence_of(answer, 404, "not_found") == "There is no such channel."
    assert sources.waiting_messages(platform) == before


def test_a_request_without_any_headers_gets_that_answer_too(google: httpx.Client) -> None:
    assert sentence_of(google.post(ADDRESS), 404, "not_found") == "There is no such channel."


@pytest.mark.parametrize(
    "origin", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_a_page_of_another_site_can_not_speak_for_google(
    google: httpx.Client, channel: Channel, origin: dict[str, str]
) -> None:
    problem_of(google.post(ADDRESS, headers=headers(channel) | origin), 403, "forbidden")


def test_a_large_body_is_refused(google: httpx.Client, channel: Channel) -> None:
    answer = google.post(ADDRESS, headers=headers(channel), content=b"x" * 3 * 1024**2)

    problem_of(answer, 413, "payload_too_large")


def test_too_many_are_told_when_to_come_back(
    google: httpx.Client, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channels, "MAX_A_MINUTE", 1)
    first, second = (
        google.post(ADDRESS, headers=headers(channel, X_Goog_Message_Number=number))
        for number in ("1", "2")
    )

    assert first.status_code == 200
    problem_of(second, 429, "rate_limited")
    assert second.headers["Retry-After"] == "60"


def test_the_outcomes_are_counted(google: httpx.Client, channel: Channel) -> None:
    for number in ("1", "1"):
        google.post(ADDRESS, headers=headers(channel, X_Goog_Message_Number=number))
    google.post(ADDRESS)
    metrics = google.get("/metrics").text

    for outcome in ("accepted", "repeated", "refused"):
        assert f'google_notifications_total{{outcome="{outcome}"}}' in metrics


def test_the_route_is_described_without_a_session(platform: Platform) -> None:
    described = create_api(platform).openapi()["paths"][ADDRESS]["post"]

    assert "security" not in described
    assert {parameter["in"] for parameter in described["parameters"]} == {"header"}
