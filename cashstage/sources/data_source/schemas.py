"""Data sources and columns as callers see, make and change them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from cashstage.core.schedule.value import Schedule
from cashstage.models import SourceMode, SourceState
from cashstage.schema.column import ColumnType, Role
from cashstage.schema.header_rows import MOST_ROWS
from cashstage.sources.job.schemas import JobRead
from cashstage.sources.snapshot.schemas import SnapshotRead

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
HeaderRow = Annotated[int | None, Field(ge=0, le=1000)]
HeaderRows = Annotated[int, Field(ge=1, le=MOST_ROWS)]
MAX_PREVIEWED_RUNS = 20
RowKey = Annotated[
    list[Annotated[str, StringConstraints(min_length=1, max_length=200)]], Field(max_length=10)
]
"""Columns that tell rows apart, by name or id."""


class SourceKind(StrEnum):
    """Which connector fetches a data source."""

    GOOGLE_SHEETS = "google_sheets"
    FILE_UPLOAD = "file_upload"


class SheetRange(BaseModel):
    """Which cells of which spreadsheet, a rectangle or a named range.

    `header_row` is 1-based within the range, 0 for none; the names take `header_rows` rows.
    """

    model_config = ConfigDict(extra="forbid")

    connection_id: UUID
    spreadsheet_url: str | None = Field(default=None, max_length=2000)
    spreadsheet_id: str | None = Field(default=None, max_length=200)
    tab: str | None = Field(default=None, max_length=200)
    range: str | None = Field(default=None, max_length=250)
    header_row: HeaderRow = None
    header_rows: HeaderRows = 1
    include_hidden: bool = True

    @model_validator(mode="after")
    def _names_a_spreadsheet(self) -> SheetRange:
        if not self.spreadsheet_url and not self.spreadsheet_id:
            raise ValueError("give a spreadsheet_url or a spreadsheet_id")
        return self


class History(BaseModel):
    """What becomes of rows that leave the table; to keep them, `key` must tell rows apart."""

    mode: SourceMode = SourceMode.REPLACE
    key: RowKey = []

    @model_validator(mode="after")
    def _tells_rows_apart(self) -> History:
        if self.mode is SourceMode.ACCUMULATE and not self.key:
            raise ValueError("name the columns that tell rows apart, to accumulate them")
        return self


class SheetSourceCreate(SheetRange, History):
    """A new data source over a spreadsheet; `on_change` fetches edits within seconds."""

    type: Literal["google_sheets"] = "google_sheets"
    name: Name
    schedule: Schedule | None = None
    on_change: bool = True


class UploadOptions(BaseModel):
    """What may be said about an uploaded file."""

    model_config = ConfigDict(extra="forbid")

    header_row: HeaderRow = None
    header_rows: HeaderRows = 1
    sheet: str | None = Field(default=None, min_length=1, max_length=200)


class UploadCreate(UploadOptions, History):
    """What may be said about a new source over an uploaded file."""


class ReadingUpdate(BaseModel):
    """What is read, and where its names stand; only the given fields change.

    `tab`, `range` and `include_hidden` belong to spreadsheets, `sheet` to workbooks.
    """

    model_config = ConfigDict(extra="forbid")

    tab: str | None = Field(default=None, min_length=1, max_length=200)
    range: str | None = Field(default=None, max_length=250)
    include_hidden: bool = True
    sheet: str | None = Field(default=None, min_length=1, max_length=200)
    header_row: HeaderRow = None
    header_rows: HeaderRows = 1


class DataSourceUpdate(BaseModel):
    """Only the given fields change; `schedule` null stops the schedule.

    `on_change` says whether edits that Google reports are fetched at once. Another
    `connection_id` reads the spreadsheet through a colleague's account from then on. `key` has
    columns by name or id; a mode of `accumulate` needs one.
    """

    model_config = ConfigDict(extra="forbid")

    name: Name | None = None
    schedule: Schedule | None = None
    on_change: bool | None = None
    connection_id: UUID | None = None
    settings: ReadingUpdate | None = None
    mode: SourceMode | None = None
    key: RowKey | None = None


class SchedulePreview(BaseModel):
    """A schedule to look at; with a source's id the runs are spread as that source's are."""

    model_config = ConfigDict(extra="forbid")

    schedule: Schedule
    data_source_id: UUID | None = None
    count: int = Field(default=5, ge=1, le=MAX_PREVIEWED_RUNS)


class ScheduleRunsRead(BaseModel):
    """A schedule in words, with its time zone filled in, and its next runs in order."""

    schedule: Schedule
    words: str
    runs: list[datetime]


class PauseRead(BaseModel):
    """Since when nothing is fetched by itself, and by whom, unless they are gone."""

    since: datetime
    by: str | None


class CandidateRead(BaseModel):
    """A column of the newest table that may be one that is missing."""

    name: str
    score: float
    reason: str


class MissingRead(BaseModel):
    """A column that is gone, with what it may be now, the likeliest first."""

    key: str
    name: str
    candidates: list[CandidateRead]


class RetypedRead(BaseModel):
    """A column that holds something else now."""

    key: str
    name: str
    before: ColumnType
    after: ColumnType


class DriftRead(BaseModel):
    """What a person has to decide before the newest table is taken over."""

    missing: list[MissingRead]
    retyped: list[RetypedRead]


class DriftAnswer(BaseModel):
    """What became of columns, by their id: their new name, given up, or another type.

    What is not mentioned stays open.
    """

    model_config = ConfigDict(extra="forbid")

    renamed: dict[str, Annotated[str, StringConstraints(min_length=1, max_length=200)]] = {}
    gone: list[str] = []
    retyped: dict[str, ColumnType] = {}


class DataSourceRead(BaseModel):
    """A connected table and what is known of its latest snapshot.

    `next_refresh_at` is None without a schedule and during a pause. While `paused` is not None,
    nothing is fetched by schedule or on change. `key` has ids of columns; until the first
    snapshot, their names.
    """

    model_config = ConfigDict(from_attributes=True, populate_by_name=True)

    id: UUID
    version: int
    type: SourceKind = Field(validation_alias=AliasChoices("kind", "type"))
    name: str
    connection_id: UUID | None
    owner_id: UUID | None
    settings: dict[str, Any]
    schedule: Schedule | None
    next_refresh_at: datetime | None
    on_change: bool
    paused: PauseRead | None
    state: SourceState
    state_reason: str | None
    drift: DriftRead | None
    mode: SourceMode
    key: list[str]
    created_at: datetime
    updated_at: datetime
    snapshot: SnapshotRead | None = None


class DataSourceCreated(DataSourceRead):
    """A new data source with its first ingestion job."""

    job: JobRead


class DataSourceChanged(DataSourceRead):
    """A data source that was changed."""

    repeating_rows: int | None = Field(
        description="When mode or key were given: how many rows repeat another's key"
    )


class RowKeyRead(BaseModel):
    """Columns by id that tell rows apart, all but `repeating_rows` of the latest snapshot's."""

    columns: list[str]
    proposed: bool = Field(description="Whether the request left the choice to us")
    repeating_rows: int = Field(description="Rows that repeat the key of a row before them")
    row_count: int
    candidates: list[str] = Field(description="Columns that may be part of a key")


class ProposalRead(BaseModel):
    """A meaning that a column may have: how sure it is, from 0 to 1, and why."""

    semantic_type: str
    confidence: float
    reason: str


class ColumnRead(BaseModel):
    """A column as it is today; `id` also names it in queries.

    `evidence` says what decided its type; `proposal` is the meaning that fits best, whether it is
    set, too unsure to be set, or overruled by a person.
    """

    model_config = ConfigDict(from_attributes=True, populate_by_name=True)

    id: str = Field(validation_alias=AliasChoices("key", "id"))
    name: str
    type: ColumnType
    semantic_type: str | None
    role: Role
    format: str | None
    overridden: bool
    aliases: list[str] = []
    evidence: str | None = None
    proposal: ProposalRead | None = None


class ColumnUpdate(BaseModel):
    """What a person sets; only the given fields change, all of them are then kept.

    `overridden` false leaves the column to the machine again.
    """

    model_config = ConfigDict(extra="forbid")

    type: ColumnType = ColumnType.TEXT
    semantic_type: str | None = Field(default=None, max_length=60)
    role: Role = Role.DIMENSION
    format: str | None = Field(default=None, max_length=20)
    overridden: bool = True


class MetricRead(BaseModel):
    """A metric definition that a source's columns allow; `name` names it in queries."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    label: str


class PreviewRead(BaseModel):
    """The first rows of a range as they would be ingested; values as JSON."""

    spreadsheet_id: str
    spreadsheet_title: str
    tab: str
    columns: list[ColumnRead]
    rows: list[list[Any]]
    rows_read: int
    notes: list[str]


class RowsRead(BaseModel):
    """Rows of a snapshot, in the order of the sheet.

    The snapshots before and after it are told by when they were taken; null at the ends.
    """

    columns: list[ColumnRead]
    rows: list[list[Any]]
    row_count: int
    snapshot: SnapshotRead
    earlier_snapshot_at: datetime | None
    later_snapshot_at: datetime | None
