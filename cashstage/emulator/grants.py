"""What people have allowed: codes, grants, tokens made from them, and files picked for the client.

Grants, token digests and picks are durable; codes live ten minutes and in memory only.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cashstage.core.clock import Clock
from cashstage.core.crypto import token_digest
from cashstage.emulator.durable import read_json, write_json

ACCESS_SECONDS = 3599
_CODE_LIFE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Grant:
    """One consent of one person."""

    id: str
    email: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AuthorizationCode:
    """What a code stands for until it is exchanged."""

    email: str
    scopes: tuple[str, ...]
    redirect_uri: str
    code_challenge: str
    nonce: str | None
    offline: bool

    def answered_by(self, code_verifier: str) -> bool:
        """Whether the verifier hashes to the challenge (PKCE, method S256)."""
        digest = hashlib.sha256(code_verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        return hmac.compare_digest(challenge, self.code_challenge)


class GrantStore:
    """Codes, grants and tokens; safe to use from several threads of one process."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._path = folder / "grants.json"
        self._clock = clock
        self._lock = threading.RLock()
        saved = read_json(self._path) or {"grants": [], "refresh": {}, "access": {}}
        self._grants = {grant["id"]: _grant(grant) for grant in saved["grants"]}
        self._refresh: dict[str, str] = saved["refresh"]
        self._access: dict[str, tuple[str, float]] = {
            digest: (grant_id, expires) for digest, (grant_id, expires) in saved["access"].items()
        }
        self._picks: dict[str, list[str]] = saved.get("picks", {})
        self._codes: dict[str, tuple[AuthorizationCode, datetime]] = {}
        self._spent: dict[str, str] = {}

    def new_code(self, code: AuthorizationCode) -> str:
        """A one-time code for the redirect."""
        text = f"4/0A{secrets.token_urlsafe(48)}"
        with self._lock:
            self._codes[text] = (code, self._clock() + _CODE_LIFE)
        return text

    def peek_code(self, text: str) -> AuthorizationCode | None:
        """What an unspent code stands for; using a spent one again ends the grant it gave."""
        with self._lock:
            if text in self._spent:
                self._end(self._spent.pop(text))
                self._save()
            code, expires_at = self._codes.get(text, (None, self._clock()))
            return code if expires_at > self._clock() else None

    def spend_code(self, text: str) -> tuple[str, str | None]:
        """Makes the grant of a code; returns access token and, for offline access, refresh token.

        Raises KeyError when the code is gone.
        """
        with self._lock:
            code, _ = self._codes.pop(text)
            grant = self._grant_of(code.email, code.scopes)
            self._spent[text] = grant.id
            refresh = None
            if code.offline:
                refresh = f"1//0{secrets.token_urlsafe(64)}"
                self._refresh[token_digest(refresh)] = grant.id
            return self._new_access_token(grant.id), refresh

    def issue(self, email: str, scopes: tuple[str, ...]) -> str:
        """An access token for an account that needs nobody's consent."""
        with self._lock:
            return self._new_access_token(self._grant_of(email, scopes).id)

    def refresh(self, refresh_token: str) -> tuple[Grant, str] | None:
        """The grant behind a refresh token and a new access token; None when it was revoked."""
        with self._lock:
            grant_id = self._refresh.get(token_digest(refresh_token))
            if grant_id is None:
                return None
            return self._grants[grant_id], self._new_access_token(grant_id)

    def grant_of(self, access_token: str) -> Grant | None:
        """The grant behind a valid access token."""
        with self._lock:
            grant_id, expires = self._access.get(token_digest(access_token), (None, 0.0))
            if grant_id is None or expires <= self._clock().timestamp():
                return None
            return self._grants.get(grant_id)

    def consented_scopes(self, email: str) -> frozenset[str]:
        """Everything a person has allowed so far."""
        with self._lock:
            mine = [grant for grant in self._grants.values() if grant.email == email]
            return frozenset(scope for grant in mine for scope in grant.scopes)

    def pick(self, email: str, file_ids: Iterable[str]) -> None:
        """Lets the client read these files of a person's, for as long as it may do anything."""
        with self._lock:
            self._picks[email] = sorted({*self._picks.get(email, ()), *file_ids})
            self._save()

    def picked_by(self, email: str) -> frozenset[str]:
        """The files that a person has picked for the client."""
        with self._lock:
            return frozenset(self._picks.get(email, ()))

    def people(self) -> list[str]:
        """The addresses of everyone who has allowed anything."""
        with self._lock:
            return sorted({grant.email for grant in self._grants.values()})

    def revoke(self, token: str) -> bool:
        """Ends everything the person of this token has allowed; False for an unknown token."""
        digest = token_digest(token)
        with self._lock:
            access = self._access.get(digest)
            grant_id = self._refresh.get(digest) or (access[0] if access else None)
            if grant_id is None or grant_id not in self._grants:
                return False
            self.revoke_person(self._grants[grant_id].email)
            return True

    def revoke_person(self, email: str) -> None:
        """Ends everything a person has allowed, as their account page would."""
        with self._lock:
            for grant in [grant for grant in self._grants.values() if grant.email == email]:
                self._end(grant.id)
            self._picks.pop(email, None)
            self._save()

    def _grant_of(self, email: str, scopes: tuple[str, ...]) -> Grant:
        wanted = (email, scopes)
        for known in self._grants.values():
            if (known.email, known.scopes) == wanted:
                return known
        grant = Grant(secrets.token_hex(8), *wanted)
        self._grants[grant.id] = grant
        return grant

    def _new_access_token(self, grant_id: str) -> str:
        token = f"ya29.a0{secrets.token_urlsafe(96)}"
        now = self._clock().timestamp()
        self._access = {
            digest: (owner, expires)
            for digest, (owner, expires) in self._access.items()
            if expires > now
        }
        self._access[token_digest(token)] = (grant_id, now + ACCESS_SECONDS)
        self._save()
        return token

    def _end(self, grant_id: str) -> None:
        self._grants.pop(grant_id, None)
        self._refresh = {d: owner for d, owner in self._refresh.items() if owner != grant_id}
        self._access = {d: entry for d, entry in self._access.items() if entry[0] != grant_id}

    def _save(self) -> None:
        write_json(
            self._path,
            {
                "grants": [asdict(grant) for grant in self._grants.values()],
                "refresh": self._refresh,
                "access": self._access,
                "picks": self._picks,
            },
        )


def _grant(data: dict[str, str | list[str]]) -> Grant:
    return Grant(
        id=str(data["id"]),
        email=str(data["email"]),
        scopes=tuple(data["scopes"]),
    )
