"""Google accounts, grants and spreadsheets on an emulator."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import httpx
import orjson

from cashstage.access.google import Consent, GoogleIdentity, GoogleOAuth, GoogleTokens
from cashstage.core.clock import Clock, utc_now
from cashstage.core.settings import GoogleAccess
from cashstage.emulator.app import application, open_state
from cashstage.emulator.browser_pages import spreadsheet_id
from cashstage.emulator.grants import AuthorizationCode
from cashstage.emulator.number_format import Cell, NumberFormat
from cashstage.emulator.people import ADMIN
from cashstage.emulator.person import answer_of, approve
from cashstage.emulator.server import EmulatorServer
from cashstage.emulator.state import API_SCOPE, EmulatorState, OAuthClient
from cashstage.emulator.workbook import Spreadsheet, Tab
from tests.factories.in_process import InProcess

CLIENT = OAuthClient("100000000000-client.apps.example", "client secret: {of} tests%")
REDIRECT_URI = "http://localhost:3000/api/auth/callback/google"
READ_EVERYTHING = ("spreadsheets.readonly", "drive.metadata.readonly")
_numbers = itertools.count(1)


def state(folder: Path, *, clock: Clock = utc_now, demo: bool = False) -> EmulatorState:
    """The state of an emulator that is not served."""
    return open_state(folder, "http://google.test", CLIENT, demo=demo, clock=clock)


@lru_cache
def robot_key(emulator: EmulatorServer) -> bytes:
    """The key file of a service account; one for each emulator, since making it takes its time."""
    key = emulator.state.service_accounts.new_key("dashboard-reader", "https://evil.example/token")
    return orjson.dumps(key)


def browser(emulator: EmulatorState) -> httpx.Client:
    """A browser at the emulator that follows no redirects."""
    app = application(emulator)
    return httpx.Client(transport=InProcess(app), base_url=emulator.base_url)


def bearer(
    emulator: EmulatorState,
    email: str = ADMIN.email,
    scopes: Sequence[str] = READ_EVERYTHING,
) -> dict[str, str]:
    """The header of a fresh access token with these scopes."""
    code = emulator.grants.new_code(
        AuthorizationCode(
            email=email,
            scopes=tuple(API_SCOPE + scope for scope in scopes),
            redirect_uri=REDIRECT_URI,
            code_challenge="",
            nonce=None,
            offline=False,
        )
    )
    return {"Authorization": f"Bearer {emulator.grants.spend_code(code)[0]}"}


def spreadsheet(
    emulator: EmulatorState,
    rows: list[list[Cell]],
    *,
    title: str = "Figures",
    tab: str = "Sheet1",
    formats: Sequence[NumberFormat | None] = (),
    **changes: Any,
) -> Spreadsheet:
    """A saved spreadsheet with one tab."""
    made = Spreadsheet(
        id=spreadsheet_id(f"test {next(_numbers)}"),
        title=title,
        owner=changes.pop("owner", ADMIN.email),
        tabs=[Tab(sheet_id=7, title=tab, rows=rows, column_formats=list(formats))],
        **changes,
    )
    emulator.drive.add(made)
    return made


def oauth(
    server: EmulatorServer, *, access: GoogleAccess = GoogleAccess.READONLY, **changes: Any
) -> GoogleOAuth:
    """The product's OAuth client, pointed at an emulator."""
    values = {
        "client_id": CLIENT.client_id,
        "client_secret": CLIENT.client_secret,
        "redirect_uri": REDIRECT_URI,
        "endpoint": server.base_url,
    }
    return GoogleOAuth(**(values | changes), access=access)


def consent(
    client: GoogleOAuth, kind: Consent = Consent.CONNECT, email: str = ADMIN.email
) -> tuple[GoogleIdentity, GoogleTokens]:
    """A person goes all the way through the consent page."""
    url, pending = client.authorization_url(kind)
    answer = answer_of(approve(url, email))
    return client.exchange(kind, pending, state=answer["state"], code=answer["code"])
