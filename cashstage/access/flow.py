"""Leaving for Google and coming back.

What must be remembered in between is kept encrypted in the browser that began: that ties the
answer to this browser (no login CSRF), needs no storage, and never shows the code verifier or the
nonce in clear.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

import orjson
from pydantic import AwareDatetime, BaseModel, ConfigDict

from cashstage.access.google import (
    Consent,
    GoogleIdentity,
    GoogleOAuth,
    GoogleTokens,
    PendingSignIn,
)
from cashstage.core.crypto import DecryptionFailed
from cashstage.core.errors import Unauthenticated
from cashstage.core.settings import Settings
from cashstage.models.platform import Platform

COOKIE_NAME = "oauth_flow"
LIFETIME = timedelta(minutes=10)
_PURPOSE = "oauth-flow"


class _Flow(BaseModel):
    model_config = ConfigDict(frozen=True)

    consent: Consent
    state: str
    nonce: str
    code_verifier: str
    next_path: str
    expires_at: AwareDatetime


@dataclass(frozen=True, slots=True)
class Departure:
    """Where to send the browser, and the cookie it must bring back."""

    url: str
    cookie: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who came back, with what grant, and where they wanted to go."""

    consent: Consent
    identity: GoogleIdentity
    tokens: GoogleTokens
    next_path: str


@lru_cache(maxsize=4)
def google_client(settings: Settings) -> GoogleOAuth:
    """This installation's OAuth client; raises ConfigurationError when there is none."""
    return GoogleOAuth.from_settings(settings)


def depart(
    platform: Platform, consent: Consent, *, next_path: str | None, login_hint: str | None = None
) -> Departure:
    """Begins a sign-in or a connection."""
    client = google_client(platform.settings)
    url, pending = client.authorization_url(consent, login_hint=login_hint)
    flow = _Flow(
        consent=consent,
        state=pending.state,
        nonce=pending.nonce,
        code_verifier=pending.code_verifier,
        next_path=safe_path(next_path),
        expires_at=platform.clock() + LIFETIME,
    )
    sealed = platform.keyring.encrypt(
        flow.model_dump_json(), purpose=_PURPOSE, bound_to=COOKIE_NAME
    )
    return Departure(url=url, cookie=base64.urlsafe_b64encode(sealed).decode())


def arrive(platform: Platform, cookie: str | None, *, state: str, code: str) -> Arrival:
    """Ends it; raises Unauthenticated when the answer is late, forged or another browser's."""
    flow = _open(platform, cookie)
    client = google_client(platform.settings)
    pending = PendingSignIn(state=flow.state, nonce=flow.nonce, code_verifier=flow.code_verifier)
    identity, tokens = client.exchange(flow.consent, pending, state=state, code=code)
    return Arrival(consent=flow.consent, identity=identity, tokens=tokens, next_path=flow.next_path)


def failed_path(platform: Platform, cookie: str | None) -> str:
    """Where to say that it failed: the page that wanted a connection, else the start page."""
    try:
        flow = _open(platform, cookie)
    except Unauthenticated:
        return "/"
    return flow.next_path if flow.consent is Consent.CONNECT else "/"


def safe_path(path: str | None) -> str:
    """A path inside this site, never another origin; the start page when in doubt."""
    # Browsers read a backslash as a slash and drop control characters before they parse.
    if not path or any(mark in path for mark in "\\\t\r\n") or not path.startswith("/"):
        return "/"
    return "/" if path.startswith("//") else path


def _open(platform: Platform, cookie: str | None) -> _Flow:
    try:
        text = platform.keyring.decrypt(
            base64.urlsafe_b64decode(cookie or ""), purpose=_PURPOSE, bound_to=COOKIE_NAME
        )
        flow = _Flow.model_validate(orjson.loads(text))
    except (DecryptionFailed, ValueError) as error:  # also of base64, JSON and the model
        raise _not_ours() from error
    if platform.clock() >= flow.expires_at:
        raise _not_ours()
    return flow


def _not_ours() -> Unauthenticated:
    return Unauthenticated(
        "The sign-in took too long or was started in another window.",
        next_step="Start again.",
    )
