"""Channels as the connector asks for them; each request as Google's own document allows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from cashstage.connectors.google_sheets.client import GoogleSheets
from cashstage.connectors.google_sheets.watching import stop_channel, watch_changes
from cashstage.core.errors import CashstageError, ConsentLost, UpstreamBusy, UpstreamError
from cashstage.emulator.faults import FaultOrder
from cashstage.emulator.people import ADMIN
from cashstage.emulator.server import EmulatorServer
from tests.factories.discovery import request_problems

ADDRESS = "https://dash.example.com/told"


@pytest.fixture
def posted(sheets: GoogleSheets) -> Iterator[list[requests.PreparedRequest]]:
    """What was posted to Google."""
    seen: list[requests.PreparedRequest] = []

    def note(response: requests.Response, *_: object, **__: object) -> None:
        if response.request.method == "POST":
            seen.append(response.request)

    sheets.transport.session.hooks["response"].append(note)
    yield seen
    sheets.transport.session.hooks["response"].remove(note)


@pytest.fixture(autouse=True)
def nobody_listens(server: EmulatorServer) -> None:
    server.state.channels.courier.hosts["dash.example.com"] = "http://127.0.0.1:9"


def test_a_channel_is_opened_and_stopped_as_google_allows(
    server: EmulatorServer, sheets: GoogleSheets, posted: list[requests.PreparedRequest]
) -> None:
    until = datetime.now(UTC) + timedelta(days=3)
    watched = watch_changes(sheets, "channel-9", address=ADDRESS, token="word", until=until)
    assert abs(watched.expires_at - until) < timedelta(milliseconds=2)
    assert [channel.id for channel in server.state.channels.of(ADMIN.email)] == ["channel-9"]
    for _ in range(2):
        stop_channel(sheets, "channel-9", watched.resource_id)

    assert server.state.channels.of(ADMIN.email) == []
    for request in posted:
        parts = urlsplit(str(request.url))
        path = parts.path.removeprefix("/drive/v3/")
        body = json.loads(request.body or b"")
        query = parse_qs(parts.query)
        assert request_problems("drive.v3", path, query, verb="POST", body=body) == []


@pytest.mark.parametrize(
    ("kind", "error", "sentence"),
    [
        ("unverified_domain", UpstreamError, "domain is not verified"),
        ("rate_limited", UpstreamBusy, "quota"),
        ("unavailable", UpstreamBusy, "not available"),
        ("web_page", UpstreamError, "something else"),
    ],
)
def test_a_refusal_says_why(
    server: EmulatorServer,
    sheets: GoogleSheets,
    kind: str,
    error: type[CashstageError],
    sentence: str,
) -> None:
    server.faults.add(FaultOrder(kind=kind, path="/drive/v3/changes/watch", times=9))
    until = datetime.now(UTC) + timedelta(days=1)

    with pytest.raises(error, match=sentence) as caught:
        watch_changes(sheets, "channel-8", address=ADDRESS, token="word", until=until)
    assert not isinstance(caught.value, ConsentLost)


def test_an_address_without_https_is_refused(sheets: GoogleSheets) -> None:
    until = datetime.now(UTC) + timedelta(days=1)

    with pytest.raises(UpstreamError, match="must be HTTPS"):
        watch_changes(
            sheets,
            "channel-7",
            address="http://dash.example.com",
            token="word",
            until=until,
        )
