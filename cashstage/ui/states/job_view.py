"""What the pages say of an ingestion job and its log; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from cashstage.models import JobEventKind, JobState, JobTrigger
from cashstage.sources.job.schemas import JobEventRead, JobRead

STATE_WORDS = {
    JobState.QUEUED: "Waiting",
    JobState.RUNNING: "Running",
    JobState.SUCCEEDED: "Done",
    JobState.FAILED: "Failed",
    JobState.CANCELLED: "Cancelled",
}
TRIGGER_WORDS = {
    JobTrigger.CONNECTED: "First fetch",
    JobTrigger.MANUAL: "By hand",
    JobTrigger.SCHEDULE: "On schedule",
    JobTrigger.CHANGE: "The sheet changed",
    JobTrigger.UPLOAD: "Upload",
}
DELETED = "A deleted source"
_TONES = {
    JobEventKind.LANDED: "good",
    JobEventKind.FAILED: "bad",
    JobEventKind.WORKER_LOST: "warn",
    JobEventKind.RETRY: "warn",
    JobEventKind.WAITING: "warn",
}
_MINUTE, _HOUR = 60, 3600


@dataclass(frozen=True)
class JobRow:
    """A job as the table shows it; times in ISO 8601, counts as text."""

    id: str
    source_id: str
    source: str
    trigger: str
    state: str
    state_word: str
    stage: str
    rows: str
    rows_done: int
    rows_total: int
    reason: str
    next_try: str
    created_at: str
    open: bool
    landed: bool


@dataclass(frozen=True)
class JobFact:
    """A short fact in words, or a moment in ISO 8601 that is told relative to now."""

    name: str
    words: str
    moment: str = ""


@dataclass(frozen=True)
class LogLine:
    """A line of the log; `tone` is good, bad, warn or empty."""

    at: str
    tone: str
    sentence: str
    until: str
    new_attempt: bool


def job_row(job: JobRead, names: Mapping[UUID, str]) -> JobRow:
    """The job in words; `names` are those of the sources."""
    return JobRow(
        id=str(job.id),
        source_id=str(job.data_source_id),
        source=names.get(job.data_source_id, DELETED),
        trigger=TRIGGER_WORDS[job.trigger],
        state=job.state,
        state_word=STATE_WORDS[job.state],
        stage=job.stage.replace("_", " ").capitalize(),
        rows=f"{job.rows_done:,}" if job.rows_done or job.state is JobState.SUCCEEDED else "",
        rows_done=job.rows_done,
        rows_total=job.rows_total or 0,
        reason=job.reason or "",
        next_try=job.not_before.isoformat() if job.not_before else "",
        created_at=job.created_at.isoformat(),
        open=not job.state.final,
        landed=job.snapshot_id is not None,
    )


def job_facts(job: JobRead, now: datetime) -> list[JobFact]:
    """What is worth knowing beside the log, as far as it is known."""
    facts = [JobFact("Why", TRIGGER_WORDS[job.trigger])]
    facts.append(JobFact("Asked", "", job.created_at.isoformat()))
    if job.not_before:
        facts.append(JobFact("Next try", "", job.not_before.isoformat()))
    if job.started_at:
        facts.append(JobFact("Waited", span_words(job.started_at - job.created_at)))
    if job.started_at and job.finished_at:
        facts.append(JobFact("Took", span_words(job.finished_at - job.started_at)))
    elif job.started_at and job.state is JobState.RUNNING:
        facts.append(JobFact("Under way for", span_words(now - job.started_at)))
    if job.attempt:
        facts.append(JobFact("Attempts", str(job.attempt)))
    if job.rows_done or job.state is JobState.SUCCEEDED:
        total = f" of {job.rows_total:,}" if (job.rows_total or 0) > job.rows_done else ""
        facts.append(JobFact("Rows", f"{job.rows_done:,}{total}"))
    return facts


def log_lines(events: Sequence[JobEventRead]) -> list[LogLine]:
    """The log from its beginning."""
    return [
        LogLine(
            at=event.at.isoformat(),
            tone=_TONES.get(event.kind, ""),
            sentence=event.sentence,
            until=event.until.isoformat() if event.until else "",
            new_attempt=event.kind is JobEventKind.CLAIMED and event.attempt > 1,
        )
        for event in events
    ]


def span_words(span: timedelta) -> str:
    """A span of time as people say it, such as 2 min 5 s."""
    seconds = max(span.total_seconds(), 0.0)
    if seconds < 1:
        return "less than a second"
    whole = round(seconds)
    if whole < _MINUTE:
        return f"{whole} s"
    if whole < _HOUR:
        return f"{whole // _MINUTE} min {whole % _MINUTE} s"
    return f"{whole // _HOUR} h {whole % _HOUR // _MINUTE} min"
