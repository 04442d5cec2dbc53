"""Service accounts: a key signs, the token endpoint answers, and every way to be refused."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest
from google.auth import crypt, jwt

from cashstage.emulator.oauth import TOKEN_ADDRESS
from cashstage.emulator.state import EmulatorState
from tests.factories import google

SCOPE = "https://www.googleapis.com/auth/spreadsheets.readonly"


@pytest.fixture
def key(browser: httpx.Client) -> dict[str, Any]:
    """The key file that the page hands out."""
    answer = browser.post("/service-accounts", data={"name": "dashboard-reader"})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="dashboard-reader.json"'
    found: dict[str, Any] = answer.json()
    return found


def ask(browser: httpx.Client, key: dict[str, Any], **changes: Any) -> httpx.Response:
    now = int(time.time())
    claims = {
        "iss": key["client_email"],
        "aud": TOKEN_ADDRESS,
        "iat": now,
        "exp": now + 3600,
        "scope": SCOPE,
    } | changes
    signer = crypt.RSASigner.from_service_account_info(key)  # type: ignore[no-untyped-call]
    assertion = jwt.encode(signer, claims).decode()  # type: ignore[no-untyped-call]
    form = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": assertion}
    return browser.post("/token", data=form)


def test_a_signed_assertion_reads_what_is_shared_with_its_address(
    browser: httpx.Client, emulator: EmulatorState, key: dict[str, Any]
) -> None:
    sheet = google.spreadsheet(emulator, [["a"]], readers={key["client_email"]})
    other = google.spreadsheet(emulator, [["b"]])
    token = ask(browser, key).json()
    bearer = {"Authorization": f"Bearer {token['access_token']}"}
    below = "/sheets/v4/spreadsheets"

    assert (token["token_type"], token["scope"]) == ("Bearer", SCOPE)
    assert browser.get(f"{below}/{sheet.id}", headers=bearer).status_code == 200
    assert browser.get(f"{below}/{other.id}", headers=bearer).status_code == 403


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"iss": "other@demo-project.iam.gserviceaccount.com"}, "issuer"),
        ({"aud": "https://evil.example/token"}, "audience"),
        ({"exp": 1_000}, "short-lived"),
        ({"iat": 1_000}, "short-lived"),
        ({"scope": "https://www.googleapis.com/auth/gmail.send"}, "scope"),
    ],
)
def test_a_wrong_assertion_is_refused(
    browser: httpx.Client, key: dict[str, Any], changes: dict[str, Any], error: str
) -> None:
    answer = ask(browser, key, **changes)

    assert answer.status_code == 400
    assert error in answer.json()["error_description"]


def test_a_deleted_key_signs_nothing(
    browser: httpx.Client, emulator: EmulatorState, key: dict[str, Any]
) -> None:
    assert ask(browser, key).status_code == 200
    emulator.service_accounts.delete_keys(key["client_email"])

    assert ask(browser, key).json() == {
        "error": "invalid_grant",
        "error_description": "Invalid JWT Signature.",
    }


@pytest.mark.parametrize("assertion", ["", "a.b.c", "no token", "e30.e30.e30"])
def test_what_is_no_assertion_is_refused(browser: httpx.Client, assertion: str) -> None:
    form = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": assertion}

    assert browser.post("/token", data=form).json()["error"] == "invalid_grant"


@pytest.mark.parametrize("name", ["", "Six", "UPPER-CASE", "ends-with-"])
def test_a_name_has_googles_shape(browser: httpx.Client, name: str) -> None:
    assert browser.post("/service-accounts", data={"name": name}).status_code == 422
