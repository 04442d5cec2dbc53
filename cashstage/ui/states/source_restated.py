"""The past days whose numbers are others since a refresh."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TypedDict
from uuid import UUID

import reflex as rx

from cashstage.access.principal import Principal
from cashstage.core.errors import CashstageError
from cashstage.core.ids import parse_id
from cashstage.sources.data_source import service as sources
from cashstage.sources.snapshot.schemas import RestatedDay, SnapshotChanges
from cashstage.ui.states.change_words import restated_words
from cashstage.ui.states.session import PageState, signed_in, work
from cashstage.ui.states.source import SourceState
from cashstage.ui.states.source_diff import difference_text, value_text


class RestatedLine(TypedDict):
    """A day's sum of one column, before and after, in words."""

    day: str
    column: str
    before: str
    after: str
    difference: str


class SourceRestatedState(PageState, rx.State):
    """The dialog; closed while `snapshot` is empty."""

    snapshot: str = ""
    taken_at: str = ""
    loading: bool = False
    problem: str = ""
    summary: str = ""
    days: list[RestatedLine] = []
    more: str = ""

    @rx.event
    @signed_in
    async def open(self, actor: Principal, snapshot_id: str) -> AsyncIterator[None]:
        """Shows which days a snapshot has restated."""
        self.reset()
        self.snapshot, self.loading = snapshot_id, True
        yield
        shown = await self.get_state(SourceState)
        source_id, identifier = parse_id(shown._identifier), parse_id(snapshot_id)
        nothing = UUID(int=0)
        try:
            found = await work(
                sources.read_snapshot, actor, source_id or nothing, identifier or nothing
            )
        except CashstageError as error:
            self.problem = error.sentence
            return
        finally:
            self.loading = False
        self.taken_at = found.taken_at.isoformat()
        self.summary = restated_words(found.changes)
        self.days = restated_lines(found.changes)
        hidden = (found.changes.restated if found.changes else 0) - len(self.days)
        self.more = f"These are the first; {hidden:,} more changed." if hidden else ""

    @rx.event
    @signed_in
    async def close(self, actor: Principal) -> None:
        """Closes the dialog."""
        self.snapshot = ""


def restated_lines(changes: SnapshotChanges | None) -> list[RestatedLine]:
    """The stored restatements in words."""
    return [_line(one) for one in changes.restatements] if changes else []


def _line(one: RestatedDay) -> RestatedLine:
    both = one.before is not None and one.after is not None
    return RestatedLine(
        day=one.day.isoformat(),
        column=one.name,
        before=value_text(one.before),
        after=value_text(one.after),
        difference=difference_text((one.after or 0) - (one.before or 0)) if both else "",
    )
