"""What changed between two snapshots of a data source, row by row and cell by cell."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, TypedDict
from uuid import UUID

import reflex as rx

from cashstage.access.principal import Principal
from cashstage.core.errors import CashstageError
from cashstage.core.ids import parse_id
from cashstage.core.words import counted
from cashstage.schema.column import ColumnType, Role
from cashstage.snapshots.diff import ChangeKind
from cashstage.sources.snapshot.comparison import compare
from cashstage.sources.snapshot.diff_schemas import DiffCell, DiffColumn, DiffRow, SnapshotDiffRead
from cashstage.ui.states.session import PageState, signed_in, work
from cashstage.ui.states.source import SourceState

ROWS_PER_PAGE = 50
MAX_CELLS = 12
MAX_DAYS = 12
_NOTHING = "nothing"
_KINDS = {
    ChangeKind.ADDED: "Added",
    ChangeKind.REMOVED: "Removed",
    ChangeKind.CHANGED: "Changed",
}


class ChangedColumn(TypedDict):
    """A column in which values changed: in how many rows, and by how much in all."""

    name: str
    cells: str
    difference: str


class ChangedRow(TypedDict):
    """A row that differs; `cells` are sentences such as "Cost: 10.5 → 12"."""

    kind: str
    word: str
    key: str
    cells: list[str]


class RestatedDay(TypedDict):
    """A past day whose number is another now."""

    day: str
    change: str


class SourceDiffState(PageState, rx.State):
    """The dialog; closed while `after` is empty. `keys` tell rows apart."""

    after: str = ""
    taken_at: str = ""
    before_taken_at: str = ""
    comparing: bool = False
    problem: str = ""
    counts: list[str] = []
    columns: list[ChangedColumn] = []
    rows: list[ChangedRow] = []
    restated: list[RestatedDay] = []
    restated_more: str = ""
    more: bool = False
    candidates: list[tuple[str, str]] = []
    keys: list[str] = []
    proposed: bool = True

    @rx.event
    @signed_in
    async def open(self, actor: Principal, snapshot_id: str) -> AsyncIterator[None]:
        """Compares a snapshot with the one before it."""
        self.reset()
        self.after = snapshot_id
        async for _ in self._compare(actor, ()):
            yield

    @rx.event
    @signed_in
    async def close(self, actor: Principal) -> None:
        """Closes the dialog."""
        self.after = ""

    @rx.event
    @signed_in
    async def toggle_key(self, actor: Principal, key: str) -> AsyncIterator[None]:
        """Tells rows apart by one column more or less; by none of them, as proposed."""
        chosen = [one for one in self.keys if one != key]
        if len(chosen) == len(self.keys):
            chosen.append(key)
        async for _ in self._compare(actor, tuple(chosen)):
            yield

    @rx.event
    @signed_in
    async def show_more(self, actor: Principal) -> None:
        """The next rows."""
        answer = await self._read(actor, tuple(self.keys), len(self.rows))
        if answer is not None:
            self._append(answer)

    async def _compare(self, actor: Principal, keys: tuple[str, ...]) -> AsyncIterator[None]:
        self.comparing, self.problem = True, ""
        yield
        answer = await self._read(actor, keys, 0)
        self.comparing = False
        if answer is None:
            return
        self.rows = []
        self.keys, self.proposed = answer.key.columns, answer.key.proposed
        self.taken_at = answer.after.taken_at.isoformat()
        self.before_taken_at = answer.before.taken_at.isoformat()
        self.counts = counts_in_words(answer)
        self.columns = [
            ChangedColumn(
                name=column.name,
                cells=counted(column.changed_cells, "cell"),
                difference=difference_text(column.difference),
            )
            for column in answer.columns
            if column.changed_cells
        ]
        self.candidates = [
            (column.id, column.name)
            for column in answer.columns
            if column.role is Role.DIMENSION
            and column.before_type is not None
            # What has fractions measures something, even where it is not added up.
            and column.after_type not in {None, ColumnType.NUMBER}
        ]
        self.restated = restated_days(answer)
        hidden = answer.restated - len(self.restated)
        self.restated_more = f"and {hidden:,} more" if hidden else ""
        self._append(answer)

    async def _read(
        self, actor: Principal, keys: tuple[str, ...], offset: int
    ) -> SnapshotDiffRead | None:
        shown = await self.get_state(SourceState)
        source_id, after = parse_id(shown._identifier), parse_id(self.after)
        try:
            return await work(
                compare,
                actor,
                source_id or UUID(int=0),
                after=after,
                key=keys,
                limit=ROWS_PER_PAGE,
                offset=offset,
            )
        except CashstageError as error:
            self.problem = error.sentence
            return None

    def _append(self, answer: SnapshotDiffRead) -> None:
        names = {column.id: column for column in answer.columns}
        self.rows = [*self.rows, *(row_in_words(row, names) for row in answer.rows)]
        counts = answer.counts
        self.more = len(self.rows) < counts.added + counts.removed + counts.changed


def counts_in_words(answer: SnapshotDiffRead) -> list[str]:
    """How many rows of each kind, without those of which there are none."""
    counts = answer.counts
    numbers = (
        (counts.added, "added"),
        (counts.removed, "removed"),
        (counts.changed, "changed"),
        (counts.unchanged, "the same"),
    )
    return [f"{counted(number, 'row')} {word}" for number, word in numbers if number]


def restated_days(answer: SnapshotDiffRead) -> list[RestatedDay]:
    """The first past days whose numbers changed, in words."""
    names = {column.id: column.name for column in answer.columns}
    return [
        RestatedDay(
            day=one.day.isoformat(),
            change=f"{names[one.column]}: {value_text(one.before)} → {value_text(one.after)}",
        )
        for one in answer.restatements[:MAX_DAYS]
    ]


def row_in_words(row: DiffRow, columns: dict[str, DiffColumn]) -> ChangedRow:
    """A row's key and what became of its cells."""
    cells = [
        _cell(cell, columns[cell.column].name, row.kind)
        for cell in row.cells
        if cell.column in columns
    ]
    hidden = len(cells) - MAX_CELLS
    return ChangedRow(
        kind=row.kind,
        word=_KINDS[row.kind],
        key=", ".join(value_text(value) for value in row.key),
        cells=[*cells[:MAX_CELLS], *([f"and {counted(hidden, 'cell')} more"] * (hidden > 0))],
    )


def _cell(cell: DiffCell, name: str, kind: ChangeKind) -> str:
    if kind is ChangeKind.CHANGED:
        return f"{name}: {value_text(cell.before)} → {value_text(cell.after)}"
    return f"{name}: {value_text(cell.after if kind is ChangeKind.ADDED else cell.before)}"


def difference_text(value: float | None) -> str:
    """A change of a number with its sign; nothing for none."""
    if not value:
        return ""
    return f"{value:+,}" if isinstance(value, int) else f"{value:+,.2f}"


def value_text(value: Any) -> str:
    """A value as people write it."""
    if value is None:
        return _NOTHING
    if isinstance(value, float):
        return f"{value:,.4f}".rstrip("0").rstrip(".")
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
