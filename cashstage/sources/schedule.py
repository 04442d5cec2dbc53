"""What the scheduler's ticks do: enqueue sources that are due. Safe to run twice at once."""

from __future__ import annotations

from datetime import datetime, timedelta

from cashstage.access.work import scope_of_row
from cashstage.models import DataSource, JobTrigger
from cashstage.models.platform import Platform
from cashstage.sources.data_source import repository
from cashstage.sources.job import repository as job_rows
from cashstage.sources.job import service as jobs

MAX_PER_TICK = 200


def enqueue_due(platform: Platform) -> int:
    """Writes one job per due source and slot; returns how many sources were due."""
    now = platform.clock()
    with platform.database.system() as session:
        due = repository.read_due(session, now, MAX_PER_TICK)
        for source in due:
            # One that still waits will read the newest state; more would only queue behind it.
            if job_rows.read_open(session, source.id) is None:
                jobs.enqueue(
                    platform,
                    session,
                    scope_of_row(source.organization_id),
                    source.id,
                    slot=f"schedule:{source.next_refresh_at:%Y-%m-%dT%H:%M:%S}",
                    trigger=JobTrigger.SCHEDULE,
                )
            source.next_refresh_at = next_refresh(source, now)
            session.add(source)
    return len(due)


def next_refresh(source: DataSource, now: datetime) -> datetime | None:
    """The next moment on the source's rhythm, skipping those that were missed."""
    if source.refresh_minutes is None:
        return None
    every = timedelta(minutes=source.refresh_minutes)
    if source.next_refresh_at is None or source.next_refresh_at <= now - every:
        return now + every
    return source.next_refresh_at + every
