"""Secrets at rest, encrypted under keys derived from `SECRET_KEY`.

Encryption is AES-256-GCM with a random 96-bit nonce; the associated data binds a ciphertext to
its place, so that a value moved to another tenant's row does not decrypt. `SECRET_KEY` may list
several secrets: the first encrypts, all decrypt.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_BYTES = 12
_KEY_ID_BYTES = 4


class DecryptionFailed(Exception):
    """The ciphertext is damaged, was moved, or its secret is no longer listed."""


def random_token() -> str:
    """A URL-safe token with 256 bits of randomness."""
    return secrets.token_urlsafe(32)


def token_digest(token: str) -> str:
    """What is stored of a high-entropy token: its SHA-256 as hex."""
    return hashlib.sha256(token.encode()).hexdigest()


class Keyring:
    """The listed root secrets, with one derived key per purpose."""

    def __init__(self, root_secrets: list[str]) -> None:
        if not root_secrets:
            raise ValueError("at least one root secret is needed")
        self._roots = [secret.encode() for secret in root_secrets]

    def encrypt(self, plaintext: str, *, purpose: str, bound_to: str) -> bytes:
        """Encrypts text so that it only decrypts for the same purpose and place."""
        root = self._roots[0]
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = AESGCM(_derive(root, purpose)).encrypt(
            nonce, plaintext.encode(), bound_to.encode()
        )
        return _key_id(root) + nonce + sealed

    def decrypt(self, ciphertext: bytes, *, purpose: str, bound_to: str) -> str:
        """Raises DecryptionFailed unless the text was encrypted for this purpose and place."""
        key_id, rest = ciphertext[:_KEY_ID_BYTES], ciphertext[_KEY_ID_BYTES:]
        for root in self._roots:
            if not hmac.compare_digest(_key_id(root), key_id):
                continue
            nonce, sealed = rest[:_NONCE_BYTES], rest[_NONCE_BYTES:]
            try:
                opened = AESGCM(_derive(root, purpose)).decrypt(nonce, sealed, bound_to.encode())
            except (InvalidTag, ValueError):  # ValueError: too short to hold a nonce and a tag
                break
            return opened.decode()
        raise DecryptionFailed(purpose)


def _derive(root: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(root)


def _key_id(root: bytes) -> bytes:
    return hashlib.sha256(b"key-id:" + root).digest()[:_KEY_ID_BYTES]
