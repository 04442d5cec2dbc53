"""Noticing edits: each connection's feed of changed files is asked every few seconds.

Where Google tells us of changes, the feed is asked when it does, and now and then in case a
notification was lost.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from redis import RedisError

from cashstage.access.work import scope_of_row
from cashstage.connectors.google_sheets.client import Changes, FileChange
from cashstage.core.errors import CashstageError, InvalidInput
from cashstage.core.jobs import Task
from cashstage.models import Connection, DataSource, JobTrigger
from cashstage.models.platform import Platform
from cashstage.sources.connection import repository
from cashstage.sources.connection.sheets import open_sheets
from cashstage.sources.job import repository as job_rows
from cashstage.sources.job import service as jobs

LEASE = timedelta(minutes=5)
"""How long a poll may take before somebody else tries; longer than Google is waited for."""
TOLD_EVERY = timedelta(seconds=60)
"""How often the feed is asked although Google tells us of changes."""
BUSY_SECONDS = 2.0
_ASKED_SECONDS = 30

_log = logging.getLogger(__name__)


def poll(platform: Platform) -> int:
    """Asks every connection in use for changed files; returns how many refreshes that caused."""
    # A little less than the tick, so that a tick that comes early is not lost.
    every = timedelta(seconds=platform.settings.google_poll_seconds * 0.8)
    now = platform.clock()
    with platform.database.system() as session:
        due = repository.claim_due_for_poll(
            session, now, every=every, told_every=max(every, TOLD_EVERY), until=now + LEASE
        )
    return sum(_poll_and_release(platform, connection, now) for connection in due)


def ask_soon(platform: Platform, connection_id: UUID, *, countdown: float = 0) -> None:
    """Has a worker poll the connection; many wishes before it begins are one."""
    try:
        first = platform.redis.set(_wish(connection_id), 1, ex=_ASKED_SECONDS, nx=True)
    except RedisError as error:
        _log.warning("Wishes to poll are not counted: %s", type(error).__name__)
        first = True
    if first:
        platform.jobs.send(Task.POLL_CONNECTION, connection_id, countdown=countdown)


def poll_connection(platform: Platform, connection_id: UUID) -> int:
    """Asks one connection for changed files now; returns how many refreshes that caused.

    While somebody else asks it, the wish is put off: their look may have been too early.
    """
    with suppress(RedisError):
        platform.redis.delete(_wish(connection_id))
    now = platform.clock()
    with platform.database.system() as session:
        found = repository.claim_for_poll(session, connection_id, now, until=now + LEASE)
        busy = found is None and repository.is_polled(session, connection_id, now)
    if busy:
        ask_soon(platform, connection_id, countdown=BUSY_SECONDS)
    return _poll_and_release(platform, found, now) if found is not None else 0


def _wish(connection_id: UUID) -> str:
    return f"cashstage:poll-wished:{connection_id}"


def _poll_and_release(platform: Platform, connection: Connection, now: datetime) -> int:
    try:
        return _poll_one(platform, connection)
    except Exception:  # noqa: BLE001 - one connection's surprise must not stop the others
        _log.exception("Polling a connection failed")
        return 0
    finally:
        with platform.database.system() as session:
            repository.release_from_poll(session, connection.id, now)


def _poll_one(platform: Platform, connection: Connection) -> int:
    organization = scope_of_row(connection.organization_id)
    try:
        with open_sheets(platform, organization, connection.id) as sheets:
            if connection.changes_token is None:
                seen = Changes(changes=[], page_token=sheets.start_page_token())
            else:
                seen = sheets.changes_since(connection.changes_token)
    except InvalidInput:
        # Google forgets old tokens; the next poll begins anew, and every source is looked at.
        seen = Changes(changes=[], page_token="")
    except CashstageError as error:
        _log.warning("Polling a connection failed: %s", error.code)
        return 0
    return _enqueue(platform, connection, seen)


def _enqueue(platform: Platform, connection: Connection, seen: Changes) -> int:
    organization = scope_of_row(connection.organization_id)
    changed = {change.file_id: change for change in seen.changes}
    count = 0
    with platform.database.tenant(organization) as session:
        row = repository.read(session, organization, connection.id, for_update=True)
        forgotten = seen.page_token == "" or row.changes_token is None
        row.changes_token = seen.page_token or None
        session.add(row)
        for source in repository.read_sources(session, connection.id):
            change = changed.get(source.settings["spreadsheet_id"])
            if (change is None and not forgotten) or not _follows_edits(source):
                continue
            version = _version(change)
            if version is not None and version == source.file_version:
                continue
            if job_rows.read_open(session, source.id) is not None:
                continue  # a waiting job will read the newest state anyway
            jobs.enqueue(
                platform,
                session,
                organization,
                source.id,
                slot=f"change:{version or 'gone'}:{row.changes_token}",
                trigger=JobTrigger.CHANGE,
            )
            count += 1
    return count


def _follows_edits(source: DataSource) -> bool:
    return source.on_change and source.paused_at is None


def _version(change: FileChange | None) -> str | None:
    return str(change.file.version) if change and change.file else None
