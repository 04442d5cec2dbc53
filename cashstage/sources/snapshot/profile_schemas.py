"""The profile of a snapshot as callers see it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from cashstage.schema.column import ColumnType, Role
from cashstage.snapshots.coverage import Step
from cashstage.snapshots.quality import PartName
from cashstage.sources.snapshot.schemas import SnapshotRead


class _FromParts(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class ProfileBin(_FromParts):
    """How many values lie between two edges.

    Of numbers from `start` up to but not including `end`, though the last bin includes it; of
    dates from the day `start` to the day `end`, both included.
    """

    start: int | float | date
    end: int | float | date
    count: int


class ProfileValue(_FromParts):
    """A value and in how many cells it is; texts are cut after 200 characters."""

    value: Any
    count: int


class ProfileGap(_FromParts):
    """Days without a row, first and last included; `missing` counts steps of the column."""

    first: date
    last: date
    missing: int


class ProfileCoverage(_FromParts):
    """Which days a column of dates has.

    Without a `step`, dates follow no rhythm and nothing is missing for certain. `gaps` are the 60
    largest of `gap_count` in their order.
    """

    first: date
    last: date
    days: int = Field(description="On how many days there is a row")
    step: Step | None = Field(description="How far apart the dates usually are")
    missing: int = Field(description="How many steps have no row")
    gap_count: int
    gaps: list[ProfileGap]


class ColumnProfileRead(_FromParts):
    """A column's statistics; what does not apply to its type is null or empty.

    `values`, `nulls` and `unusable` add up to the rows; the others are over the values.
    """

    id: str
    name: str
    type: ColumnType
    semantic_type: str | None
    role: Role
    format: str | None
    values: int = Field(description="Cells that count")
    nulls: int = Field(description="Empty cells")
    unusable: int = Field(description="Cells with NaN, an infinity or a day outside years 1-9999")
    distinct: int = Field(description="How many different values")
    estimated: bool = Field(description="Whether `distinct` is an estimate")
    minimum: Any = Field(description="Of texts the first in the order of code points")
    maximum: Any
    mean: float | None
    sum: int | float | None = Field(description="Compensated; exact for whole numbers of 64 bits")
    zeros: int | None
    negatives: int | None
    shortest: int | None = Field(description="Characters of the shortest text")
    longest: int | None
    top: list[ProfileValue] = Field(
        description="The most frequent values, of numbers only where at most 50 are different"
    )
    histogram: list[ProfileBin]
    coverage: ProfileCoverage | None


class QualityPartRead(_FromParts):
    """A part of the score, from 0 to 100; null where it can't be judged and does not count."""

    name: PartName
    weight: int
    score: int | None
    sentence: str


class ProfileKey(BaseModel):
    """The ids of the columns that tell rows apart best, and how many rows repeat another's."""

    columns: list[str]
    duplicate_rows: int


class ProfileFreshness(BaseModel):
    """How old the snapshot is, now or at the moment asked for.

    `refresh_minutes` is null for a source that is refreshed on demand only.
    """

    taken_at: datetime
    age_seconds: float
    refresh_minutes: int | None
    newest_day: date | None = Field(description="The last day in its column of dates")


class ProfilePoint(BaseModel):
    """How many rows a snapshot has."""

    taken_at: datetime
    row_count: int


class ProfileRead(BaseModel):
    """What a snapshot holds and how far it can be relied on.

    `score` is the mean of those `parts` that can be judged, by their weights, and null when none
    can. `history` has up to 30 snapshots, oldest first, the last is this one. `key` is null where
    finding one takes too much.
    """

    snapshot: SnapshotRead
    row_count: int
    score: int | None
    parts: list[QualityPartRead]
    freshness: ProfileFreshness
    history: list[ProfilePoint]
    key: ProfileKey | None
    columns: list[ColumnProfileRead]
