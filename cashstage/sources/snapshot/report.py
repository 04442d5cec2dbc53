"""The ingestion report of a snapshot in sentences."""

from __future__ import annotations

from typing import Any, TypedDict

from cashstage.core.words import counted
from cashstage.sources.snapshot.schemas import SnapshotDetail

_NULLED = {
    "error": "held an error of the sheet, such as #N/A",
    "placeholder": "held a stand-in for nothing, such as “-” or “n/a”",
    "unreadable": "could not be read as {kind}",
}
_DROPPED = {
    "blank": "without content",
    "hidden": "hidden in the sheet",
    "total": "totals of the others",
    "footer": "lines below the table",
    "repeated header": "the header once more",
    "second table": "another table below",
    "beside the table": "nothing but notes beside the table",
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


class ReportPart(TypedDict):
    """A heading of the ingestion report and what it says."""

    title: str
    sentences: list[str]


def report_parts(snapshot: SnapshotDetail) -> list[ReportPart]:
    """The ingestion report in sentences."""
    report = snapshot.report
    notes = list(report["notes"])
    if report.get("unchanged"):
        notes.append("The file has not changed since it was read, so it was not read again.")
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
        ReportPart(title="Notes", sentences=notes or ["Nothing about the table was unusual."]),
        ReportPart(title="Origin", sentences=_origin(report["origin"])),
    ]


def _rows(report: dict[str, Any]) -> list[str]:
    read, kept = report["rows_read"], report["rows_kept"]
    joined = _joined(report["accumulated"]) if "accumulated" in report else []
    if read == kept:
        return [f"{counted(read, 'row')} below the header, all kept.", *joined]
    dropped = [
        f"{counted(count, 'row')} left out: {_DROPPED.get(reason, reason)}."
        for reason, count in report["rows_dropped"].items()
    ]
    return [f"{counted(read, 'row')} below the header, {kept:,} kept.", *dropped, *joined]


def _joined(accumulated: dict[str, Any]) -> list[str]:
    """How the fetched rows met those from before."""
    fetched, repeated = counted(accumulated["fetched"], "row"), accumulated["repeated"]
    inserted, replaced = accumulated["inserted"], accumulated["replaced"]
    sentences = [
        f"{fetched} fetched: {inserted:,} new, {replaced:,} in place of rows from before.",
        f"{counted(accumulated['kept'], 'row')} from before kept, which were not fetched.",
    ]
    if repeated:
        sentences.append(
            f"{counted(repeated, 'fetched row')} repeat the key of another one; all are kept."
        )
    return sentences


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
    if "sheet" in origin:
        return [f"The sheet “{origin['sheet']}” of an uploaded workbook."]
    if origin.get("format") == "parquet":
        return ["An uploaded Parquet file."]
    delimiter = _DELIMITERS.get(origin.get("delimiter", ""), origin.get("delimiter", ""))
    encoding = origin.get("encoding", "").upper()
    return [f"An uploaded file in {encoding}, its columns separated by {delimiter}."]
