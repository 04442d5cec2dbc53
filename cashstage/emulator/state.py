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

    @property
    def project(self) -> str:
        """The number of the Cloud project, with which Google's client ids begin."""
        return self.client_id.partition("-")[0]

    def serves(self, origin: str) -> bool:
        """Whether pages of this origin belong to the client."""
        if self.redirect_uris:
            return origin in {_origin_of(uri) for uri in self.redirect_uris}
        return origin == _origin_of(origin) and self.redirects_to(origin)

    def redirects_to(self, uri: str) -> bool:
        """Whether the address is registered."""
        if self.redirect_uris:
            return uri in self.redirect_uris
        parts = urlsplit(uri)
        return parts.scheme in {"http", "https"} and parts.hostname in _LOOPBACK_HOSTS


def _origin_of(uri: str) -> str:
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}"


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
    """Who calls an API, and what of Drive this grant may see: all, or only what was picked."""

    grant: Grant
    picked: frozenset[str] | None

    @property
    def email(self) -> str:
        """The person behind the token."""
        return self.grant.email

    def sees(self, spreadsheet: Spreadsheet) -> bool:
        """Whether the file exists for this caller."""
        return self.was_given(spreadsheet.id) and spreadsheet.visible_to(self.email)

    def was_given(self, file_id: str) -> bool:
        """Whether the client may know of the file, if its person does."""
        return self.picked is None or file_id in self.picked


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
    only_picked = held == {"drive.file"}
    return Caller(grant, state.grants.picked_by(grant.email) if only_picked else None)
