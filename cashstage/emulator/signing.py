"""The emulator's signing key: RS256 id_tokens and the JWKS that verifies them."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from cashstage.emulator.durable import write_bytes

_KEY_BITS = 2048


class SigningKey:
    """An RSA key kept in the store's folder, made on first use."""

    def __init__(self, folder: Path) -> None:
        path = folder / "signing-key.pem"
        if path.exists():
            key = _load(path.read_bytes())
        else:
            key = rsa.generate_private_key(public_exponent=65_537, key_size=_KEY_BITS)
            pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            write_bytes(path, pem)
        self._key = key
        numbers = key.public_key().public_numbers()
        self._modulus = _base64url(numbers.n.to_bytes(_KEY_BITS // 8, "big"))
        self._exponent = _base64url(numbers.e.to_bytes(3, "big"))
        self._key_id = hashlib.sha256(self._modulus.encode()).hexdigest()[:40]

    def jwks(self) -> dict[str, Any]:
        """The public half as a JSON Web Key Set."""
        key = {
            "kty": "RSA",
            "use": "sig",
            "alg": "RS256",
            "kid": self._key_id,
            "n": self._modulus,
            "e": self._exponent,
        }
        return {"keys": [key]}

    def sign(self, claims: dict[str, Any]) -> str:
        """A signed JSON Web Token of the claims."""
        header = {"alg": "RS256", "kid": self._key_id, "typ": "JWT"}
        signed = ".".join(_base64url(orjson.dumps(part)) for part in (header, claims))
        signature = self._key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{signed}.{_base64url(signature)}"


@lru_cache(maxsize=2)
def _load(pem: bytes) -> rsa.RSAPrivateKey:
    # Checking the numbers of a key takes 50 ms, which a test run would pay for every store.
    key = load_pem_private_key(pem, password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("signing-key.pem does not hold an RSA key")
    return key


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
