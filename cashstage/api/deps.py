"""What routes ask for: the platform, the verified person, paging, the expected version."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Header, Query, Request
from fastapi.concurrency import run_in_threadpool

from cashstage.access import sessions
from cashstage.access.principal import Principal
from cashstage.api.recent import Caller, RecentLookups
from cashstage.core.errors import InvalidInput
from cashstage.models.paging import DEFAULT_LIMIT, MAX_LIMIT, PageRequest
from cashstage.models.platform import Platform

_MAX_VERSION_DIGITS = 18


def get_platform(request: Request) -> Platform:
    """The platform that the application was made with."""
    platform: Platform = request.app.state.platform
    return platform


PlatformDep = Annotated[Platform, Depends(get_platform)]


def get_principal(request: Request, platform: PlatformDep) -> Principal:
    """The person behind the session cookie; raises Unauthenticated."""
    name = sessions.cookie_name(secure=platform.settings.secure_cookies)
    return sessions.verify(platform, request.cookies.get(name))


async def get_caller(request: Request, platform: PlatformDep) -> Caller:
    """The person behind the session cookie, as verified a moment ago; raises Unauthenticated."""
    recent: RecentLookups | None = request.app.state.recent
    if recent is None:
        return Caller(await run_in_threadpool(get_principal, request, platform), None)
    name = sessions.cookie_name(secure=platform.settings.secure_cookies)
    return await recent.caller(request.cookies.get(name))


def get_page(
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
    cursor: Annotated[str | None, Query()] = None,
) -> PageRequest:
    """Which part of a list."""
    return PageRequest(limit=limit, cursor=cursor)


def get_expected_version(
    if_match: Annotated[str | None, Header(description="The version you have seen")] = None,
) -> int | None:
    """The version in `If-Match`, quoted or not; None when the header is absent."""
    if if_match is None or if_match == "*":
        return None
    text = if_match.removeprefix("W/").strip('"')
    if not (text.isascii() and text.isdecimal() and len(text) <= _MAX_VERSION_DIGITS):
        raise InvalidInput("If-Match must be the version of the resource.", field="If-Match")
    return int(text)


CallerDep = Annotated[Caller, Depends(get_caller)]
ActorDep = Annotated[Principal, Depends(get_principal)]
PageDep = Annotated[PageRequest, Depends(get_page)]
ExpectedVersionDep = Annotated[int | None, Depends(get_expected_version)]
