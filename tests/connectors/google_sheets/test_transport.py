"""Every failure of Google's becomes the error whose fate fits it, after a bounded wait."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable

import pytest
import requests

from cashstage.connectors.google_sheets.client import GoogleSheets
from cashstage.connectors.google_sheets.endpoints import located
from cashstage.connectors.google_sheets.failures import from_response
from cashstage.connectors.google_sheets.transport import PATIENT, RetryPolicy
from cashstage.core.errors import (
    CashstageError,
    ConsentLost,
    Fate,
    QuotaExhausted,
    SourceUnavailable,
    UpstreamBusy,
    UpstreamError,
)
from cashstage.emulator.faults import FaultOrder
from cashstage.emulator.people import EDITOR
from cashstage.emulator.server import EmulatorServer, free_port
from tests.factories import google

THREE_TRIES = RetryPolicy(tries=3, longest_wait=5.0, give_up_after=60.0, read_timeout=5.0)


@pytest.fixture
def patient(server: EmulatorServer, sheets: GoogleSheets) -> GoogleSheets:
    sheets.transport._retry = THREE_TRIES
    return sheets


@pytest.mark.parametrize("kind", ["rate_limited", "internal", "unavailable", "truncated"])
def test_a_passing_failure_is_waited_out(
    server: EmulatorServer, patient: GoogleSheets, waits: list[float], kind: str
) -> None:
    made = google.spreadsheet(server.state, [["a"]])
    server.faults.add(FaultOrder(kind=kind, times=2))

    assert patient.describe(made.id).title == "Figures"
    assert len(waits) == 2
    assert 1 <= waits[0] < 2 <= waits[1] < 3


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("rate_limited", "/sheets/"),
        ("internal", "/sheets/"),
        ("unavailable", "/sheets/"),
        ("truncated", "/sheets/"),
        ("user_rate_limit", "/drive/"),
        ("rate_limited", "/drive/"),
    ],
)
def test_a_lasting_failure_ends_as_busy(
    server: EmulatorServer, patient: GoogleSheets, waits: list[float], kind: str, path: str
) -> None:
    made = google.spreadsheet(server.state, [["a"]])
    server.faults.add(FaultOrder(kind=kind, path=path, times=9))
    read: Callable[[str], object] = patient.describe if path == "/sheets/" else patient.file

    with pytest.raises(UpstreamBusy) as caught:
        read(made.id)

    limited = kind in {"rate_limited", "user_rate_limit"}
    assert caught.value.fate is (Fate.QUOTA if limited else Fate.TRANSIENT)
    assert len(waits) == 2
    assert server.faults.planned()[0].times == 6


def test_retry_after_is_honoured_when_there_is_time_for_it(
    server: EmulatorServer, patient: GoogleSheets, waits: list[float]
) -> None:
    made = google.spreadsheet(server.state, [["a"]])
    server.faults.add(FaultOrder(kind="rate_limited", seconds=17))
    patient.describe(made.id)
    assert waits == [17.0]

    server.faults.add(FaultOrder(kind="rate_limited", seconds=3600))
    with pytest.raises(UpstreamBusy) as caught:
        patient.describe(made.id)
    assert caught.value.retry_after == 3600
    assert waits == [17.0]


def test_waits_grow_and_stay_bounded() -> None:
    waits = [PATIENT.wait_before(attempt, None) for attempt in range(2, 12)]

    assert all(2**n <= wait <= 2**n + 1 for n, wait in enumerate(waits[:6]))
    assert max(waits) <= 64


def test_an_expired_access_token_is_renewed_unnoticed(
    server: EmulatorServer, sheets: GoogleSheets, waits: list[float]
) -> None:
    made = google.spreadsheet(server.state, [["a"]])
    server.faults.add(FaultOrder(kind="expired_token"))

    assert sheets.describe(made.id).id == made.id
    assert waits == []


def test_a_revoked_grant_is_consent_lost(
    server: EmulatorServer, sheets: GoogleSheets, waits: list[float]
) -> None:
    made = google.spreadsheet(server.state, [["a"]])
    server.state.grants.revoke_person("ada@demo.example")

    with pytest.raises(ConsentLost, match="revoked or has expired") as caught:
        sheets.describe(made.id)

    assert caught.value.next_step == "Connect the Google account again."
    assert waits == []


def test_a_grant_without_spreadsheets_is_consent_lost(server: EmulatorServer) -> None:
    made = google.spreadsheet(server.state, [["a"]])
    header = google.bearer(server.state, scopes=["drive.metadata.readonly"])
    credentials = google.oauth(server).credentials(
        None, access_token=header["Authorization"].removeprefix("Bearer ")
    )

    with (
        GoogleSheets(credentials, endpoint=server.base_url) as sheets,
        pytest.raises(ConsentLost, match="does not allow reading spreadsheets"),
    ):
        sheets.describe(made.id)


def test_missing_and_unshared_spreadsheets_are_not_retried(
    server: EmulatorServer, sheets: GoogleSheets, waits: list[float]
) -> None:
    others = google.spreadsheet(server.state, [["a"]], owner=EDITOR.email)

    with pytest.raises(SourceUnavailable, match="does not exist"):
        sheets.describe("1" * 44)
    with pytest.raises(SourceUnavailable, match="may not read") as caught:
        sheets.describe(others.id)
    with pytest.raises(SourceUnavailable):
        sheets.file(others.id)

    assert caught.value.next_step == "Ask the owner to share it with this account."
    assert waits == []


def test_a_token_service_that_fails_is_busy_not_lost(
    server: EmulatorServer, sheets: GoogleSheets, monkeypatch: pytest.MonkeyPatch
) -> None:
    # google-auth has a backoff of its own for its token requests.
    monkeypatch.setattr("google.auth._exponential_backoff.time.sleep", lambda _: None)
    made = google.spreadsheet(server.state, [["a"]])
    server.faults.add(FaultOrder(kind="expired_token", times=99))
    server.faults.add(FaultOrder(kind="unavailable", path="/token", times=99))

    with pytest.raises(UpstreamBusy):
        sheets.describe(made.id)


def test_a_server_that_is_away_or_silent_is_busy(server: EmulatorServer) -> None:
    credentials = google.oauth(server).credentials(None, access_token="any")
    with (
        GoogleSheets(
            credentials, endpoint=f"http://127.0.0.1:{free_port()}", sleep=lambda _: None
        ) as away,
        pytest.raises(UpstreamBusy, match="did not answer"),
    ):
        away.start_page_token()

    with socket.create_server(("127.0.0.1", 0)) as silent:
        endpoint = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with GoogleSheets(credentials, endpoint=endpoint, sleep=lambda _: None) as waiting:
            waiting.transport.set_timeout((0.2, 0.2))
            with pytest.raises(UpstreamBusy, match="did not answer"):
                waiting.start_page_token()


@pytest.mark.parametrize(
    ("status", "body", "kind", "words"),
    [
        (
            400,
            b'{"error": {"status": "FAILED_PRECONDITION", "message": "x"}}',
            SourceUnavailable,
            "not a Google spreadsheet",
        ),
        (400, b'{"error": {"message": "Odd"}}', UpstreamError, "refused the request: Odd"),
        (
            403,
            b'{"error": {"errors": [{"reason": "accessNotConfigured"}]}}',
            UpstreamError,
            "switched off",
        ),
        (403, b'{"error": {"errors": [{"reason": "rateLimitExceeded"}]}}', QuotaExhausted, "quota"),
        (403, b"<html>", SourceUnavailable, "may not read"),
        (408, b"", UpstreamBusy, "408"),
        (410, b'{"error": "gone"}', UpstreamError, "status 410"),
        (502, b"[1]", UpstreamBusy, "502"),
    ],
)
def test_other_answers_have_their_sentence(
    status: int, body: bytes, kind: type[CashstageError], words: str
) -> None:
    response = requests.Response()
    response.status_code = status
    response._content = body

    error = from_response(response)

    assert type(error) is kind
    assert words in error.detail


@pytest.mark.parametrize(
    ("header", "low", "high"),
    [("12", 12, 12), ("Fri, 31 Dec 2100 23:59:59 GMT", 1e9, 1e10), ("soon", None, None)],
)
def test_retry_after_is_a_number_or_a_date(
    header: str, low: float | None, high: float | None
) -> None:
    response = requests.Response()
    response.status_code = 429
    response.headers["Retry-After"] = header

    error = from_response(response)

    assert isinstance(error, UpstreamBusy)
    if low is None or high is None:
        assert error.retry_after is None
    else:
        assert error.retry_after is not None
        assert low <= error.retry_after <= high


def test_addresses_move_below_the_endpoint_and_nowhere_else() -> None:
    base = "https://gateway.example/google/"
    moved = "https://gateway.example/google/sheets/v4/spreadsheets/x"

    assert located("https://sheets.googleapis.com/v4/spreadsheets/x", base) == moved
    assert located("https://sheets.googleapis.com/v4", None) == "https://sheets.googleapis.com/v4"
    with pytest.raises(ValueError, match="not an address of Google"):
        located("https://evil.example/v4", base)


def test_a_proxy_is_not_asked_for_this_machine(
    server: EmulatorServer, sheets: GoogleSheets, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = google.spreadsheet(server.state, [["a"]])
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")

    assert sheets.describe(made.id).id == made.id


def test_reading_works_from_several_threads(server: EmulatorServer, sheets: GoogleSheets) -> None:
    made = google.spreadsheet(server.state, [["a"]])
    titles: list[str] = []
    threads = [
        threading.Thread(target=lambda: titles.append(sheets.describe(made.id).title))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert titles == ["Figures"] * 4


class Budget:
    """Free reads come after these waits."""

    def __init__(self, *waits: float) -> None:
        self.waits = list(waits)

    def take(self) -> float:
        return self.waits.pop(0) if self.waits else 0.0


def test_a_read_waits_for_its_turn(
    server: EmulatorServer, patient: GoogleSheets, waits: list[float]
) -> None:
    made = google.spreadsheet(server.state, [["a"]])
    patient.transport._budget = Budget(1.5, 0.5)

    assert patient.describe(made.id).title == "Figures"
    assert waits == [1.5, 0.5]


def test_drive_has_a_budget_of_its_own(
    server: EmulatorServer, patient: GoogleSheets, waits: list[float]
) -> None:
    made = google.spreadsheet(server.state, [["a"]])
    patient.transport._budget = Budget(1.5)

    assert patient.file(made.id).id == made.id
    assert waits == []


def test_a_turn_that_comes_too_late_is_told(
    server: EmulatorServer, patient: GoogleSheets, waits: list[float]
) -> None:
    made = google.spreadsheet(server.state, [["a"]])
    patient.transport._budget = Budget(61.0)

    with pytest.raises(UpstreamBusy, match="allows us in a minute") as caught:
        patient.describe(made.id)

    assert caught.value.retry_after == 61.0
    assert waits == []
