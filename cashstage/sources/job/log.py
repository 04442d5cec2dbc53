"""A job's log: written in the transaction of what it tells of, which has locked the job."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, delete, func, select

from cashstage.core.words import counted
from cashstage.models import (
    DataSnapshot,
    DataSource,
    IngestionJob,
    JobEvent,
    JobEventKind,
    JobTrigger,
    User,
)

MAX_EVENTS = 200
"""Lines of a job; beyond that the oldest ones but the first are given up."""

_ASKED = {
    JobTrigger.CONNECTED: "Connected{by}; the first rows are to be fetched.",
    JobTrigger.MANUAL: "Asked for{by}.",
    JobTrigger.SCHEDULE: "Its time on the schedule has come.",
    JobTrigger.CHANGE: "The spreadsheet was changed.",
    JobTrigger.UPLOAD: "A file was uploaded{by}.",
}


def note(
    session: Session,
    job: IngestionJob,
    kind: JobEventKind,
    sentence: str,
    *,
    now: datetime,
    until: datetime | None = None,
) -> None:
    """Adds a line about the job's present attempt."""
    last = session.exec(
        select(func.max(JobEvent.number)).where(col(JobEvent.job_id) == job.id)
    ).one()
    number = (last or 0) + 1
    session.add(
        JobEvent(
            created_at=now,
            organization_id=job.organization_id,
            job_id=job.id,
            number=number,
            attempt=job.attempt,
            kind=kind,
            sentence=sentence,
            until=until,
        )
    )
    session.flush()
    if number > MAX_EVENTS:
        session.exec(
            delete(JobEvent).where(
                col(JobEvent.job_id) == job.id,
                col(JobEvent.number) > 1,
                col(JobEvent.number) <= number - MAX_EVENTS + 1,
            )
        )


def read(session: Session, job_id: UUID) -> list[JobEvent]:
    """The job's log from its beginning."""
    query = select(JobEvent).where(JobEvent.job_id == job_id).order_by(col(JobEvent.number))
    return list(session.exec(query).all())


def asked_words(session: Session, trigger: JobTrigger, requested_by: UUID | None) -> str:
    """Why there is a job, and who wanted it."""
    person = session.get(User, requested_by) if requested_by else None
    return _ASKED[trigger].format(by=f" by {person.name}" if person else "")


def reading_words(source: DataSource) -> str:
    """What is being read."""
    tab = source.settings.get("tab")
    return f"Reading {tab} from Google Sheets." if tab else "Reading the file."


def landed_words(before: DataSnapshot | None, snapshot: DataSnapshot) -> str:
    """What has landed, compared with what there was."""
    rows = counted(snapshot.row_count, "row")
    if before is None:
        return f"Done: {rows}, the first snapshot."
    if before.digest == snapshot.digest:
        return f"Done: {rows}, unchanged."
    more = snapshot.row_count - before.row_count
    if more == 0:
        return f"Done: {rows}, with other values than before."
    return f"Done: {rows}, {abs(more):,} {'more' if more > 0 else 'fewer'} than before."
