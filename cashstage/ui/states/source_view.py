"""What a data source's page says of columns, jobs, reports and snapshots; pure."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import TypedDict

from cashstage.core.words import counted
from cashstage.models import JobState
from cashstage.sources.data_source.schemas import ColumnRead
from cashstage.sources.job.schemas import JobRead
from cashstage.sources.snapshot.schemas import SnapshotDetail
from cashstage.ui.states.cells import column_head
from cashstage.ui.states.change_words import change_words, restated_words
from cashstage.ui.states.job_view import STATE_WORDS

_FORMATS = {"percent": "Percent", "currency": "Money", "duration": "Duration"}
_ROLES = {"metric": "Metric", "dimension": "Dimension"}
_UNITS = ("bytes", "kB", "MB", "GB", "TB")
_KILO = 1000


class ColumnLine(TypedDict):
    """A column in words; `meaning` and `format` are empty where there is none."""

    id: str
    name: str
    type: str
    meaning: str
    role: str
    format: str
    overridden: bool


class JobLine(TypedDict):
    """The job that matters most now; all empty when there was none.

    `stage` is what it does, where that says more than its state.
    """

    id: str
    state: str
    state_word: str
    stage: str
    counted: str
    rows_done: int
    rows_total: int
    reason: str
    next_try: str
    open: bool


class SnapshotLine(TypedDict):
    """A snapshot of the timeline; `change` says how it differs from the one before.

    `comparable` tells that there is one before it with other content, `summary` what is known of
    the difference, and `restated` how many past days have other numbers since.
    """

    id: str
    taken_at: str
    digest: str
    row_count: int
    rows: str
    size: str
    change: str
    summary: str
    restated: str
    unchanged: bool
    comparable: bool


NO_JOB = JobLine(
    id="",
    state="",
    state_word="",
    stage="",
    counted="",
    rows_done=0,
    rows_total=0,
    reason="",
    next_try="",
    open=False,
)


def column_line(column: ColumnRead) -> ColumnLine:
    """The column as the page's table shows it."""
    head = column_head(column)
    kind, _, currency = (column.format or "").partition(":")
    shown = _FORMATS.get(kind, "")
    return ColumnLine(
        id=column.id,
        name=head["name"],
        type=head["type"],
        meaning=head["meaning"],
        role=_ROLES[column.role],
        format=f"{shown} in {currency}" if currency else shown,
        overridden=column.overridden,
    )


def job_line(jobs: Sequence[JobRead]) -> JobLine:
    """The running one of the newest jobs, else the newest."""
    running = [job for job in jobs if job.state is JobState.RUNNING]
    job = next(iter([*running, *jobs]), None)
    if job is None:
        return NO_JOB
    word, stage = STATE_WORDS[job.state], job.stage.replace("_", " ").capitalize()
    done, total = job.rows_done, job.rows_total or 0
    progress = f"{done:,} of {counted(total, 'row')}" if total > done else counted(done, "row")
    return JobLine(
        id=str(job.id),
        state=job.state,
        state_word=word,
        stage=stage if job.state is JobState.RUNNING and stage != word else "",
        counted=progress if done else "",
        rows_done=done,
        rows_total=total,
        reason=job.reason or "",
        next_try=job.not_before.isoformat() if job.not_before else "",
        open=not job.state.final,
    )


def snapshot_line(snapshot: SnapshotDetail) -> SnapshotLine:
    """The snapshot by itself; `with_changes` compares it."""
    return SnapshotLine(
        id=str(snapshot.id),
        taken_at=snapshot.taken_at.isoformat(),
        digest=snapshot.digest,
        row_count=snapshot.row_count,
        rows=counted(snapshot.row_count, "row"),
        size=byte_words(snapshot.byte_size),
        change="",
        summary=change_words(snapshot.changes),
        restated=restated_words(snapshot.changes),
        unchanged=False,
        comparable=False,
    )


def with_changes(lines: Iterable[SnapshotLine], *, complete: bool) -> list[SnapshotLine]:
    """Each line compared with the next, older one; the last is the first ever if `complete`."""
    newest_first = list(lines)
    compared: list[SnapshotLine] = []
    for line, older in itertools.pairwise(newest_first):
        unchanged = line["digest"] == older["digest"]
        compared.append(
            {
                **line,
                "change": _change(line, older),
                "unchanged": unchanged,
                "comparable": not unchanged,
            }
        )
    if newest_first:
        last = newest_first[-1]
        words = "First snapshot" if complete else last["summary"]
        compared.append({**last, "change": words})
    return compared


def byte_words(size: int) -> str:
    """A number of bytes as people say it, such as 1.2 MB."""
    amount, unit = float(size), 0
    while amount >= _KILO and unit < len(_UNITS) - 1:
        amount, unit = amount / _KILO, unit + 1
    return f"{amount:.1f} {_UNITS[unit]}" if unit else f"{size} {_UNITS[0]}"


def _change(line: SnapshotLine, older: SnapshotLine) -> str:
    if line["summary"]:
        return line["summary"]
    if line["digest"] == older["digest"]:
        return "Unchanged"
    difference = line["row_count"] - older["row_count"]
    if difference == 0:
        return "Other values"
    return f"{counted(abs(difference), 'row')} {'more' if difference > 0 else 'fewer'}"
