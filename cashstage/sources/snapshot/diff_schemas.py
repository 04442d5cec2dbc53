"""A comparison of two snapshots as callers see it."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel, Field

from cashstage.schema.column import ColumnType, Role
from cashstage.snapshots.diff import ChangeKind
from cashstage.sources.snapshot.schemas import SnapshotRead


class DiffColumn(BaseModel):
    """A column of either snapshot, as the newer one that has it names it.

    A type is null where the snapshot lacks the column; such a column is empty there.
    """

    id: str
    name: str
    role: Role
    semantic_type: str | None
    format: str | None
    before_name: str | None
    before_type: ColumnType | None
    after_type: ColumnType | None
    changed_cells: int = Field(description="How many of the changed rows changed in this column")
    difference: int | float | None = Field(
        description="The sum of after minus before over the changed rows; null for no number"
    )


class DiffKey(BaseModel):
    """The ids of the columns that tell rows apart; without any, whole rows are compared."""

    columns: list[str]
    proposed: bool = Field(description="Whether the request left the choice to us")
    duplicate_rows: int | None = Field(
        description="Of a proposed key: how many rows of the newer snapshot repeat another's"
    )


class DiffCell(BaseModel):
    """A value before and after, by the column's id."""

    column: str
    before: Any
    after: Any


class DiffRow(BaseModel):
    """A row that differs; rows are counted from 0 in the order of the sheet.

    `key` has the values of the key's columns, of all columns when there is no key. `cells` are
    those that changed, of an added or removed row all of them.
    """

    kind: ChangeKind
    before_row: int | None
    after_row: int | None
    key: list[Any]
    cells: list[DiffCell]


class DiffCounts(BaseModel):
    """How many rows in all, whatever the page."""

    added: int
    removed: int
    changed: int
    unchanged: int


class DiffRestatement(BaseModel):
    """A day in both snapshots whose sum of a column is another now; null for no number."""

    day: date
    column: str
    before: int | float | None
    after: int | float | None


class SnapshotDiffRead(BaseModel):
    """What changed from `before` to `after`; `rows` are one page, ordered by key.

    `restatements` are the first days, by the first column of dates, whose numbers changed;
    `restated` counts all of them, with their columns.
    """

    before: SnapshotRead
    after: SnapshotRead
    key: DiffKey
    columns: list[DiffColumn]
    counts: DiffCounts
    rows: list[DiffRow]
    restated: int = 0
    restatements: list[DiffRestatement] = []
