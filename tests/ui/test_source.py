"""What a data source's page says: reports in sentences, the timeline, jobs, columns."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cashstage.core.ids import new_id
from cashstage.models import JobState, JobTrigger
from cashstage.models.organization import RoleName
from cashstage.models.paging import PageRequest
from cashstage.models.platform import Platform
from cashstage.schema.column import ColumnType, Role
from cashstage.sources.data_source import service as sources
from cashstage.sources.data_source.schemas import ColumnRead
from cashstage.sources.job.schemas import JobRead
from cashstage.sources.snapshot.report import report_parts
from cashstage.sources.snapshot.schemas import SnapshotDetail
from cashstage.ui.states import source_view
from cashstage.ui.states.source_view import SnapshotLine
from tests.factories import people, workspaces

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)
SHEET = {"title": "Figures", "tab": "Daily", "sheet_id": "0", "spreadsheet_id": "abc"}
UNTROUBLED: dict[str, Any] = {
    "rows_read": 3,
    "rows_kept": 3,
    "rows_dropped": {},
    "cells_nulled": {},
    "notes": [],
    "origin": SHEET,
}


def snapshot(digest: str = "a", row_count: int = 3, age: int = 0, **report: Any) -> SnapshotDetail:
    return SnapshotDetail(
        id=new_id(),
        data_source_id=new_id(),
        job_id=new_id(),
        taken_at=NOON - timedelta(hours=age),
        digest=digest,
        row_count=row_count,
        byte_size=1_234_567,
        columns=[{"name": "Cost", "type": "number"}, {"name": "Day", "type": "date"}],
        report=UNTROUBLED | report,
    )


def job(state: JobState, **values: Any) -> JobRead:
    return JobRead(
        **{
            "id": new_id(),
            "data_source_id": new_id(),
            "trigger": JobTrigger.MANUAL,
            "state": state,
            "stage": "waiting_for_google",
            "attempt": 1,
            "rows_done": 0,
            "rows_total": None,
            "reason": None,
            "error_code": None,
            "snapshot_id": None,
            "created_at": NOON,
            "started_at": None,
            "finished_at": None,
        }
        | values
    )


def said(snapshot_: SnapshotDetail) -> dict[str, list[str]]:
    return {part["title"]: part["sentences"] for part in report_parts(snapshot_)}


def test_an_untroubled_report_says_so() -> None:
    assert said(snapshot()) == {
        "Rows": ["3 rows below the header, all kept."],
        "Cells": ["Every cell could be read as its column's type."],
        "Notes": ["Nothing about the table was unusual."],
        "Origin": ["The tab “Daily” of the spreadsheet “Figures” in Google Sheets."],
    }


def test_what_was_lost_is_counted_with_its_reason() -> None:
    report = said(
        snapshot(
            rows_read=1_203,
            rows_kept=1_202,
            rows_dropped={"blank": 1},
            cells_nulled={"Cost": {"error": 1}, "Day": {"placeholder": 2, "unreadable": 1_000}},
            notes=["The header is row 3; 2 rows above it were left out."],
        )
    )

    assert report["Rows"] == [
        "1,203 rows below the header, 1,202 kept.",
        "1 row left out: without content.",
    ]
    assert report["Cells"] == [
        "Cost: 1 cell held an error of the sheet, such as #N/A, and became empty.",
        (
            "Day: 1,002 cells became empty. Of these, 2 held a stand-in for nothing, such as “-” "
            "or “n/a”, 1,000 could not be read as a date."
        ),
    ]
    assert report["Notes"] == ["The header is row 3; 2 rows above it were left out."]


def test_an_uploaded_file_says_how_it_was_read() -> None:
    origin = {"encoding": "utf-16", "delimiter": "\t"}

    assert said(snapshot(origin=origin))["Origin"] == [
        "An uploaded file in UTF-16, its columns separated by tabs."
    ]


def lines(*made: SnapshotDetail) -> list[SnapshotLine]:
    return [source_view.snapshot_line(each) for each in made]


def test_each_snapshot_is_compared_with_the_one_before() -> None:
    newest_first = lines(
        snapshot("c", 3), snapshot("c", 3, 1), snapshot("b", 3, 2), snapshot("a", 1_500, 3),
        snapshot("z", 1_499, 4),
    )  # fmt: skip
    compared = source_view.with_changes(newest_first, complete=True)

    assert [line["change"] for line in compared] == [
        "Unchanged", "Other values", "1,497 rows fewer", "1 row more", "First snapshot",
    ]  # fmt: skip
    assert [line["unchanged"] for line in compared] == [True, False, False, False, False]


def test_what_lies_before_the_page_is_not_made_up() -> None:
    partly = source_view.with_changes(lines(snapshot("b"), snapshot("a")), complete=False)
    whole = source_view.with_changes([*partly, *lines(snapshot("a"))], complete=True)

    assert partly[-1]["change"] == ""
    assert [line["change"] for line in whole] == ["Other values", "Unchanged", "First snapshot"]
    assert source_view.with_changes([], complete=True) == []


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1_000, "1.0 kB"),
        (1_234_567, "1.2 MB"),
        (5e15, "5000.0 TB"),
    ],
)
def test_sizes_read_well(size: float, words: str) -> None:
    assert source_view.byte_words(int(size)) == words


def test_the_running_job_comes_before_the_newest() -> None:
    running = job(JobState.RUNNING, rows_done=1_200, rows_total=5_000)
    line = source_view.job_line([job(JobState.QUEUED), running])

    assert (line["id"], line["open"]) == (str(running.id), True)
    assert (line["stage"], line["counted"]) == ("Waiting for google", "1,200 of 5,000 rows")


@pytest.mark.parametrize(
    ("newest", "counted", "is_open"),
    [
        (job(JobState.QUEUED), "", True),
        (job(JobState.RUNNING, rows_done=70), "70 rows", True),
        (job(JobState.FAILED, reason="The tab is gone."), "", False),
    ],
)
def test_a_job_says_how_far_it_is(newest: JobRead, counted: str, is_open: bool) -> None:  # noqa: FBT001
    line = source_view.job_line([newest, job(JobState.SUCCEEDED)])

    assert (line["counted"], line["open"]) == (counted, is_open)
    assert line["reason"] == (newest.reason or "")


def test_a_stage_that_only_repeats_the_state_is_left_out() -> None:
    assert source_view.job_line([job(JobState.QUEUED, stage="waiting")])["stage"] == ""


def test_without_a_job_there_is_nothing_to_say() -> None:
    assert source_view.job_line([]) == source_view.NO_JOB


@pytest.mark.parametrize(
    ("format_", "meaning", "words"),
    [
        ("currency:EUR", "cost", ("Money in EUR", "Cost")),
        ("percent", "ctr", ("Percent", "CTR")),
        ("currency", "target_cpa", ("Money", "Target CPA")),
        (None, "campaign_id", ("", "Campaign ID")),
        (None, None, ("", "")),
    ],
)
def test_a_column_in_words(
    format_: str | None, meaning: str | None, words: tuple[str, str]
) -> None:
    line = source_view.column_line(
        ColumnRead(
            id="c1",
            name="Spend",
            type=ColumnType.NUMBER,
            semantic_type=meaning,
            role=Role.METRIC,
            format=format_,
            overridden=False,
        )
    )

    assert (line["format"], line["meaning"]) == words
    assert (line["name"], line["type"], line["role"]) == ("Spend", "number", "Metric")


@pytest.mark.integration
def test_a_real_snapshot_can_be_told(platform: Platform, tmp_path: Path) -> None:
    editor = people.person(platform, people.organization(platform), RoleName.EDITOR)
    text = "Day,Cost\n2026-03-01,1.5\n,\n2026-03-02,n/a\n2026-03-03,#N/A\n"
    source = workspaces.landed(platform, editor, tmp_path, text)
    [landed] = sources.read_snapshots(platform, editor, source.id, PageRequest()).items

    assert said(landed)["Rows"] == [
        "4 rows below the header, 3 kept.",
        "1 row left out: without content.",
    ]
    assert said(landed)["Cells"] == [
        (
            "Cost: 2 cells became empty. Of these, 1 held an error of the sheet, such as #N/A, "
            "1 held a stand-in for nothing, such as “-” or “n/a”."
        )
    ]
    assert said(landed)["Origin"] == ["An uploaded file in UTF-8, its columns separated by commas."]
