"""The pending half of an OAuth flow, kept encrypted in the browser that began it.

The cookie ties the answer to this browser (no login CSRF) and needs no storage; the code
verifier and the nonce never leave it in clear.
"""

from __future__ import annotations

import base64
import binascii
from datetime import timedelta
from enum import StrEnum

import orjson
from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from cashstage.core.clock import Clock
from cashstage.core.crypto import DecryptionFailed, Keyring
from cashstage.core.errors import Unauthenticated

COOKIE_NAME = "oauth_flow"
LIFETIME = timedelta(minutes=10)
_PURPOSE = "oauth-flow"


class FlowPurpose(StrEnum):
    """Why the person was sent to Google."""

    SIGN_IN = "sign_in"
    CONNECT = "connect"


class PendingFlow(BaseModel):
    """What must be known when Google sends the person back."""

    model_config = ConfigDict(frozen=True)

    purpose: FlowPurpose
    state: str
    nonce: str
    code_verifier: str
    next_path: str
    expires_at: AwareDatetime


def seal(keyring: Keyring, flow: PendingFlow) -> str:
    """The cookie's value."""
    sealed = keyring.encrypt(flow.model_dump_json(), purpose=_PURPOSE, bound_to=COOKIE_NAME)
    return base64.urlsafe_b64encode(sealed).decode()


def open_sealed(
    keyring: Keyring, value: str | None, *, state: str | None, clock: Clock
) -> PendingFlow:
    """The flow that `state` answers; raises Unauthenticated when it is not this browser's."""
    try:
        text = keyring.decrypt(
            base64.urlsafe_b64decode(value or ""), purpose=_PURPOSE, bound_to=COOKIE_NAME
        )
        flow = PendingFlow.model_validate(orjson.loads(text))
    except (DecryptionFailed, ValidationError, binascii.Error, ValueError) as error:
        raise _not_ours() from error
    if flow.state != state or clock() >= flow.expires_at:
        raise _not_ours()
    return flow


def safe_path(path: str | None) -> str:
    """A path inside this site, never another origin; the start page when in doubt."""
    # Browsers read a backslash as a slash and drop control characters before they parse.
    if not path or any(mark in path for mark in "\\\t\r\n") or not path.startswith("/"):
        return "/"
    return "/" if path.startswith("//") else path


def _not_ours() -> Unauthenticated:
    return Unauthenticated(
        "The sign-in took too long or was started in another window.",
        next_step="Start again.",
    )
