"""Channels of Drive: Google tells an address of ours that an account's files have changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from cashstage.connectors.google_sheets.client import GoogleSheets
from cashstage.connectors.google_sheets.endpoints import CHANNELS_STOP_URL, DRIVE_CHANGES_URL
from cashstage.core.errors import SourceUnavailable, UpstreamError


@dataclass(frozen=True, slots=True)
class Watched:
    """Google's answer: its name for what is watched, and when the channel ends by itself."""

    resource_id: str
    expires_at: datetime


def watch_changes(
    sheets: GoogleSheets, channel_id: str, *, address: str, token: str, until: datetime
) -> Watched:
    """Opens a channel for everything that changes from now on; `token` comes with each message.

    Google keeps a channel for a week at most. Raises UpstreamError when it opens none.
    """
    answer = sheets.transport.request(
        "post",
        f"{DRIVE_CHANGES_URL}/watch",
        params={
            "pageToken": sheets.start_page_token(),
            "includeRemoved": "true",
            "spaces": "drive",
            "supportsAllDrives": "true",
            "includeItemsFromAllDrives": "true",
        },
        json={
            "id": channel_id,
            "type": "web_hook",
            "address": address,
            "token": token,
            "expiration": _milliseconds(until),
        },
    )
    try:
        found = answer.json()
        ends = datetime.fromtimestamp(
            int(found.get("expiration", _milliseconds(until))) / 1000, UTC
        )
        return Watched(str(found["resourceId"]), ends)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UpstreamError(
            "Google answered a request for a channel with something else."
        ) from error


def stop_channel(sheets: GoogleSheets, channel_id: str, resource_id: str) -> None:
    """Ends a channel; one that has ended already is as good."""
    try:
        sheets.transport.request(
            "post", CHANNELS_STOP_URL, json={"id": channel_id, "resourceId": resource_id}
        )
    except SourceUnavailable:
        return


def _milliseconds(moment: datetime) -> str:
    return str(int(moment.timestamp() * 1000))
