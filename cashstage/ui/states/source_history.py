"""Whether a data source keeps the rows that leave it, as editors see and change it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

import reflex as rx

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.core.errors import CashstageError
from cashstage.core.ids import parse_id
from cashstage.core.words import counted
from cashstage.models import SourceMode
from cashstage.sources.data_source import row_keys
from cashstage.sources.data_source import service as sources
from cashstage.sources.data_source.schemas import (
    DataSourceRead,
    DataSourceUpdate,
    RowKeyRead,
)
from cashstage.ui.states.session import PageState, signed_in, work
from cashstage.ui.states.source import SourceState
from cashstage.ui.states.source_reading import SourceReadingState

_REPLACES = (
    "A refresh shows the table as it is then. Rows that have left it stay in older snapshots."
)


class SourceHistoryState(PageState, rx.State):
    """What is chosen; `saved_mode` and `saved_keys` are what holds.

    `candidates` are ids and names of the columns that may tell rows apart, none before the first
    snapshot; `repeats` says how well the chosen ones do.
    """

    source_id: str = ""
    mode: str = SourceMode.REPLACE
    saved_mode: str = SourceMode.REPLACE
    keys: list[str] = []
    saved_keys: list[str] = []
    candidates: list[tuple[str, str]] = []
    proposed: bool = False
    looking: bool = False
    outcome: str = ""
    repeats: str = ""
    problem: str = ""
    saved: str = ""

    @rx.event
    @signed_in
    async def load(self, actor: Principal) -> AsyncIterator[None]:
        """Reads what is set for the open source."""
        shown = await self.get_state(SourceState)
        identifier = parse_id(shown._identifier)
        actor.require(Permission.EDIT_SOURCES)
        if identifier is None:
            return
        self.reset()
        source = await work(sources.read, actor, identifier)
        if source.snapshot is None:
            self.source_id = str(source.id)
            return
        self._show(source)
        names = {
            column.id: column.name for column in await work(sources.read_columns, actor, identifier)
        }
        async for _ in self._count(actor, names):
            yield

    @rx.event
    @signed_in
    async def choose(self, actor: Principal, mode: str) -> AsyncIterator[None]:
        """Chooses whether rows are kept; saves nothing yet."""
        self.mode = mode if mode in set(SourceMode) else SourceMode.REPLACE
        self.saved = self.problem = ""
        async for _ in self._count(actor, dict(self.candidates)):
            yield

    @rx.event
    @signed_in
    async def toggle_key(self, actor: Principal, key: str) -> AsyncIterator[None]:
        """Tells rows apart by one column more or less; by none of them, as proposed."""
        chosen = [one for one in self.keys if one != key]
        if len(chosen) == len(self.keys):
            chosen.append(key)
        # In the order of the table, whatever the order of the presses.
        self.keys = [one for one, _ in self.candidates if one in chosen]
        self.saved = self.problem = ""
        async for _ in self._count(actor, dict(self.candidates)):
            yield

    @rx.event
    @signed_in
    async def save(self, actor: Principal) -> AsyncIterator[object]:
        """Saves the choice; the source is read anew."""
        self.problem, self.saved = "", "saving"
        yield None
        values = {"mode": str(self.mode)}
        keys = {"key": list(self.keys)} if self.mode == SourceMode.ACCUMULATE else {}
        try:
            changed = await work(
                sources.update,
                actor,
                parse_id(self.source_id) or UUID(int=0),
                DataSourceUpdate.model_validate(values | keys),
            )
        except CashstageError as error:
            self.problem, self.saved = error.sentence, "failed"
            return
        self._show(changed)
        self.saved = "saved"
        yield SourceState.refresh
        yield SourceReadingState.load

    async def _count(self, actor: Principal, names: dict[str, str]) -> AsyncIterator[None]:
        """Says what the choice means for the rows there are; counting them may take a moment."""
        self.looking = True
        yield
        self.repeats = ""
        try:
            found = await work(
                row_keys.read_key,
                actor,
                parse_id(self.source_id) or UUID(int=0),
                list(self.keys),
            )
        except CashstageError as error:
            self.problem = error.sentence
            return
        finally:
            self.looking = False
        self.candidates = [(each, names.get(each, each)) for each in found.candidates]
        self.keys, self.proposed = list(found.columns), found.proposed
        self.outcome = outcome_of(self.mode, found, names)
        self.repeats = repeats_of(found) if self.mode == SourceMode.ACCUMULATE else ""

    def _show(self, source: DataSourceRead) -> None:
        self.source_id = str(source.id)
        self.mode = self.saved_mode = source.mode
        self.keys = self.saved_keys = list(source.key)


def outcome_of(mode: str, key: RowKeyRead, names: dict[str, str]) -> str:
    """What a refresh will do."""
    if mode != SourceMode.ACCUMULATE:
        return _REPLACES
    if not key.columns:
        return "No column of this table can tell rows apart, so none can be kept."
    chosen = [names.get(each, each) for each in key.columns]
    *first, last = chosen
    by = f"{', '.join(first)} and {last}" if first else last
    return f"A refresh replaces the rows whose {by} it brings, adds new ones, and keeps all others."


def repeats_of(key: RowKeyRead) -> str:
    """How well the key tells the rows of the newest snapshot apart."""
    if not key.columns:
        return ""
    rows = counted(key.row_count, "row")
    if not key.repeating_rows:
        return f"No two of the {rows} in the newest snapshot share these values."
    return (
        f"{key.repeating_rows:,} of {rows} in the newest snapshot repeat those of another row;"
        " rows that share them are replaced together."
    )
