"""Consent, codes and tokens, and every way to be refused."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from google.auth import jwt

from cashstage.core.errors import UpstreamError
from cashstage.emulator.people import person_of
from cashstage.emulator.person import answer_of, approve
from cashstage.emulator.state import EmulatorState
from tests.factories import google
from tests.factories.discovery import answer_problems

VERIFIER = "v" * 64
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
)
SCOPES = (
    "openid https://www.googleapis.com/auth/userinfo.email "
    "https://www.googleapis.com/auth/userinfo.profile "
    "https://www.googleapis.com/auth/spreadsheets.readonly"
)
REQUEST = {
    "client_id": google.CLIENT.client_id,
    "redirect_uri": google.REDIRECT_URI,
    "response_type": "code",
    "scope": SCOPES,
    "state": "a state & more",
    "nonce": "a nonce",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
    "access_type": "offline",
    "prompt": "consent",
}


def address(**changes: str | None) -> str:
    values = {name: value for name, value in (REQUEST | changes).items() if value is not None}
    return str(httpx.URL("http://google.test/o/oauth2/v2/auth", params=values))


def exchange(browser: httpx.Client, code: str, /, **changes: str | None) -> httpx.Response:
    form = {
        "grant_type": "authorization_code",
        "client_id": google.CLIENT.client_id,
        "client_secret": google.CLIENT.client_secret,
        "redirect_uri": google.REDIRECT_URI,
        "code": code,
        "code_verifier": VERIFIER,
    } | changes
    return browser.post("/token", data={k: v for k, v in form.items() if v is not None})


def refresh(browser: httpx.Client, token: str) -> httpx.Response:
    form = {"grant_type": "refresh_token", "refresh_token": token}
    auth = (google.CLIENT.client_id, google.CLIENT.client_secret)
    return browser.post("/token", data=form, auth=httpx.BasicAuth(*auth))


def code_of(browser: httpx.Client, email: str = "ada@demo.example", **changes: str | None) -> str:
    return answer_of(approve(address(**changes), email, client=browser))["code"]


def tokens(browser: httpx.Client, email: str = "ada@demo.example") -> dict[str, Any]:
    answer = exchange(browser, code_of(browser, email))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_the_whole_way_gives_tokens_and_a_signed_identity(browser: httpx.Client) -> None:
    redirect = approve(address(), "ada@demo.example", client=browser)
    answer = exchange(browser, answer_of(redirect)["code"])

    assert redirect.startswith(google.REDIRECT_URI)
    assert answer_of(redirect)["state"] == "a state & more"
    body = answer.json()
    assert body["token_type"] == "Bearer"
    assert set(body["scope"].split()) == set(SCOPES.split())
    claims = jwt.decode(body["id_token"], verify=False)  # type: ignore[no-untyped-call]
    assert claims["iss"] == "https://accounts.google.com"
    assert (claims["aud"], claims["nonce"]) == (google.CLIENT.client_id, "a nonce")
    assert (claims["email"], claims["hd"], claims["name"]) == (
        "ada@demo.example",
        "demo.example",
        "Ada Brandt",
    )
    assert browser.get("/oauth2/v3/certs").json()["keys"][0]["alg"] == "RS256"
    assert answer.headers["Cache-Control"] == "no-store"


def test_userinfo_fits_its_discovery_document(browser: httpx.Client) -> None:
    token = tokens(browser, "someone.new@gmail.com")["access_token"]

    info = browser.get("/oauth2/v2/userinfo", headers={"Authorization": f"Bearer {token}"}).json()

    assert answer_problems("oauth2.v2", "Userinfo", info) == []
    assert (info["name"], info["verified_email"]) == ("Someone New", True)
    assert "hd" not in info
    assert browser.get("/oauth2/v2/userinfo").status_code == 401


def test_the_pages_say_who_they_are_and_escape_what_they_are_given(browser: httpx.Client) -> None:
    evil = address(state='"><script>alert(1)</script>')

    chooser = browser.get(evil)
    consent = browser.get(evil, params=httpx.URL(evil).params.set("authuser", "ada@demo.example"))

    for page in (chooser, consent):
        assert page.status_code == 200
        assert "Google emulator" in page.text
        assert "<script>alert" not in page.text
        assert page.headers["X-Frame-Options"] == "DENY"
    assert all(name in chooser.text for name in ("Ada Brandt", "Emil Okafor", "Vera Lindqvist"))
    assert "See all your Google Sheets spreadsheets" in consent.text


def test_cancelling_is_told_to_the_client(browser: httpx.Client) -> None:
    form = {"email": "ada@demo.example", "decision": "cancel"}
    answer = browser.post(address(), data=form)

    assert answer.status_code == 303
    assert answer_of(answer.headers["Location"]) == {
        "state": "a state & more",
        "error": "access_denied",
    }


def test_an_unticked_scope_is_not_granted(browser: httpx.Client) -> None:
    answer = browser.post(address(), data={"email": "ada@demo.example", "decision": "allow"})
    body = exchange(browser, answer_of(answer.headers["Location"])["code"]).json()

    assert not any("spreadsheets" in scope for scope in body["scope"].split())


def test_consent_is_asked_once_for_signing_in(browser: httpx.Client) -> None:
    sign_in = {"scope": "openid email", "prompt": "select_account", "access_type": "online"}
    exchange(browser, code_of(browser, "emil@demo.example", **sign_in))
    chosen = browser.get(address(**sign_in, authuser="emil@demo.example"))

    assert chosen.status_code == 303
    body = exchange(browser, answer_of(chosen.headers["Location"])["code"]).json()
    assert "refresh_token" not in body


def test_a_hint_skips_the_chooser_unless_it_is_asked_for(browser: httpx.Client) -> None:
    hinted = {"login_hint": "vera@demo.example"}

    assert "wants access" in browser.get(address(**hinted)).text
    chooser = browser.get(address(**hinted, prompt="select_account consent"))
    assert "Choose an account" in chooser.text
    assert "Choose an account" in browser.get(address(authuser="not an address")).text


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"client_id": "another"}, 401, "invalid_client"),
        ({"redirect_uri": "https://evil.example/callback"}, 400, "redirect_uri_mismatch"),
        ({"redirect_uri": None}, 400, "redirect_uri_mismatch"),
        ({"response_type": "token"}, 400, "unsupported_response_type"),
        ({"code_challenge": None}, 400, "invalid_request"),
        ({"code_challenge_method": "plain"}, 400, "invalid_request"),
        ({"code_challenge": "too short"}, 400, "invalid_request"),
        ({"scope": "openid https://www.googleapis.com/auth/gmail.send"}, 400, "invalid_scope"),
        ({"scope": None}, 400, "invalid_scope"),
    ],
)
def test_a_bad_authorization_request_is_blocked_without_a_redirect(
    browser: httpx.Client, changes: dict[str, str | None], status: int, code: str
) -> None:
    for answer in (browser.get(address(**changes)), browser.post(address(**changes))):
        assert answer.status_code == status
        assert code in answer.text
        assert "Location" not in answer.headers
    with pytest.raises(UpstreamError):
        approve(address(**changes), "ada@demo.example", client=browser)


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"code": "4/forged"}, 400, "invalid_grant"),
        ({"code_verifier": "w" * 64}, 400, "invalid_grant"),
        ({"code_verifier": None}, 400, "invalid_grant"),
        ({"redirect_uri": "http://localhost:3000/elsewhere"}, 400, "redirect_uri_mismatch"),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "another"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ],
)
def test_a_bad_exchange_gets_an_oauth_error(
    browser: httpx.Client, changes: dict[str, str | None], status: int, error: str
) -> None:
    answer = exchange(browser, code_of(browser), **changes)

    assert answer.status_code == status
    assert answer.json()["error"] == error


def test_a_code_works_once_and_its_reuse_ends_the_grant(browser: httpx.Client) -> None:
    code = code_of(browser)
    first = exchange(browser, code).json()

    assert exchange(browser, code).json()["error"] == "invalid_grant"
    assert refresh(browser, first["refresh_token"]).json()["error"] == "invalid_grant"


def test_a_code_expires(folder: Path) -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    emulator = google.state(folder, clock=lambda: now)
    with google.browser(emulator) as browser:
        code = code_of(browser)
        now += timedelta(minutes=10)

        assert exchange(browser, code).json()["error"] == "invalid_grant"


def test_an_access_token_expires_and_a_refresh_token_renews_it(folder: Path) -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    emulator = google.state(folder, clock=lambda: now)
    with google.browser(emulator) as browser:
        old = tokens(browser)
        now += timedelta(hours=1)
        new = refresh(browser, old["refresh_token"]).json()["access_token"]

    assert emulator.grants.grant_of(old["access_token"]) is None
    assert emulator.grants.grant_of(new) is not None


def test_revoking_ends_all_tokens_of_the_person(browser: httpx.Client) -> None:
    mine, again, others = tokens(browser), tokens(browser), tokens(browser, "emil@demo.example")

    assert browser.post("/revoke", data={"token": mine["refresh_token"]}).status_code == 200
    assert refresh(browser, again["refresh_token"]).json() == {
        "error": "invalid_grant",
        "error_description": "Token has been expired or revoked.",
    }
    assert refresh(browser, others["refresh_token"]).status_code == 200
    repeated = browser.post("/revoke", data={"token": mine["refresh_token"]})
    assert (repeated.status_code, repeated.json()["error"]) == (400, "invalid_token")


def test_grants_and_the_key_survive_a_restart(folder: Path) -> None:
    first = google.state(folder)
    with google.browser(first) as browser:
        before = tokens(browser)
    second: EmulatorState = google.state(folder)

    assert second.key.jwks() == first.key.jwks()
    assert second.grants.grant_of(before["access_token"]) is not None
    with google.browser(second) as browser:
        assert refresh(browser, before["refresh_token"]).status_code == 200
    stored = (folder / "grants.json").read_text()
    assert before["refresh_token"] not in stored
    assert before["access_token"] not in stored


def test_only_addresses_are_people() -> None:
    assert person_of("no address") is None
    person = person_of(" New.Person@Agency.example ")
    assert person is not None
    assert (person.email, person.name) == ("new.person@agency.example", "New Person")
    assert len(person.subject) == 21
