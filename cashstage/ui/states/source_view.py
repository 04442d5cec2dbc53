"""What a data source's page says of columns, jobs, reports and snapshots; pure."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import Any, TypedDict

from cashstage.models import JobState
from cashstage.sources.data_source.schemas import ColumnRead
from cashstage.sources.job.schemas import JobRead
from cashstage.sources.snapshot.schemas import SnapshotDetail
from cashstage.ui.states.cells import column_head
from cashstage.ui.states.jobs import STATE_WORDS

_FORMATS = {"percent": "Percent", "currency": "Money", "duration": "Duration"}
_ROLES = {"metric": "Metric", "dimension": "Dimension"}
_NULLED = {
    "error": "held an error of the sheet, such as #N/A",
    "placeholder": "held a stand-in for nothing, such as “-” or “n/a”",
    "unreadable": "could not be read as {kind}",
}
_KINDS = {
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "date": "a date",
    "datetime": "a date with a time",
    "time": "a time of day",
    "text": "text",
}
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_UNITS = ("bytes", "kB", "MB", "GB", "TB")
_KILO = 1000


class ColumnLine(TypedDict):
    """A column in words; `meaning` and `format` are empty where there is none."""

    name: str
    type: str
    meaning: str
    role: str
    format: str


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
    open: bool


class ReportPart(TypedDict):
    """A heading of the ingestion report and what it says."""

    title: str
    sentences: list[str]


class SnapshotLine(TypedDict):
    """A snapshot of the timeline; `change` says how it differs from the one before."""

    id: str
    taken_at: str
    digest: str
    row_count: int
    rows: str
    size: str
    change: str
    unchanged: bool


NO_JOB = JobLine(
    id="",
    state="",
    state_word="",
    stage="",
    counted="",
    rows_done=0,
    rows_total=0,
    reason="",
    open=False,
)


def column_line(column: ColumnRead) -> ColumnLine:
    """The column as the page's table shows it."""
    head = column_head(column)
    kind, _, currency = (column.format or "").partition(":")
    shown = _FORMATS.get(kind, "")
    return ColumnLine(
        name=head["name"],
        type=head["type"],
        meaning=head["meaning"],
        role=_ROLES[column.role],
        format=f"{shown} in {currency}" if currency else shown,
    )


def job_line(jobs: Sequence[JobRead]) -> JobLine:
    """The running one of the newest jobs, else the newest."""
    running = [job for job in jobs if job.state is JobState.RUNNING]
    job = next(iter([*running, *jobs]), None)
    if job is None:
        return NO_JOB
    word, stage = STATE_WORDS[job.state], job.stage.replace("_", " ").capitalize()
    done, total = job.rows_done, job.rows_total or 0
    progress = f"{done:,} of {total:,} rows" if total else f"{done:,} rows"
    return JobLine(
        id=str(job.id),
        state=job.state,
        state_word=word,
        stage=stage if stage != word else "",
        counted=progress if done else "",
        rows_done=done,
        rows_total=total,
        reason=job.reason or "",
        open=not job.state.final,
    )


def report_parts(snapshot: SnapshotDetail) -> list[ReportPart]:
    """The ingestion report in sentences."""
    report = snapshot.report
    kinds = {column["name"]: column["type"] for column in snapshot.columns}
    cells = [
        _nulled(name, reasons, _KINDS[kinds[name]])
        for name, reasons in report["cells_nulled"].items()
    ]
    return [
        ReportPart(title="Rows", sentences=_rows(report)),
        ReportPart(
            title="Cells", sentences=cells or ["Every cell could be read as its column's type."]
        ),
        ReportPart(
            title="Notes", sentences=report["notes"] or ["Nothing about the table was unusual."]
        ),
        ReportPart(title="Origin", sentences=_origin(report["origin"])),
    ]


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
        unchanged=False,
    )


def with_changes(lines: Iterable[SnapshotLine], *, complete: bool) -> list[SnapshotLine]:
    """Each line compared with the next, older one; the last is the first ever if `complete`."""
    newest_first = list(lines)
    compared: list[SnapshotLine] = []
    for line, older in itertools.pairwise(newest_first):
        unchanged = line["digest"] == older["digest"]
        compared.append({**line, "change": _change(line, older), "unchanged": unchanged})
    if newest_first:
        compared.append({**newest_first[-1], "change": "First snapshot" if complete else ""})
    return compared


def byte_words(size: int) -> str:
    """A number of bytes as people say it, such as 1.2 MB."""
    amount, unit = float(size), 0
    while amount >= _KILO and unit < len(_UNITS) - 1:
        amount, unit = amount / _KILO, unit + 1
    return f"{amount:.1f} {_UNITS[unit]}" if unit else f"{size} {_UNITS[0]}"


def counted(count: int, noun: str) -> str:
    """A number with its noun, such as "1,200 rows"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _rows(report: dict[str, Any]) -> list[str]:
    read, kept = report["rows_read"], report["rows_kept"]
    if read == kept:
        return [f"{counted(read, 'row')} below the header, all kept."]
    dropped = [
        f"{counted(count, f'{reason} row')} left out."
        for reason, count in report["rows_dropped"].items()
    ]
    return [f"{counted(read, 'row')} below the header, {kept:,} kept.", *dropped]


def _nulled(name: str, reasons: dict[str, int], kind: str) -> str:
    said = [
        (count, _NULLED.get(reason, reason).format(kind=kind)) for reason, count in reasons.items()
    ]
    if len(said) == 1:
        count, reason = said[0]
        return f"{name}: {counted(count, 'cell')} {reason}, and became empty."
    total = counted(sum(reasons.values()), "cell")
    parts = ", ".join(f"{count:,} {reason}" for count, reason in said)
    return f"{name}: {total} became empty. Of these, {parts}."


def _origin(origin: dict[str, str]) -> list[str]:
    if "tab" in origin:
        return [
            f"The tab “{origin['tab']}” of the spreadsheet “{origin['title']}” in Google Sheets."
        ]
    delimiter = _DELIMITERS.get(origin.get("delimiter", ""), origin.get("delimiter", ""))
    encoding = origin.get("encoding", "").upper()
    return [f"An uploaded file in {encoding}, its columns separated by {delimiter}."]


def _change(line: SnapshotLine, older: SnapshotLine) -> str:
    if line["digest"] == older["digest"]:
        return "Unchanged"
    difference = line["row_count"] - older["row_count"]
    if difference == 0:
        return "Other values"
    return f"{counted(abs(difference), 'row')} {'more' if difference > 0 else 'fewer'}"
