"""A served emulator, and the connector reading from it with a person's consent."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cashstage.connectors.google_sheets.client import GoogleSheets
from cashstage.emulator.server import EmulatorServer
from tests.factories import google


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmulatorServer]:
    """An emulator on loopback; every test makes its own spreadsheets."""
    folder = tmp_path_factory.mktemp("emulator")
    with EmulatorServer(folder, google.CLIENT, demo=False) as running:
        yield running


@pytest.fixture
def waits() -> list[float]:
    """The seconds that the connector would have slept."""
    return []


@pytest.fixture
def sheets(server: EmulatorServer, waits: list[float]) -> Iterator[GoogleSheets]:
    """The connector of a person who has just consented; it notes waits instead of sleeping."""
    client = google.oauth(server)
    _, tokens = google.consent(client)
    credentials = client.credentials(tokens.refresh_token, access_token=tokens.access_token)
    with GoogleSheets(credentials, endpoint=server.base_url, sleep=waits.append) as connected:
        yield connected
    server.faults.clear()
