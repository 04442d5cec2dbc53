"""Service accounts as connections: a robot that spreadsheets are shared with, and its key.

It needs nobody's consent and outlives every member of the team.
"""

from __future__ import annotations

from typing import Any

import orjson

from cashstage.access.flow import google_client
from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.connectors.google_sheets.client import GoogleSheets
from cashstage.core.errors import ConsentLost, InvalidInput
from cashstage.core.settings import Settings
from cashstage.models.platform import Platform
from cashstage.sources.connection.schemas import ConnectionRead
from cashstage.sources.connection.service import SERVICE_ACCOUNT, NewConnection, store

MAX_KEY_BYTES = 16 * 1024
_NEEDED = ("private_key", "client_email")


def store_key(platform: Platform, actor: Principal, content: bytes) -> ConnectionRead:
    """Keeps the key file of a service account once Google has accepted it.

    A newer key of the same account takes the place of the older one and wakes its sources. Raises
    InvalidInput.
    """
    actor.require(Permission.CONNECT_ACCOUNTS)
    key = parse_key(content)
    _try_out(platform.settings, key)
    new = NewConnection(
        provider=SERVICE_ACCOUNT,
        subject=key["client_email"],
        email=key["client_email"],
        scopes=[],
        secret=orjson.dumps(key).decode(),
    )
    return store(platform, actor, new)


def parse_key(content: bytes) -> dict[str, Any]:
    """What is needed of a key file; raises InvalidInput."""
    try:
        found = orjson.loads(content) if len(content) <= MAX_KEY_BYTES else None
    except orjson.JSONDecodeError:
        found = None
    if not isinstance(found, dict) or found.get("type") != "service_account":
        raise _no_key("This is not the key file of a service account.")
    if not all(isinstance(found.get(name), str) and found[name] for name in _NEEDED):
        raise _no_key("This key file is not whole.")
    return {name: found[name] for name in (*_NEEDED, "private_key_id") if name in found}


def _try_out(settings: Settings, key: dict[str, Any]) -> None:
    try:
        credentials = google_client(settings).service_account(key)
    except ValueError as error:
        raise _no_key("The private key in this file can't be read.") from error
    try:
        with GoogleSheets(credentials, endpoint=settings.google_api_endpoint) as sheets:
            sheets.list_spreadsheets(page_size=1)
    except ConsentLost as error:
        raise _no_key("Google does not accept this key; it may have been deleted.") from error


def _no_key(sentence: str) -> InvalidInput:
    return InvalidInput(
        sentence,
        next_step="Make a key of the type JSON under Service accounts in the Google Cloud console, "
        "and upload the file as it is.",
        field="file",
    )
