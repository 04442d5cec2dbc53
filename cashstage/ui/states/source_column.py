"""Correcting one column of a data source: what it is, means, and is shown as."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import reflex as rx

from cashstage.access.principal import Principal
from cashstage.core.errors import CashstageError
from cashstage.core.ids import parse_id
from cashstage.schema.column import ColumnType
from cashstage.schema.semantic import KIND_OF
from cashstage.sources.data_source import columns, drift
from cashstage.sources.data_source import service as sources
from cashstage.sources.data_source.schemas import ColumnRead, ColumnUpdate
from cashstage.ui.states.cells import meaning_words
from cashstage.ui.states.session import PageState, signed_in, work
from cashstage.ui.states.source import SourceState

NONE = ""
TYPES = tuple((kind.value, kind.value.capitalize()) for kind in ColumnType)
MEANINGS = (
    (NONE, "None"),
    *sorted(((name, meaning_words(name)) for name in KIND_OF), key=lambda pair: pair[1].casefold()),
)
ROLES = (("dimension", "Dimension: to group by"), ("metric", "Metric: to add up"))
FORMATS = (
    (NONE, "Plain"),
    ("percent", "Percent"),
    ("currency", "Money, currency unknown"),
    ("duration", "Duration in seconds"),
)


class SourceColumnState(PageState, rx.State):
    """The dialog; closed while `key` is empty."""

    key: str = ""
    name: str = ""
    type: str = ""
    semantic_type: str = ""
    role: str = ""
    format: str = ""
    formats: list[tuple[str, str]] = []
    overridden: bool = False
    aliases: list[str] = []
    evidence: str = ""
    proposal: str = ""
    problem: str = ""

    @rx.event
    @signed_in
    async def open(self, actor: Principal, key: str) -> None:
        """Shows what the column is taken for."""
        found = {
            column.id: column
            for column in await work(sources.read_columns, actor, await self._source_id())
        }
        column = found.get(key)
        if column is None:
            return
        self.name, self.type, self.role = column.name, column.type, column.role
        self.semantic_type, self.format = column.semantic_type or NONE, column.format or NONE
        known = dict(FORMATS)
        if self.format not in known:
            known[self.format] = f"Money in {self.format.partition(':')[2]}"
        self.formats = list(known.items())
        self.aliases = column.aliases
        self.evidence, self.proposal = column.evidence or "", _proposed(column)
        self.overridden, self.problem, self.key = column.overridden, "", key

    @rx.event
    @signed_in
    async def close(self, actor: Principal) -> None:
        """Leaves it as it is."""
        self.key = ""

    @rx.event
    @signed_in
    async def save(self, actor: Principal, form: dict[str, Any]) -> object:
        """Keeps what was chosen, for all later refreshes too."""
        body = ColumnUpdate.model_validate(
            {
                "type": form.get("type"),
                "semantic_type": form.get("semantic_type") or None,
                "role": form.get("role"),
                "format": form.get("format") or None,
            }
        )
        return await self._update(actor, body)

    @rx.event
    @signed_in
    async def release(self, actor: Principal) -> object:
        """Leaves the column to the machine again."""
        return await self._update(actor, ColumnUpdate(overridden=False))

    @rx.event
    @signed_in
    async def forget_alias(self, actor: Principal, alias: str) -> object:
        """Takes back that a name means this column."""
        source_id = await self._source_id()
        try:
            await work(drift.forget_alias, actor, source_id, self.key, alias)
        except CashstageError as error:
            self.problem = error.sentence
            return None
        self.key = ""
        return SourceState.read_again

    async def _update(self, actor: Principal, body: ColumnUpdate) -> object:
        try:
            source_id = await self._source_id()
            await work(columns.update_column, actor, source_id, self.key, body)
        except CashstageError as error:
            self.problem = error.sentence
            return None
        self.key = ""
        return SourceState.read_again

    async def _source_id(self) -> UUID:
        shown = await self.get_state(SourceState)
        return parse_id(shown._identifier) or UUID(int=0)


def _proposed(column: ColumnRead) -> str:
    """What the machine proposes, how surely and why."""
    proposal = column.proposal
    if proposal is None:
        return ""
    sure = f"{meaning_words(proposal.semantic_type)}, {proposal.confidence:.0%} sure"
    return f"{sure}. {proposal.reason}"
