"""OAuth with Google, played by a served emulator: the whole way, and every forgery refused."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from cashstage.access.google import Consent, GoogleOAuth, PendingSignIn
from cashstage.connectors.google_sheets.client import GoogleSheets
from cashstage.core.clock import utc_now
from cashstage.core.errors import (
    ConfigurationError,
    ConsentLost,
    Forbidden,
    Unauthenticated,
    UpstreamBusy,
    UpstreamError,
)
from cashstage.core.settings import GoogleAccess, load_settings
from cashstage.emulator.faults import FaultOrder
from cashstage.emulator.person import answer_of, approve
from cashstage.emulator.server import EmulatorServer, free_port
from cashstage.emulator.signing import SigningKey
from tests.factories import google

ADA = "ada@demo.example"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmulatorServer]:
    """An emulator on loopback."""
    folder = tmp_path_factory.mktemp("emulator")
    with EmulatorServer(folder, google.CLIENT, demo=False) as running:
        yield running


@pytest.fixture
def server(served: EmulatorServer) -> Iterator[EmulatorServer]:
    """The emulator without consents or faults of another test."""
    yield served
    served.faults.clear()
    for email in served.state.grants.people():
        served.state.grants.revoke_person(email)


def arrive(client: GoogleOAuth, consent: Consent = Consent.SIGN_IN) -> tuple[PendingSignIn, str]:
    """What the browser brings back after Ada pressed Allow."""
    url, pending = client.authorization_url(consent)
    return pending, answer_of(approve(url, ADA))["code"]


def query_of(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def test_signing_in_gives_a_verified_identity_and_nothing_lasting(server: EmulatorServer) -> None:
    identity, tokens = google.consent(google.oauth(server), Consent.SIGN_IN)

    assert (identity.email, identity.email_verified, identity.name) == (ADA, True, "Ada Brandt")
    assert identity.hosted_domain == "demo.example"
    assert len(identity.sub) == 21
    assert tokens.refresh_token is None
    assert not any("spreadsheets" in scope for scope in tokens.scopes)


def test_connecting_gives_a_grant_that_reads_spreadsheets(server: EmulatorServer) -> None:
    client = google.oauth(server)
    google.spreadsheet(server.state, [["a"]], title="Mine")

    identity, tokens = google.consent(client)

    assert identity.email == ADA
    assert tokens.refresh_token is not None
    remaining = tokens.expires_at - utc_now()
    assert timedelta(minutes=59) < remaining <= timedelta(hours=1)
    with GoogleSheets(client.credentials(tokens.refresh_token), endpoint=server.base_url) as sheets:
        assert [file.name for file in sheets.list_spreadsheets().files] == ["Mine"]


def test_picked_access_reads_what_was_picked(server: EmulatorServer) -> None:
    client = google.oauth(server, access=GoogleAccess.PICKER)

    _, tokens = google.consent(client)

    assert "https://www.googleapis.com/auth/drive.file" in tokens.scopes
    assert not any("readonly" in scope for scope in tokens.scopes)


def test_the_address_asks_for_what_each_consent_needs(server: EmulatorServer) -> None:
    client = google.oauth(server, hosted_domains=("demo.example",))
    sign_in, pending = client.authorization_url(Consent.SIGN_IN, login_hint=ADA)
    connect, other = client.authorization_url(Consent.CONNECT, login_hint=ADA)
    anybody, _ = client.authorization_url(Consent.CONNECT)

    asked = query_of(sign_in)
    assert sign_in.startswith(f"{server.base_url}/o/oauth2/v2/auth?")
    assert (asked["state"], asked["nonce"]) == (pending.state, pending.nonce)
    assert (asked["code_challenge_method"], asked["access_type"]) == ("S256", "online")
    assert (asked["login_hint"], asked["hd"]) == (ADA, "demo.example")
    assert pending.code_verifier not in sign_in
    asked = query_of(connect)
    assert (asked["access_type"], asked["prompt"]) == ("offline", "consent")
    assert "hd" not in asked
    assert query_of(anybody)["prompt"] == "select_account consent"
    secrets = {pending.state, pending.nonce, pending.code_verifier}
    assert secrets.isdisjoint({other.state, other.nonce, other.code_verifier})


def test_without_an_endpoint_the_address_is_googles() -> None:
    client = GoogleOAuth(client_id="id", client_secret="secret", redirect_uri=google.REDIRECT_URI)

    url, _ = client.authorization_url(Consent.SIGN_IN)

    assert url.startswith("https://accounts.google.com/o/oauth2/v2/auth?")


def test_a_forged_state_is_refused_before_the_code_is_spent(server: EmulatorServer) -> None:
    client = google.oauth(server)
    pending, code = arrive(client)

    with pytest.raises(Unauthenticated, match="not belong to a sign-in"):
        client.exchange(Consent.SIGN_IN, pending, state="förged", code=code)
    identity, _ = client.exchange(Consent.SIGN_IN, pending, state=pending.state, code=code)

    assert identity.email == ADA


@pytest.mark.parametrize("field", ["nonce", "code_verifier"])
def test_another_browsers_secrets_are_refused(server: EmulatorServer, field: str) -> None:
    client = google.oauth(server)
    pending, code = arrive(client)
    forged = replace(pending, **{field: "x" * 64})

    with pytest.raises(Unauthenticated):
        client.exchange(Consent.SIGN_IN, forged, state=pending.state, code=code)


def test_a_code_works_once(server: EmulatorServer) -> None:
    client = google.oauth(server)
    pending, code = arrive(client)
    client.exchange(Consent.SIGN_IN, pending, state=pending.state, code=code)

    with pytest.raises(Unauthenticated, match="used or has expired"):
        client.exchange(Consent.SIGN_IN, pending, state=pending.state, code=code)


@pytest.mark.parametrize(
    "changes", [{"client_secret": "wrong"}, {"redirect_uri": "http://localhost:3000/other"}]
)
def test_a_misconfigured_client_is_the_operators_problem(
    server: EmulatorServer, changes: dict[str, Any]
) -> None:
    pending, code = arrive(google.oauth(server))
    client = google.oauth(server, **changes)

    with pytest.raises(UpstreamError, match="does not accept the OAuth client"):
        client.exchange(Consent.SIGN_IN, pending, state=pending.state, code=code)


def test_connecting_without_the_spreadsheets_is_refused(server: EmulatorServer) -> None:
    client = google.oauth(server)
    url, pending = client.authorization_url(Consent.CONNECT)
    form = {"email": ADA, "decision": "allow"}
    redirect = httpx.post(url, data=form).headers["Location"]

    with pytest.raises(Forbidden, match="not allowed to share the spreadsheets"):
        client.exchange(
            Consent.CONNECT, pending, state=pending.state, code=answer_of(redirect)["code"]
        )


def test_google_away_is_busy_and_not_a_refusal(server: EmulatorServer) -> None:
    client = google.oauth(server)
    pending, code = arrive(client)
    away = google.oauth(server, endpoint=f"http://127.0.0.1:{free_port()}")

    server.faults.add(FaultOrder(kind="unavailable", path="/token"))
    with pytest.raises(UpstreamBusy, match="503"):
        client.exchange(Consent.SIGN_IN, pending, state=pending.state, code=code)
    with pytest.raises(UpstreamBusy):
        away.exchange(Consent.SIGN_IN, pending, state=pending.state, code=code)
    with pytest.raises(UpstreamBusy):
        away.revoke("token")


def test_a_refresh_token_makes_access_tokens_until_it_is_revoked(server: EmulatorServer) -> None:
    client = google.oauth(server)
    _, tokens = google.consent(client)
    assert tokens.refresh_token is not None

    fresh = client.refresh(tokens.refresh_token)
    assert fresh.token != tokens.access_token
    assert fresh.expires_at > utc_now() + timedelta(minutes=59)

    client.revoke(tokens.refresh_token)
    client.revoke(tokens.refresh_token)
    with pytest.raises(ConsentLost, match="revoked or has expired"):
        client.refresh(tokens.refresh_token)


def test_keys_are_fetched_once(server: EmulatorServer) -> None:
    client = google.oauth(server)
    google.consent(client, Consent.SIGN_IN)
    server.faults.add(FaultOrder(kind="unavailable", path="/oauth2/v3/certs"))

    google.consent(client, Consent.SIGN_IN)

    assert len(server.faults.planned()) == 1
    with pytest.raises(UpstreamBusy, match="signing keys"):
        google.consent(google.oauth(server), Consent.SIGN_IN)


def claims(**changes: object) -> dict[str, object]:
    now = int(utc_now().timestamp())
    return {
        "iss": "https://accounts.google.com",
        "aud": google.CLIENT.client_id,
        "sub": "1" * 21,
        "email": ADA,
        "email_verified": True,
        "nonce": "the nonce",
        "iat": now,
        "exp": now + 60,
    } | changes


def header_of(values: dict[str, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def in_seconds(seconds: int) -> int:
    return int(utc_now().timestamp()) + seconds


def test_a_sound_id_token_is_read(server: EmulatorServer) -> None:
    token = server.state.key.sign(claims(iat=in_seconds(5), exp=in_seconds(60)))

    identity = google.oauth(server)._verified_identity(token, "the nonce")

    assert (identity.email, identity.name, identity.hosted_domain) == (ADA, ADA, None)


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://evil.example"},
        {"aud": "another client"},
        {"nonce": "another nonce"},
        {"nonce": None},
        {"exp": int(datetime(2020, 1, 1, tzinfo=UTC).timestamp())},
        {"iat": int(datetime(2100, 1, 1, tzinfo=UTC).timestamp())},
    ],
    ids=str,
)
def test_an_id_token_with_wrong_claims_is_refused(
    server: EmulatorServer, changes: dict[str, object]
) -> None:
    token = server.state.key.sign(claims(**changes))

    with pytest.raises(Unauthenticated, match="could not be verified"):
        google.oauth(server)._verified_identity(token, "the nonce")


def test_an_unverified_address_is_told(server: EmulatorServer) -> None:
    token = server.state.key.sign(claims(email_verified="true"))

    assert google.oauth(server)._verified_identity(token, "the nonce").email_verified is False


def test_an_id_token_of_another_key_or_none_is_refused(
    server: EmulatorServer, tmp_path: Path
) -> None:
    client = google.oauth(server)
    good = server.state.key.sign(claims())
    header, body, signature = good.split(".")
    key_id = server.state.key.jwks()["keys"][0]["kid"]
    unsigned, confused = (header_of({"alg": alg, "kid": key_id}) for alg in ("none", "ES256"))
    forged = [
        SigningKey(tmp_path).sign(claims()),
        f"{header}.{body}.",
        good[:-8] + "AAAAAAAA",
        f"{unsigned}.{body}.",
        f"{confused}.{body}.{signature}",
        "not a token",
        None,
    ]

    for token in forged:
        with pytest.raises(Unauthenticated, match="could not be verified"):
            client._verified_identity(token, "the nonce")


def test_settings_make_the_client_or_say_what_is_missing() -> None:
    values = {"google_client_id": "id", "google_client_secret": "secret"}
    client = GoogleOAuth.from_settings(load_settings(values | {"google_access": "picker"}))

    assert "https://www.googleapis.com/auth/drive.file" in client.scopes(Consent.CONNECT)
    with pytest.raises(ConfigurationError, match="GOOGLE_CLIENT_ID"):
        GoogleOAuth.from_settings(load_settings())
