"""Google tells us of edits: channels kept open, their notifications checked and acted upon.

Where it can't, and until it was heard for the first time, Drive is asked every few seconds as
ever. A notification says only that something changed; what it was, the poll finds out.
"""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from redis import RedisError

from cashstage.access.work import scope_of_row
from cashstage.connectors.google_sheets.watching import Watched, stop_channel, watch_changes
from cashstage.core.crypto import random_token, token_digest
from cashstage.core.errors import CashstageError, Fate, NotFound, RateLimited
from cashstage.core.public_address import why_not_public
from cashstage.core.settings import Settings
from cashstage.core.telemetry import NOTIFICATIONS
from cashstage.models import Connection, WatchChannel
from cashstage.models.platform import Platform
from cashstage.sources import changes
from cashstage.sources.connection.sheets import open_sheets
from cashstage.sources.watch_channel import repository

PATH = "/api/google/notifications"
LIFE = timedelta(days=7)
"""What Google is asked for, and the longest it gives."""
LEASE = timedelta(minutes=5)
"""How long Google's answer to a request for a channel is waited for."""
ASK_AGAIN = timedelta(minutes=5)
ASK_AGAIN_LATER = timedelta(hours=1)
"""Pauses after a trouble that passes, and after a refusal that somebody has to look at."""
MAX_A_MINUTE = 120

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Notice:
    """What the headers of a notification say."""

    channel_id: UUID
    token: str
    resource_id: str
    number: int


@dataclass(frozen=True, slots=True)
class _Opening:
    connection: Connection
    channel: WatchChannel
    token: str


def address_of(settings: Settings) -> str | None:
    """Where Google is to tell of changes; None when it can't reach us."""
    return settings.app_url + PATH if why_not_public(settings.app_url) is None else None


def tend(platform: Platform) -> None:
    """Opens the channels that are missing or end soon; stops those that nobody needs.

    Safe to run twice at once: a channel is claimed as a row before Google is asked for it.
    """
    now = platform.clock()
    address = address_of(platform.settings)
    with platform.database.system() as session:
        surplus = repository.take_surplus(session, now, address)
        openings = []
        if address is not None:
            unwatched = repository.read_unwatched(session, now, address)
            claimed = [_claimed(connection, address, now) for connection in unwatched]
            openings = [one for one in claimed if repository.insert_once(session, one.channel)]
    for channel in surplus:
        _stop(platform, channel)
    for opening in openings:
        _open_or_note(platform, opening)


def receive(platform: Platform, notice: Notice) -> None:
    """Has the connection's changes asked for; raises NotFound unless the notice is Google's own.

    A notice that was heard before does nothing. Raises RateLimited when there are too many.
    """
    with platform.database.system() as session:
        channel = repository.read_living(session, notice.channel_id, platform.clock())
        if channel is None or not _genuine(channel, notice):
            raise refusal()
        _admit(platform, channel)
        fresh = repository.hear(session, channel.id, notice.number)
    NOTIFICATIONS.labels("accepted" if fresh else "repeated").inc()
    if fresh:
        changes.ask_soon(platform, channel.connection_id)


def refusal() -> NotFound:
    """The one answer to whatever is no notification of ours, so that it tells nothing."""
    NOTIFICATIONS.labels("refused").inc()
    return NotFound("There is no such channel.")


def _genuine(channel: WatchChannel, notice: Notice) -> bool:
    known = secrets.compare_digest(channel.token_digest, token_digest(notice.token))
    return known and channel.resource_id in {None, notice.resource_id}


def _admit(platform: Platform, channel: WatchChannel) -> None:
    """Counts the channel's notifications of this minute; a Redis that is down lets all pass."""
    key = f"cashstage:notifications:{channel.id}"
    try:
        with platform.redis.pipeline(transaction=False) as pipeline:
            pipeline.set(key, 0, ex=60, nx=True)
            pipeline.incr(key)
            count = cast("int", pipeline.execute()[1])
    except RedisError as error:
        _log.warning("Notifications of changes are not counted: %s", type(error).__name__)
        return
    if count > MAX_A_MINUTE:
        NOTIFICATIONS.labels("too_many").inc()
        raise RateLimited("Too many notifications on this channel.", retry_after=60)


def _claimed(connection: Connection, address: str, now: datetime) -> _Opening:
    token = random_token()
    channel = WatchChannel(
        created_at=now,
        organization_id=connection.organization_id,
        connection_id=connection.id,
        address=address,
        token_digest=token_digest(token),
        renew_at=now + LEASE,
        expires_at=now + LEASE,
    )
    return _Opening(connection, channel, token)


def _open_or_note(platform: Platform, opening: _Opening) -> None:
    try:
        watched = _ask_google(platform, opening)
        _keep(platform, opening, watched)
    except CashstageError as error:
        _note_refusal(platform, opening, error)
    except Exception:  # noqa: BLE001 - one connection's surprise must not stop the others
        _log.exception("Opening a channel for changes failed")


def _ask_google(platform: Platform, opening: _Opening) -> Watched:
    channel = opening.channel
    scope = scope_of_row(channel.organization_id)
    with open_sheets(platform, scope, channel.connection_id) as sheets:
        return watch_changes(
            sheets,
            str(channel.id),
            address=channel.address,
            token=opening.token,
            until=platform.clock() + LIFE,
        )


def _keep(platform: Platform, opening: _Opening, watched: Watched) -> None:
    channel, now = opening.channel, platform.clock()
    with platform.database.tenant(scope_of_row(channel.organization_id)) as session:
        kept = repository.go_live(
            session,
            channel.id,
            resource_id=watched.resource_id,
            renew_at=now + (watched.expires_at - now) * 6 / 7,
            expires_at=watched.expires_at,
        )
    if kept:
        _log.info("Google tells of changes through channel %s", channel.id)
    else:
        channel.resource_id = watched.resource_id
        _stop(platform, channel)


def _note_refusal(platform: Platform, opening: _Opening, error: CashstageError) -> None:
    _log.warning("Google opened no channel for changes: %s", error.sentence)
    pause = ASK_AGAIN if error.fate in {Fate.TRANSIENT, Fate.QUOTA} else ASK_AGAIN_LATER
    channel = opening.channel
    with platform.database.tenant(scope_of_row(channel.organization_id)) as session:
        repository.refuse(
            session, channel.id, reason=error.sentence, until=platform.clock() + pause
        )


def _stop(platform: Platform, channel: WatchChannel) -> None:
    """Ends the channel at Google; what fails ends by itself within a week, answered with 404."""
    scope = scope_of_row(channel.organization_id)
    try:
        with open_sheets(platform, scope, channel.connection_id) as sheets:
            stop_channel(sheets, str(channel.id), channel.resource_id or "")
    except CashstageError as error:
        _log.warning("Channel %s was not stopped: %s", channel.id, error.code)
    except Exception:  # noqa: BLE001 - one connection's surprise must not stop the others
        _log.exception("Stopping a channel for changes failed")
    else:
        _log.info("Channel %s was stopped", channel.id)
