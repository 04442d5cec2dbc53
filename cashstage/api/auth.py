"""Signing in and out, connecting a Google account. Full page loads, not fetches.

The websocket keeps the cookie of its handshake, so whoever signs in or out must get a new page.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Cookie, Query, Request, Response
from fastapi.responses import RedirectResponse

from cashstage.access import flow, login_links, sessions, sign_in
from cashstage.access.google import Consent
from cashstage.access.permissions import Permission
from cashstage.access.sign_in import SignedIn
from cashstage.api.deps import PlatformDep, get_principal
from cashstage.core.errors import CashstageError, Unauthenticated
from cashstage.models.platform import Platform
from cashstage.sources.connection import service as connections

router = APIRouter(prefix="/api/auth", tags=["sign-in"])
_CALLBACK_PATH = "/api/auth"
_SEE_OTHER = 303


@router.get("/signin/google")
def sign_in_with_google(
    platform: PlatformDep, next_path: Annotated[str | None, Query(alias="next")] = None
) -> RedirectResponse:
    """Sends the browser to Google."""
    return _leave(platform, flow.depart(platform, Consent.SIGN_IN, next_path=next_path))


@router.get("/connect/google")
def connect_google(
    request: Request,
    platform: PlatformDep,
    next_path: Annotated[str | None, Query(alias="next")] = None,
    another: Annotated[bool, Query(description="Choose the account at Google.")] = False,
    account: Annotated[str | None, Query(max_length=320, description="Its address.")] = None,
) -> RedirectResponse:
    """Asks for consent to read spreadsheets while the person is away."""
    try:
        actor = get_principal(request, platform)
    except Unauthenticated as error:
        return _see(platform, f"/?problem={error.code}")
    actor.require(Permission.CONNECT_ACCOUNTS)
    departure = flow.depart(
        platform,
        Consent.CONNECT,
        next_path=next_path or "/sources/new",
        login_hint=None if another else account or actor.email,
    )
    return _leave(platform, departure)


@router.get("/callback/google")
def come_back_from_google(
    request: Request,
    platform: PlatformDep,
    oauth_flow: Annotated[str | None, Cookie(alias=flow.COOKIE_NAME)] = None,
    state: str = "",
    code: str | None = None,
) -> RedirectResponse:
    """Google's answer: starts a session, or stores a connection."""
    if code is None:
        return _drop_flow(_refused(platform, "consent_refused", oauth_flow))
    try:
        arrival = flow.arrive(platform, oauth_flow, state=state, code=code)
        if arrival.consent is Consent.CONNECT:
            name = sessions.cookie_name(secure=platform.settings.secure_cookies)
            actor = sessions.verify(platform, request.cookies.get(name))
            connections.store_consent(platform, actor, arrival.identity, arrival.tokens)
            return _drop_flow(_see(platform, arrival.next_path))
        signed_in = sign_in.sign_in(
            platform, arrival.identity, user_agent=request.headers.get("user-agent")
        )
    except CashstageError as error:
        return _drop_flow(_refused(platform, error.code, oauth_flow))
    response = _drop_flow(_see(platform, arrival.next_path))
    _set_session(platform, response, signed_in)
    return response


@router.get("/link/{token}")
def use_login_link(token: str, request: Request, platform: PlatformDep) -> RedirectResponse:
    """A one-time link from `cashstage login-link`."""
    try:
        signed_in = login_links.redeem(
            platform, token, user_agent=request.headers.get("user-agent")
        )
    except CashstageError as error:
        return _refused(platform, error.code)
    response = _see(platform, "/")
    _set_session(platform, response, signed_in)
    return response


@router.post("/signout")
def sign_out(request: Request, platform: PlatformDep) -> RedirectResponse:
    """Ends the session; one that has ended already is as good."""
    with suppress(Unauthenticated):
        sessions.end(platform, get_principal(request, platform))
    response = _see(platform, "/")
    name = sessions.cookie_name(secure=platform.settings.secure_cookies)
    response.delete_cookie(
        name, path="/", secure=platform.settings.secure_cookies, httponly=True, samesite="lax"
    )
    return response


def _leave(platform: Platform, departure: flow.Departure) -> RedirectResponse:
    response = RedirectResponse(departure.url, status_code=_SEE_OTHER)
    response.set_cookie(
        flow.COOKIE_NAME,
        departure.cookie,
        max_age=int(flow.LIFETIME.total_seconds()),
        path=_CALLBACK_PATH,
        secure=platform.settings.secure_cookies,
        httponly=True,
        samesite="lax",
    )
    return response


def _set_session(platform: Platform, response: Response, signed_in: SignedIn) -> None:
    response.set_cookie(
        sessions.cookie_name(secure=platform.settings.secure_cookies),
        signed_in.token,
        max_age=int(sessions.ABSOLUTE_LIFETIME.total_seconds()),
        path="/",
        secure=platform.settings.secure_cookies,
        httponly=True,
        samesite="lax",
    )


def _drop_flow(response: RedirectResponse) -> RedirectResponse:
    response.delete_cookie(flow.COOKIE_NAME, path=_CALLBACK_PATH)
    return response


def _refused(platform: Platform, problem: str, oauth_flow: str | None = None) -> RedirectResponse:
    path = flow.failed_path(platform, oauth_flow)
    return _see(platform, f"{path}{'&' if '?' in path else '?'}problem={problem}")


def _see(platform: Platform, path: str) -> RedirectResponse:
    return RedirectResponse(f"{platform.settings.app_url}{path}", status_code=_SEE_OTHER)
