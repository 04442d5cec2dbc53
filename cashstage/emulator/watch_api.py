"""The part of the Drive API, version 3, that opens and stops channels for changes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cashstage.emulator.channels import Channel
from cashstage.emulator.drive_api import changes_token, drive_caller
from cashstage.emulator.google_error import GoogleError, drive_error
from cashstage.emulator.state import Caller, EmulatorState

_TYPES = frozenset({"web_hook", "webhook"})
_CHANGES = "https://www.googleapis.com/drive/v3/changes"


class WatchApi:
    """The methods `changes.watch` and `channels.stop`."""

    def __init__(self, state: EmulatorState) -> None:
        self._state = state

    def routes(self) -> list[Route]:
        """Where the methods live, below the emulator's base URL."""
        return [
            Route("/drive/v3/changes/watch", self.watch, methods=["POST"]),
            Route("/drive/v3/channels/stop", self.stop, methods=["POST"]),
        ]

    async def watch(self, request: Request) -> Response:
        """`changes.watch`: tells an address of the caller's changes from now on."""
        caller = drive_caller(self._state, request, "drive.changes.watch")
        since = changes_token(self._state, request)
        asked = await _body(request)
        channel = await run_in_threadpool(self._open, caller, since, asked, request)
        return JSONResponse(_shown(channel))

    async def stop(self, request: Request) -> Response:
        """`channels.stop`: ends a channel of the caller."""
        caller = drive_caller(self._state, request, "drive.channels.stop")
        asked = await _body(request)
        channel_id, resource_id = str(asked.get("id", "")), str(asked.get("resourceId", ""))
        if not await run_in_threadpool(
            self._state.channels.stop, channel_id, resource_id, caller.email
        ):
            message = f"Channel '{channel_id}' not found for project '{_project(self._state)}'"
            raise drive_error(404, message, "notFound")
        return Response(status_code=204)

    def _open(self, caller: Caller, since: int, asked: dict[str, Any], request: Request) -> Channel:
        channel_id, address = str(asked.get("id", "")), str(asked.get("address", ""))
        if not channel_id:
            raise drive_error(400, "Required: entity.id", "required")
        if asked.get("type") not in _TYPES:
            raise drive_error(400, "Invalid Value", "invalid")
        if urlsplit(address).scheme != "https":
            why = f"WebHook callback must be HTTPS: {address}"
            raise drive_error(400, why, "push.webhookUrlNotHttps")
        if self._state.channels.get(channel_id) is not None:
            raise drive_error(400, f"Channel id {channel_id} not unique", "channelIdNotUnique")
        return self._state.channels.open(
            channel_id,
            caller.email,
            address,
            token=asked.get("token"),
            since=since,
            uri=f"{_CHANGES}?{urlencode({'alt': 'json', **request.query_params})}",
            until=_moment(asked.get("expiration")),
        )


def _shown(channel: Channel) -> dict[str, Any]:
    answer = {
        "kind": "api#channel",
        "id": channel.id,
        "resourceId": channel.resource_id,
        "resourceUri": channel.resource_uri,
        "expiration": str(int(channel.expires.timestamp() * 1000)),
    }
    return answer if channel.token is None else answer | {"token": channel.token}


async def _body(request: Request) -> dict[str, Any]:
    try:
        found = orjson.loads(await request.body())
    except orjson.JSONDecodeError:
        found = None
    if not isinstance(found, dict):
        raise drive_error(400, "Parse Error", "parseError")
    return found


def _moment(milliseconds: Any) -> datetime | None:
    """The moment of a Unix time, given as a number or as text."""
    if milliseconds is None:
        return None
    if not str(milliseconds).isdecimal():
        raise _not_a_moment()
    try:
        return datetime.fromtimestamp(int(milliseconds) / 1000, UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise _not_a_moment() from error


def _not_a_moment() -> GoogleError:
    return drive_error(400, "Invalid Value", "invalid")


def _project(state: EmulatorState) -> str:
    return state.client.client_id.partition("-")[0]
