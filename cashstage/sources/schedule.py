"""When sources are refreshed by themselves, and what the scheduler's ticks do about it.

A tick enqueues sources that are due; it is safe to run twice at once.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from cashstage.access.work import scope_of_row
from cashstage.core.schedule.value import Interval, Schedule
from cashstage.models import DataSource, JobTrigger
from cashstage.models.platform import Platform
from cashstage.sources.data_source import repository
from cashstage.sources.job import repository as job_rows
from cashstage.sources.job import service as jobs

MAX_PER_TICK = 200
_STORED: TypeAdapter[Schedule] = TypeAdapter(Schedule)


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
    """The source's next moment after `now`, however many were missed; None while it is paused."""
    schedule = schedule_of(source)
    if schedule is None or source.paused_at is not None:
        return None
    return schedule.next_run(source.id, now)


def schedule_of(source: DataSource) -> Schedule | None:
    """The stored schedule; an interval that only a process of the version before knows wins."""
    stored = _STORED.validate_python(source.schedule) if source.schedule else None
    known = stored.every_minutes if isinstance(stored, Interval) else None
    if source.refresh_minutes == known:
        return stored
    if source.refresh_minutes is None:
        return None
    return Interval(every_minutes=source.refresh_minutes)


def as_columns(schedule: Schedule | None, time_zone: str) -> dict[str, Any]:
    """What the row holds of a schedule, whose clock hangs in `time_zone` unless it says where."""
    if schedule is None:
        return {"schedule": None, "refresh_minutes": None}
    placed = in_zone(schedule, time_zone)
    return {
        "schedule": placed.model_dump(mode="json"),
        "refresh_minutes": placed.every_minutes if isinstance(placed, Interval) else None,
    }


def in_zone(schedule: Schedule, time_zone: str) -> Schedule:
    """The schedule with its clock in `time_zone`, unless it says where."""
    return schedule.model_copy(update={"time_zone": schedule.time_zone or time_zone})
