"""What the emulator's endpoints share: its client, stores, key and clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.requests import Request

from cashstage.core.clock import Clock
from cashstage.emulator.channels import ChannelStore
from cashstage.emulator.drive_store import DriveStore
from cashstage.emulator.google_error import insufficient_scopes, invalid_credentials
from cashstage.emulator.grants import Grant, GrantStore
from cashstage.emulator.service_accounts import ServiceAccountStore
from cashstage.emulator.signing import SigningKey
from cashstage.emulator.workbook import Spreadsheet

API_SCOPE = "https://www.googleapis.com/auth/"
_LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})


@dataclass(frozen=True, slots=True)
class OAuthClient:
    """The one client the emulator knows; without redirect URIs any loopback address is one."""

    client_id: str
    client_secret: str
    redirect_uris: tuple[str, ...] = ()

    def redirects_to(self, uri: str) -> bool:
        """Whether the address is registered."""
        if self.redirect_uris:
            return uri in self.redirect_uris
        parts = urlsplit(uri)
        return parts.scheme in {"http", "https"} and parts.hostname in _LOOPBACK_HOSTS


@dataclass(frozen=True, slots=True)
class EmulatorState:
    """Shared by all endpoints of one emulator."""

    client: OAuthClient
    base_url: str
    drive: DriveStore
    channels: ChannelStore
    grants: GrantStore
    key: SigningKey
    service_accounts: ServiceAccountStore
    clock: Clock


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls an API, and what of Drive this grant may see."""

    grant: Grant
    only_picked: bool

    @property
    def email(self) -> str:
        """The person behind the token."""
        return self.grant.email

    def sees(self, spreadsheet: Spreadsheet) -> bool:
        """Whether the file exists for this caller."""
        picked = not self.only_picked or spreadsheet.id in self.grant.file_ids
        return picked and spreadsheet.visible_to(self.email)


def caller_of(
    state: EmulatorState, request: Request, *, scopes: Iterable[str], service: str, method: str
) -> Caller:
    """The caller behind the bearer token; raises Google's 401 and 403.

    `scopes` are the short names that allow the method; `drive.file` limits to picked files.
    """
    drive = service.startswith("drive")
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    grant = state.grants.grant_of(token) if kind.lower() == "bearer" else None
    if grant is None:
        raise invalid_credentials(drive=drive)
    held = {scope.removeprefix(API_SCOPE) for scope in grant.scopes} & set(scopes)
    if not held:
        raise insufficient_scopes(service, method, drive=drive)
    return Caller(grant, only_picked=held == {"drive.file"})
