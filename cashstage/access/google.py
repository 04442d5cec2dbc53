"""OAuth with Google: the consent address, the exchange of a code, refreshing, revoking.

Signing in asks only who the person is. Connecting asks, in a second consent, to read spreadsheets
while the person is away; `GOOGLE_ACCESS` decides whether that means all of them or picked ones.
"""

from __future__ import annotations

import base64
import hmac
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import requests
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from google.auth import jwt
from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError
from google.auth.transport.requests import Request
from google.oauth2 import service_account
from google.oauth2.credentials import Credentials
from google_auth_oauthlib.flow import Flow
from oauthlib.oauth2 import OAuth2Error

from cashstage.connectors.google_sheets import failures
from cashstage.connectors.google_sheets.endpoints import (
    AUTHORIZATION_URL,
    CERTS_URL,
    REVOKE_URL,
    TOKEN_URL,
    google_session,
    located,
    mount_endpoint,
)
from cashstage.core.clock import Clock, utc_now
from cashstage.core.errors import (
    CashstageError,
    Forbidden,
    Unauthenticated,
    UpstreamBusy,
    UpstreamError,
)
from cashstage.core.settings import GoogleAccess, Settings

_TIMEOUT = (5.0, 30.0)
_CLOCK_SKEW_SECONDS = 10
_CERTS_SECONDS = 3600.0
_ISSUERS = frozenset({"https://accounts.google.com", "accounts.google.com"})

_API = "https://www.googleapis.com/auth/"
IDENTITY_SCOPES = ("openid", f"{_API}userinfo.email", f"{_API}userinfo.profile")
READ_SCOPES = {
    GoogleAccess.READONLY: (f"{_API}spreadsheets.readonly", f"{_API}drive.metadata.readonly"),
    GoogleAccess.PICKER: (f"{_API}drive.file",),
}


class Consent(StrEnum):
    """What a person is asked for."""

    SIGN_IN = "sign_in"
    CONNECT = "connect"


@dataclass(frozen=True, slots=True)
class PendingSignIn:
    """What must be remembered, out of the browser's sight, until Google sends the person back."""

    state: str
    nonce: str
    code_verifier: str


@dataclass(frozen=True, slots=True)
class GoogleIdentity:
    """A verified person; `sub` identifies, the e-mail address may change."""

    sub: str
    email: str
    email_verified: bool
    name: str
    picture: str | None
    hosted_domain: str | None


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A short-lived right to read, made from a refresh token."""

    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class GoogleTokens:
    """A grant; `refresh_token` is None after signing in only."""

    access_token: str
    refresh_token: str | None
    expires_at: datetime
    scopes: frozenset[str]


class GoogleOAuth:
    """The OAuth client of this installation; safe to share between threads."""

    def __init__(
        self,
        *,
        client_id: str,
        client_secret: str,
        redirect_uri: str,
        endpoint: str | None = None,
        access: GoogleAccess = GoogleAccess.READONLY,
        hosted_domains: tuple[str, ...] = (),
        clock: Clock = utc_now,
    ) -> None:
        self._client_id = client_id
        self._client_secret = client_secret
        self._redirect_uri = redirect_uri
        self._endpoint = endpoint
        self._access = access
        self._hosted_domains = hosted_domains
        self._clock = clock
        self._certs = _CertificateCache(endpoint)

    @classmethod
    def from_settings(cls, settings: Settings) -> GoogleOAuth:
        """Raises ConfigurationError when no client is configured."""
        return cls(
            client_id=settings.require("google_client_id"),
            client_secret=settings.require("google_client_secret"),
            redirect_uri=settings.google_redirect_uri,
            endpoint=settings.google_api_endpoint,
            access=settings.google_access,
            hosted_domains=settings.google_hosted_domains,
        )

    def scopes(self, consent: Consent) -> tuple[str, ...]:
        """The scopes that a consent asks for."""
        if consent is Consent.SIGN_IN:
            return IDENTITY_SCOPES
        return IDENTITY_SCOPES + READ_SCOPES[self._access]

    def authorization_url(
        self, consent: Consent, *, login_hint: str | None = None
    ) -> tuple[str, PendingSignIn]:
        """Where to send the browser, and what to keep until it comes back.

        Without a `login_hint` Google asks which account it is to be.
        """
        flow = self._flow(self.scopes(consent), code_verifier=None)
        nonce = secrets.token_urlsafe(24)
        options = {"nonce": nonce, "state": secrets.token_urlsafe(24)}
        prompts = [] if login_hint and consent is Consent.CONNECT else ["select_account"]
        if login_hint:
            options["login_hint"] = login_hint
        if len(self._hosted_domains) == 1 and consent is Consent.SIGN_IN:
            options["hd"] = self._hosted_domains[0]
        if consent is Consent.CONNECT:
            # Google hands out a refresh token only with a fresh consent for offline access.
            options["access_type"] = "offline"
            prompts.append("consent")
        else:
            options["access_type"] = "online"
        options["prompt"] = " ".join(prompts)
        url, state = flow.authorization_url(**options)
        pending = PendingSignIn(state=state, nonce=nonce, code_verifier=flow.code_verifier)
        return located(url, self._endpoint), pending

    def exchange(
        self, consent: Consent, pending: PendingSignIn, *, state: str, code: str
    ) -> tuple[GoogleIdentity, GoogleTokens]:
        """Turns the code that Google sent back into a verified identity and a grant.

        Raises Unauthenticated when the answer is forged, stale or used twice, Forbidden when a
        connection was allowed without its spreadsheets, UpstreamBusy when Google is away.
        """
        if not hmac.compare_digest(state.encode(), pending.state.encode()):
            raise _not_started_here()
        # Asking with scopes would make oauthlib raise when the person grants fewer of them.
        flow = self._flow(None, code_verifier=pending.code_verifier)
        try:
            with flow.oauth2session:
                answer = flow.fetch_token(code=code, timeout=_TIMEOUT, include_client_id=True)
        except OAuth2Error as error:
            raise _exchange_failed(error) from error
        except requests.RequestException as error:
            raise failures.from_exception(error) from error
        identity = self._verified_identity(answer.get("id_token"), pending.nonce)
        tokens = self._tokens(answer)
        if consent is Consent.CONNECT:
            self._require_read_access(tokens)
        return identity, tokens

    def refresh(self, refresh_token: str) -> AccessToken:
        """A fresh access token; raises ConsentLost when the grant is gone."""
        credentials = self.credentials(refresh_token)
        try:
            with google_session(self._endpoint) as session:
                credentials.refresh(Request(session))  # type: ignore[no-untyped-call]
        except (RefreshError, TransportError) as error:
            raise failures.from_exception(error) from error
        if credentials.token is None or credentials.expiry is None:
            raise UpstreamError("Google answered a refresh without an access token.")
        return AccessToken(credentials.token, credentials.expiry.replace(tzinfo=UTC))

    def revoke(self, token: str) -> None:
        """Ends the grant of a refresh or access token; one that is already gone is fine."""
        try:
            with google_session(self._endpoint) as session:
                response = session.post(REVOKE_URL, data={"token": token}, timeout=_TIMEOUT)
        except requests.RequestException as error:
            raise failures.from_exception(error) from error
        if response.status_code >= 500 or response.status_code == 429:
            raise failures.from_response(response)

    def credentials(
        self, refresh_token: str | None, *, access_token: str | None = None
    ) -> Credentials:
        """What the Sheets client reads with; refreshes itself when a refresh token is given."""
        return Credentials(  # type: ignore[no-untyped-call]
            access_token,
            refresh_token=refresh_token,
            token_uri=TOKEN_URL,
            client_id=self._client_id,
            client_secret=self._client_secret,
        )

    def service_account(self, key: Mapping[str, Any]) -> service_account.Credentials:
        """What the Sheets client reads with as a service account; `key` is its key file.

        Tokens are asked for where Google publishes, never where the file says: it comes from
        outside. Raises ValueError when there is no usable key in it.
        """
        return service_account.Credentials.from_service_account_info(  # type: ignore[no-untyped-call, no-any-return]
            {
                "private_key": key["private_key"],
                "private_key_id": key.get("private_key_id"),
                "client_email": key["client_email"],
                "token_uri": TOKEN_URL,
            },
            scopes=READ_SCOPES[GoogleAccess.READONLY],
        )

    def _flow(self, scopes: tuple[str, ...] | None, *, code_verifier: str | None) -> Flow:
        config = {
            "web": {
                "client_id": self._client_id,
                "client_secret": self._client_secret,
                "auth_uri": AUTHORIZATION_URL,
                "token_uri": TOKEN_URL,
            }
        }
        flow = Flow.from_client_config(
            config, scopes, redirect_uri=self._redirect_uri, code_verifier=code_verifier
        )
        mount_endpoint(flow.oauth2session, self._endpoint)
        flow.oauth2session.register_compliance_hook("access_token_response", _raise_when_busy)
        return flow

    def _tokens(self, answer: dict[str, Any]) -> GoogleTokens:
        scope = answer.get("scope") or ()
        return GoogleTokens(
            access_token=answer["access_token"],
            refresh_token=answer.get("refresh_token"),
            expires_at=self._clock() + timedelta(seconds=float(answer.get("expires_in", 0))),
            scopes=frozenset(scope.split() if isinstance(scope, str) else scope),
        )

    def _require_read_access(self, tokens: GoogleTokens) -> None:
        missing = set(READ_SCOPES[self._access]) - tokens.scopes
        if missing or tokens.refresh_token is None:
            raise Forbidden(
                "Google was not allowed to share the spreadsheets.",
                next_step="Connect again and leave every box ticked.",
            )

    def _verified_identity(self, id_token: object, nonce: str) -> GoogleIdentity:
        if not isinstance(id_token, str):
            raise _not_verified()
        try:
            header = jwt.decode_header(id_token)  # type: ignore[no-untyped-call]
            claims = jwt.decode(  # type: ignore[no-untyped-call]
                id_token,
                certs=self._certs.containing(header.get("kid")),
                audience=self._client_id,
                clock_skew_in_seconds=_CLOCK_SKEW_SECONDS,
            )
        except (GoogleAuthError, ValueError) as error:
            raise _not_verified() from error
        fits = hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode())
        if not fits or claims.get("iss") not in _ISSUERS:
            raise _not_verified()
        return GoogleIdentity(
            sub=str(claims["sub"]),
            email=str(claims.get("email", "")),
            email_verified=claims.get("email_verified") is True,
            name=str(claims.get("name") or claims.get("email", "")),
            picture=claims.get("picture"),
            hosted_domain=claims.get("hd"),
        )


class _CertificateCache:
    """Google's signing keys as PEM by key id, fetched again hourly or when an id is unknown."""

    def __init__(self, endpoint: str | None) -> None:
        self._endpoint = endpoint
        self._lock = threading.Lock()
        self._pems: dict[str, bytes] = {}
        self._fetched_at = float("-inf")

    def containing(self, key_id: str | None) -> dict[str, bytes]:
        """The present keys; raises UpstreamBusy when they can't be had."""
        with self._lock:
            age = time.monotonic() - self._fetched_at
            unknown = key_id not in self._pems and age > _CLOCK_SKEW_SECONDS
            if age > _CERTS_SECONDS or unknown:
                self._pems = self._fetch()
                self._fetched_at = time.monotonic()
            return self._pems

    def _fetch(self) -> dict[str, bytes]:
        try:
            with google_session(self._endpoint) as session:
                response = session.get(CERTS_URL, timeout=_TIMEOUT)
            response.raise_for_status()
            keys = response.json()["keys"]
        except (requests.RequestException, KeyError) as error:
            raise UpstreamBusy("Google's signing keys could not be fetched.") from error
        return {key["kid"]: _pem(key) for key in keys if key.get("kty") == "RSA"}


def _pem(key: dict[str, str]) -> bytes:
    numbers = RSAPublicNumbers(e=_integer(key["e"]), n=_integer(key["n"]))
    return numbers.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _integer(text: str) -> int:
    padded = text + "=" * (-len(text) % 4)
    return int.from_bytes(base64.urlsafe_b64decode(padded), "big")


def _raise_when_busy(response: requests.Response) -> requests.Response:
    if response.status_code == 429 or response.status_code >= 500:
        raise failures.from_response(response)
    return response


def _not_started_here() -> Unauthenticated:
    return Unauthenticated(
        "This answer from Google does not belong to a sign-in that was started here.",
        next_step="Start again.",
    )


def _not_verified() -> Unauthenticated:
    return Unauthenticated(
        "Google's statement about who you are could not be verified.",
        next_step="Start again; if it persists, check this server's clock.",
    )


def _exchange_failed(error: OAuth2Error) -> CashstageError:
    if error.error == "invalid_grant":
        return Unauthenticated(
            "Google no longer accepts this sign-in: its code was used or has expired.",
            next_step="Start again.",
        )
    if error.error in {"invalid_client", "unauthorized_client", "redirect_uri_mismatch"}:
        return UpstreamError(
            "Google does not accept the OAuth client of this installation.",
            next_step="An operator checks GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET and APP_URL.",
        )
    return UpstreamError(f"Google refused the sign-in: {error.description or error.error}")
