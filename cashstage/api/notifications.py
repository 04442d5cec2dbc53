"""Where Google tells that files of a connected account have changed.

No session comes with it: the channel's id and its secret token are the proof. Programs send neither
`Origin` nor `Sec-Fetch-Site`, so the check of origins lets Google pass and keeps pages out.
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Response

from cashstage.api.deps import PlatformDep
from cashstage.sources.watch_channel import service as channels

router = APIRouter(tags=["notifications"])

_MAX_DIGITS = 18
Text = Annotated[str, Header(max_length=500)]


@router.post(channels.PATH, response_class=Response)
def receive_notification(
    platform: PlatformDep,
    x_goog_channel_id: Text = "",
    x_goog_channel_token: Text = "",
    x_goog_resource_id: Text = "",
    x_goog_message_number: Text = "",
) -> Response:
    """Has the account's changes looked at soon; 404 for channels that are not ours any more.

    The body is not read.
    """
    channels.receive(
        platform,
        channels.Notice(
            channel_id=_channel(x_goog_channel_id),
            token=x_goog_channel_token,
            resource_id=x_goog_resource_id,
            number=_number(x_goog_message_number),
        ),
    )
    return Response()


def _channel(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise channels.refusal() from error


def _number(text: str) -> int:
    if text.isascii() and text.isdecimal() and len(text) <= _MAX_DIGITS:
        return int(text)
    raise channels.refusal()
