"""The emulator as one ASGI application."""

from __future__ import annotations

from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from cashstage.core.clock import Clock, utc_now
from cashstage.emulator.browser_pages import BrowserPages
from cashstage.emulator.channels import ChannelStore
from cashstage.emulator.demo import seed_demo
from cashstage.emulator.drive_api import DriveApi
from cashstage.emulator.drive_store import DriveStore
from cashstage.emulator.faults import FaultMiddleware, FaultPlan
from cashstage.emulator.google_error import GoogleError, answer_google_error
from cashstage.emulator.grants import GrantStore
from cashstage.emulator.oauth import OAuth
from cashstage.emulator.picker import Picker
from cashstage.emulator.service_accounts import ServiceAccountStore
from cashstage.emulator.sheets_api import SheetsApi
from cashstage.emulator.signing import SigningKey
from cashstage.emulator.state import EmulatorState, OAuthClient
from cashstage.emulator.watch_api import WatchApi


def open_state(
    store_dir: Path, base_url: str, client: OAuthClient, *, demo: bool, clock: Clock = utc_now
) -> EmulatorState:
    """Opens or makes the durable state; `demo` adds or completes the demo spreadsheets."""
    store_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    drive = DriveStore(store_dir, clock)
    state = EmulatorState(
        client=client,
        base_url=base_url.rstrip("/"),
        drive=drive,
        channels=ChannelStore(store_dir, drive, clock),
        grants=GrantStore(store_dir, clock),
        key=SigningKey(store_dir),
        service_accounts=ServiceAccountStore(store_dir, clock),
        clock=clock,
    )
    if demo:
        seed_demo(state.drive, clock)
    return state


def application(state: EmulatorState, faults: FaultPlan | None = None) -> Starlette:
    """The routes of all parts over one state."""
    faults = faults or FaultPlan()
    return Starlette(
        routes=[
            *OAuth(state).routes(),
            *SheetsApi(state).routes(),
            *DriveApi(state).routes(),
            *WatchApi(state).routes(),
            *Picker(state).routes(),
            *faults.routes(),
            *BrowserPages(state).routes(),
        ],
        middleware=[Middleware(_SameSiteWrites), Middleware(FaultMiddleware, plan=faults)],
        exception_handlers={GoogleError: answer_google_error},
    )


def create_emulator(
    store_dir: Path, base_url: str, client: OAuthClient, *, demo: bool, clock: Clock = utc_now
) -> Starlette:
    """The emulator over a folder; `base_url` is what `GOOGLE_API_ENDPOINT` says."""
    return application(open_state(store_dir, base_url, client, demo=demo, clock=clock))


class _SameSiteWrites:
    """Refuses writes that a page of another site makes in a person's browser."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in {"GET", "HEAD"}:
            site = dict(scope["headers"]).get(b"sec-fetch-site", b"none")
            if site == b"cross-site":
                refusal = PlainTextResponse("Cross-site request refused.", status_code=403)
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)
