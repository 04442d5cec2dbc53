"""Encryption is bound to its place, rotates, and a damaged value never decrypts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashstage.core.crypto import DecryptionFailed, Keyring, random_token, token_digest

OLD = "old root secret with more than 32 characters"
NEW = "new root secret with more than 32 characters"
PLACE = {"purpose": "refresh-token", "bound_to": "organization-1|connection-1"}


@given(st.text())
def test_what_was_encrypted_decrypts(text: str) -> None:
    keyring = Keyring([NEW])
    assert keyring.decrypt(keyring.encrypt(text, **PLACE), **PLACE) == text


def test_the_same_text_never_encrypts_to_the_same_bytes() -> None:
    keyring = Keyring([NEW])
    assert keyring.encrypt("token", **PLACE) != keyring.encrypt("token", **PLACE)


@pytest.mark.parametrize(
    "place",
    [
        {"purpose": "refresh-token", "bound_to": "organization-2|connection-1"},
        {"purpose": "session", "bound_to": "organization-1|connection-1"},
    ],
)
def test_a_value_moved_to_another_place_does_not_decrypt(place: dict[str, str]) -> None:
    keyring = Keyring([NEW])
    sealed = keyring.encrypt("token", **PLACE)
    with pytest.raises(DecryptionFailed):
        keyring.decrypt(sealed, **place)


@given(st.data())
def test_a_flipped_bit_anywhere_does_not_decrypt(data: st.DataObject) -> None:
    keyring = Keyring([NEW])
    sealed = bytearray(keyring.encrypt("token", **PLACE))
    position = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[position // 8] ^= 1 << position % 8
    with pytest.raises(DecryptionFailed):
        keyring.decrypt(bytes(sealed), **PLACE)


def test_a_cut_value_does_not_decrypt() -> None:
    keyring = Keyring([NEW])
    sealed = keyring.encrypt("token", **PLACE)
    for length in range(len(sealed)):
        with pytest.raises(DecryptionFailed):
            keyring.decrypt(sealed[:length], **PLACE)


def test_rotation_reads_the_old_and_writes_the_new() -> None:
    sealed_before = Keyring([OLD]).encrypt("token", **PLACE)
    rotated = Keyring([NEW, OLD])
    assert rotated.decrypt(sealed_before, **PLACE) == "token"
    assert Keyring([NEW]).decrypt(rotated.encrypt("token", **PLACE), **PLACE) == "token"
    with pytest.raises(DecryptionFailed):
        Keyring([NEW]).decrypt(sealed_before, **PLACE)


def test_a_keyring_needs_a_secret() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Keyring([])


def test_tokens_are_long_and_different_and_their_digest_is_stable() -> None:
    first, second = random_token(), random_token()
    assert first != second
    assert len(first) >= 43
    assert token_digest(first) == token_digest(first) != token_digest(second)
