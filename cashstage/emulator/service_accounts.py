"""Service accounts: robots with an address of their own, that sign in with a private key.

A key is made once and handed out; only its public half stays here.
"""

from __future__ import annotations

import base64
import secrets
import threading
from pathlib import Path
from typing import Any

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_public_key,
)

from cashstage.core.clock import Clock
from cashstage.emulator.durable import read_json, write_json

PROJECT = "demo-project"
_LONGEST = 3600
_SKEW = 10


class RefusedAssertionError(Exception):
    """Why a signed assertion gets no token, in Google's words."""


class ServiceAccountStore:
    """Accounts and the public halves of their keys; safe to use from several threads."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._path = folder / "service-accounts.json"
        self._clock = clock
        self._lock = threading.Lock()
        self._keys: dict[str, dict[str, str]] = read_json(self._path) or {}

    def new_key(self, name: str, token_uri: str) -> dict[str, Any]:
        """The key file of a new account, as the Cloud console hands it out."""
        email = f"{name}@{PROJECT}.iam.gserviceaccount.com"
        key = rsa.generate_private_key(public_exponent=65_537, key_size=2048)
        key_id = secrets.token_hex(20)
        public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        with self._lock:
            self._keys[key_id] = {"email": email, "public_key": public.decode()}
            write_json(self._path, self._keys)
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return {
            "type": "service_account",
            "project_id": PROJECT,
            "private_key_id": key_id,
            "private_key": private.decode(),
            "client_email": email,
            "client_id": str(int(secrets.token_hex(8), 16)),
            "token_uri": token_uri,
        }

    def delete_keys(self, email: str) -> None:
        """Ends every key of an account."""
        with self._lock:
            self._keys = {i: key for i, key in self._keys.items() if key["email"] != email}
            write_json(self._path, self._keys)

    def verified(self, assertion: str, audience: str) -> tuple[str, tuple[str, ...]]:
        """The account behind a signed assertion and the scopes it asks for.

        Raises RefusedAssertionError.
        """
        head, claims = (_part(assertion, place) for place in (0, 1))
        key = self._keys.get(str(head.get("kid")))
        if key is None or not _signed_by(assertion, key["public_key"]):
            raise RefusedAssertionError("Invalid JWT Signature.")
        if claims.get("iss") != key["email"]:
            raise RefusedAssertionError("Invalid JWT: issuer and key do not match.")
        if claims.get("aud") != audience:
            raise RefusedAssertionError("Invalid JWT: audience is not the token endpoint.")
        issued, expires = float(claims.get("iat", 0)), float(claims.get("exp", 0))
        now = self._clock().timestamp()
        if not issued - _SKEW <= now <= expires or expires - issued > _LONGEST:
            raise RefusedAssertionError(
                "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable "
                "timeframe. Check your iat and exp values in the JWT claim."
            )
        return key["email"], tuple(str(claims.get("scope", "")).split())


def _part(assertion: str, place: int) -> dict[str, Any]:
    """The header (0) or the claims (1) of a token; empty when it is none."""
    parts = assertion.split(".")
    try:
        found = orjson.loads(_decoded(parts[place]))
    except (IndexError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _signed_by(assertion: str, public_key: str) -> bool:
    signed, _, signature = assertion.rpartition(".")
    key = load_pem_public_key(public_key.encode())
    if not isinstance(key, rsa.RSAPublicKey):
        return False
    try:
        key.verify(_decoded(signature), signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
