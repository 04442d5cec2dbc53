"""Sources that keep what leaves their table: switching, refusing, crashing, starting again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow.parquet as pq
import pytest
from sqlmodel import select

from cashstage.access.principal import Principal
from cashstage.core.errors import InvalidInput, Unavailable
from cashstage.models import AuditEntry, JobState, SnapshotObject, SourceMode
from cashstage.models.organization import RoleName
from cashstage.models.paging import PageRequest
from cashstage.models.platform import Platform
from cashstage.schema.column import ColumnType, Role
from cashstage.sources import accumulation, ingestion
from cashstage.sources.data_source import columns, connect, drift
from cashstage.sources.data_source import service as data_sources
from cashstage.sources.data_source.schemas import (
    ColumnUpdate,
    DataSourceUpdate,
    DriftAnswer,
    UploadCreate,
)
from cashstage.sources.query import service as queries
from cashstage.sources.snapshot import summary
from cashstage.sources.snapshot.objects import local_path
from cashstage.sources.snapshot.report import report_parts
from cashstage.sources.snapshot.schemas import SnapshotDetail
from tests.factories import people, sources

pytestmark = pytest.mark.integration

HEADER = "Day,Channel,Cost\n"
FIRST = HEADER + "2026-03-01,Search,10.5\n2026-03-02,Search,8\n2026-03-02,Social,4\n"
SECOND = HEADER + "2026-03-02,Search,9\n2026-03-03,Search,7\n2026-03-02,Social,4\n"
KEY = ("Day", "Channel")


@dataclass(frozen=True, slots=True)
class Upload:
    """An uploaded source that accumulates unless it is said otherwise."""

    platform: Platform
    actor: Principal
    folder: Path
    source_id: UUID

    def read(self, text: str) -> JobState | None:
        """Hands over a newer file and reads it."""
        return ingestion.run(self.platform, self.hand_over(text))

    def hand_over(self, text: str) -> UUID:
        path = self.folder / "newer.csv"
        path.write_text(text)
        newer = connect.upload_again(
            self.platform,
            self.actor,
            self.source_id,
            file_name="newer.csv",
            path=path,
            options=None,
        )
        return newer.job.id

    def change(self, **values: Any) -> JobState | None:
        """Changes the settings, and runs the refresh that this asks for."""
        data_sources.update(self.platform, self.actor, self.source_id, DataSourceUpdate(**values))
        return self.run_waiting()

    def run_waiting(self) -> JobState | None:
        row = sources.source_row(self.platform, self.source_id)
        waiting = [one for one in sources.jobs_of(self.platform, row) if one.state == "queued"]
        return ingestion.run(self.platform, waiting[-1].id) if waiting else None

    def rows(self) -> list[list[Any]]:
        """All rows, days in ISO 8601."""
        table = queries.rows_of(self.platform, self.actor, self.source_id, limit=100, offset=0)
        return [
            [str(each) if isinstance(each, date) else each for each in row] for row in table.rows
        ]

    def names(self) -> list[str]:
        found = data_sources.read_columns(self.platform, self.actor, self.source_id)
        return [column.name for column in found]

    def newest(self) -> SnapshotDetail:
        return data_sources.read_snapshots(
            self.platform, self.actor, self.source_id, PageRequest(limit=1)
        ).items[0]

    def reason(self) -> str:
        source = data_sources.read(self.platform, self.actor, self.source_id)
        return source.state_reason or ""


def upload(platform: Platform, folder: Path, text: str = FIRST, **options: Any) -> Upload:
    actor = people.person(platform, people.organization(platform), RoleName.EDITOR)
    path = folder / "first.csv"
    path.write_text(text)
    chosen = UploadCreate.model_validate({"mode": "accumulate", "key": list(KEY)} | options)
    created = connect.upload_file(
        platform, actor, name="Ads", file_name="first.csv", path=path, options=chosen
    )
    made = Upload(platform, actor, folder, created.id)
    ingestion.run(platform, created.job.id)
    return made


@pytest.fixture
def growing(platform: Platform, tmp_path: Path) -> Upload:
    return upload(platform, tmp_path)


def objects(platform: Platform) -> set[str]:
    with platform.database.system() as session:
        return set(session.exec(select(SnapshotObject.digest)).all())


def changed_sources(platform: Platform) -> list[dict[str, Any]]:
    with platform.database.system() as session:
        entries = session.exec(select(AuditEntry)).all()
    return [entry.details for entry in entries if entry.action == "data_source.changed"]


def test_rows_that_leave_are_kept_and_the_report_says_so(growing: Upload) -> None:
    assert growing.read(SECOND) is JobState.SUCCEEDED

    assert growing.rows() == [
        ["2026-03-01", "Search", 10.5],
        ["2026-03-02", "Search", 9.0],
        ["2026-03-02", "Social", 4.0],
        ["2026-03-03", "Search", 7.0],
    ]
    newest = growing.newest()
    assert "3 rows fetched: 1 new, 2 in place of rows from before." in str(report_parts(newest))
    assert newest.changes is not None
    counts = newest.changes
    assert (counts.added, counts.removed, counts.changed, counts.unchanged) == (1, 0, 1, 2)
    assert [(one.day.isoformat(), one.before, one.after) for one in counts.restatements] == [
        ("2026-03-02", 12.0, 13.0)
    ]


def test_the_key_is_kept_by_id_once_the_columns_are_known(growing: Upload) -> None:
    assert sources.source_row(growing.platform, growing.source_id).key == ["c1", "c2"]


def test_the_same_file_again_adds_no_object(growing: Upload) -> None:
    growing.read(SECOND)
    before, stored = growing.newest(), objects(growing.platform)
    assert growing.read(SECOND + "") is JobState.SUCCEEDED
    after = growing.newest()

    assert (after.id != before.id, after.digest) == (True, before.digest)
    assert objects(growing.platform) == stored


def test_rows_that_share_a_key_are_replaced_together_and_counted(
    platform: Platform, tmp_path: Path
) -> None:
    growing = upload(platform, tmp_path, key=["Day"])
    assert growing.newest().report["accumulated"]["repeated"] == 1
    growing.read(HEADER + "2026-03-02,Social,1\n")

    assert growing.rows() == [["2026-03-01", "Search", 10.5], ["2026-03-02", "Social", 1.0]]


def test_columns_that_come_and_go_are_empty_where_they_were_not(growing: Upload) -> None:
    growing.read("Day,Channel,Clicks\n2026-03-03,Search,70\n")
    assert growing.names() == ["Day", "Channel", "Clicks", "Cost"]
    assert growing.rows()[-1] == ["2026-03-03", "Search", 70, None]
    assert growing.rows()[0] == ["2026-03-01", "Search", None, 10.5]

    growing.read(HEADER + "2026-03-04,Search,3\n")
    assert growing.names() == ["Day", "Channel", "Cost", "Clicks"]
    assert growing.rows()[-1] == ["2026-03-04", "Search", 3.0, None]


def test_a_column_that_only_history_holds_is_not_asked_about(growing: Upload) -> None:
    growing.read("Day,Channel,Clicks\n2026-03-03,Search,70\n")
    growing.read("Day,Channel,Clicks\n2026-03-04,Search,71\n")

    assert growing.newest().report["accumulated"]["columns_kept"] == ["c3"]
    assert growing.newest().report["notes"] == []


def test_values_of_other_types_meet_in_one_that_holds_both(growing: Upload) -> None:
    growing.read(HEADER + "2026-03-03,Search,none spent\n")
    assert {row[2] for row in growing.rows()} == {"10.5", "8", "4", "none spent"}
    growing.read(HEADER + "2026-03-04,Search,6\n")

    assert growing.rows()[-1] == ["2026-03-04", "Search", "6"]


def test_what_a_person_has_set_costs_no_value_of_the_history(growing: Upload) -> None:
    growing.read(SECOND)
    for body in (ColumnUpdate(type=ColumnType.BOOLEAN), ColumnUpdate(overridden=False)):
        columns.update_column(growing.platform, growing.actor, growing.source_id, "c3", body)
        assert growing.run_waiting() is JobState.SUCCEEDED
        assert growing.rows()[0] == ["2026-03-01", "Search", 10.5]

    assert [row[2] for row in growing.rows()] == [10.5, 9.0, 4.0, 7.0]
    found = data_sources.read_columns(growing.platform, growing.actor, growing.source_id)
    assert (found[2].type, found[2].role) == (ColumnType.NUMBER, Role.METRIC)


def test_a_missing_key_column_is_refused_and_the_last_good_rows_serve(growing: Upload) -> None:
    before = growing.rows()
    assert growing.read("Day,Cost\n2026-03-03,70\n") is JobState.FAILED
    assert "The column Channel is gone, and rows are told apart by it." in growing.reason()
    assert growing.rows() == before

    answer = DriftAnswer(gone=["c2"])
    drift.answer(growing.platform, growing.actor, growing.source_id, answer)
    assert growing.run_waiting() is JobState.FAILED
    assert "Choose other columns under History" in growing.reason()
    assert growing.change(key=["Day"]) is JobState.SUCCEEDED
    assert growing.rows()[-1][0] == "2026-03-03"


def test_a_key_that_the_first_table_lacks_is_refused(platform: Platform, tmp_path: Path) -> None:
    growing = upload(platform, tmp_path, key=["Campaign"])
    assert "The column Campaign is gone" in growing.reason()
    assert growing.change(key=["Channel", "Day"]) is JobState.SUCCEEDED
    assert len(growing.rows()) == 3


def test_switching_starts_from_the_latest_snapshot_and_back(
    platform: Platform, tmp_path: Path
) -> None:
    plain = upload(platform, tmp_path, mode="replace", key=[])
    assert plain.change(mode="accumulate", key=list(KEY)) is JobState.SUCCEEDED
    stored = objects(platform)
    plain.read(SECOND)
    assert len(plain.rows()) == 4
    assert len(objects(platform) - stored) == 2  # the file, and the table

    assert plain.change(mode="replace") is JobState.SUCCEEDED
    assert len(plain.rows()) == 3
    assert sources.source_row(platform, plain.source_id).key == ["c1", "c2"]
    assert [(one.get("mode"), one.get("key")) for one in changed_sources(platform)] == [
        ("accumulate", "['c1', 'c2']"),
        ("replace", None),
    ]


def test_a_key_must_name_dimensions(growing: Upload) -> None:
    for key, problem in (
        (["Cost"], "Cost is added up, so it can't tell rows apart. Choose among: Day, Channel."),
        (["Campaign"], "There is no column “Campaign”"),
        ([], "only when something tells them apart"),
    ):
        with pytest.raises(InvalidInput) as refused:
            growing.change(key=key)
        assert problem in refused.value.sentence


def test_rows_joined_to_an_older_snapshot_do_not_land(
    growing: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that slept while another landed would take rows away."""
    late = growing.hand_over(HEADER + "2026-03-04,Search,1\n")
    read = accumulation.accumulated

    def overtaken(platform: Platform, organization: Any, source: Any, *rest: Any, **on: Any) -> Any:
        made = read(platform, organization, source, *rest, **on)
        sources.snapshot(platform, source, platform.clock())
        return made

    monkeypatch.setattr(ingestion, "accumulated", overtaken)
    before = sources.job_row(growing.platform, late)
    assert ingestion.run(growing.platform, late) is JobState.FAILED
    after = sources.job_row(growing.platform, late)

    assert (before.state, after.state, after.error_code) == ("queued", "queued", "history_moved")
    assert growing.newest().row_count == 3


def test_a_crash_and_a_second_run_double_nothing(
    growing: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = growing.hand_over(SECOND)

    def down(*_: Any, **__: Any) -> None:
        raise Unavailable("The object store is away.")

    with monkeypatch.context() as patched:
        patched.setattr(ingestion, "summarize", down)
        assert ingestion.run(growing.platform, job_id) is JobState.FAILED
    clock = growing.platform.clock
    later = replace(growing.platform, clock=lambda: clock() + timedelta(minutes=10))
    assert ingestion.run(later, job_id) is JobState.SUCCEEDED

    assert len(growing.rows()) == 4
    assert growing.newest().report["accumulated"]["inserted"] == 1


def test_a_snapshot_lands_without_a_summary_when_that_is_too_much(
    growing: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    for failure in (Unavailable("Too much memory."), RuntimeError("a bug")):

        def refuse(*_: Any, error: Exception = failure, **__: Any) -> None:
            raise error

        monkeypatch.setattr(summary, "diff", refuse)
        text = SECOND if isinstance(failure, Unavailable) else FIRST
        assert growing.read(text) is JobState.SUCCEEDED
        assert growing.newest().changes is None


def test_the_file_holds_what_its_record_says(growing: Upload) -> None:
    growing.read(SECOND)
    newest = growing.newest()
    organization = growing.actor.organization
    path = local_path(growing.platform, organization, newest.digest)

    stored = pq.read_table(path)
    assert stored.column_names == [column["key"] for column in newest.columns]
    assert stored.num_rows == newest.row_count
    assert (
        data_sources.read(growing.platform, growing.actor, growing.source_id).mode
        is SourceMode.ACCUMULATE
    )
