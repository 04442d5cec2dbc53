"""The profile of the open data source: its score, and what each column holds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TypedDict
from uuid import UUID

import reflex as rx

from cashstage.access.principal import Principal
from cashstage.core.errors import CashstageError
from cashstage.core.ids import parse_id
from cashstage.core.words import counted
from cashstage.sources.snapshot.profile_schemas import ProfileRead, QualityPartRead
from cashstage.sources.snapshot.profiling import read_profile
from cashstage.ui.states.profile_lines import ProfileLine, newest_words, profile_line, sparkline
from cashstage.ui.states.profile_words import NOTHING
from cashstage.ui.states.session import PageState, signed_in, work
from cashstage.ui.states.source import SourceState

COLUMNS_PER_PAGE = 50
_WORDS = ((90, "good", "Reliable"), (75, "fair", "Mostly reliable"), (50, "weak", "Use with care"))
_POOR = ("poor", "Not reliable")


class PartLine(TypedDict):
    """A part of the score; `score` is a dash where it can't be judged."""

    name: str
    weight: str
    score: str
    width: str
    tone: str
    sentence: str


class SourceProfileState(PageState, rx.State):
    """The profile as it is shown; `of` tells of which data source."""

    of: str = ""
    phase: str = "loading"
    problem: str = ""
    score: str = ""
    tone: str = ""
    verdict: str = ""
    parts: list[PartLine] = []
    taken_at: str = ""
    newest: str = ""
    rows: str = ""
    trend: str = ""
    trend_said: str = ""
    line: str = ""
    duplicates: str = ""
    duplicates_said: str = ""
    columns: list[ProfileLine] = []
    more: str = ""

    @rx.event
    @signed_in
    async def load(self, actor: Principal) -> AsyncIterator[None]:
        """Reads the profile of the source that the page shows; what is there stays meanwhile."""
        shown = await self.get_state(SourceState)
        if self.of != shown._identifier:
            self.reset()
            self.of = shown._identifier
        if self.phase == "failed":
            self.phase = "loading"
        yield
        await self._read(actor, max(len(self.columns), COLUMNS_PER_PAGE))

    @rx.event
    @signed_in
    async def show_more(self, actor: Principal) -> None:
        """The next columns."""
        await self._read(actor, len(self.columns) + COLUMNS_PER_PAGE)

    async def _read(self, actor: Principal, columns: int) -> None:
        try:
            found = await work(read_profile, actor, parse_id(self.of) or UUID(int=0))
        except CashstageError as error:
            self.phase, self.problem = "failed", error.sentence
            return
        self._show_score(found)
        self._show_facts(found)
        self.columns = [profile_line(column, found.row_count) for column in found.columns[:columns]]
        hidden = len(found.columns) - len(self.columns)
        self.more = f"{counted(hidden, 'more column')}" if hidden > 0 else ""
        self.phase = "ready"

    def _show_score(self, found: ProfileRead) -> None:
        self.score = NOTHING if found.score is None else str(found.score)
        self.tone, self.verdict = judged(found.score)
        self.parts = [part_line(part) for part in found.parts]

    def _show_facts(self, found: ProfileRead) -> None:
        self.taken_at = found.freshness.taken_at.isoformat()
        self.newest = newest_words(found.freshness.newest_day)
        counts = [point.row_count for point in found.history]
        self.rows, self.line = f"{found.row_count:,}", sparkline(counts)
        self.trend, self.trend_said = trend_words(counts)
        self.duplicates, self.duplicates_said = duplicate_words(found)


def judged(score: int | None) -> tuple[str, str]:
    """A tone and a word for a score."""
    if score is None:
        return "", "Can't be judged"
    return next(((tone, word) for least, tone, word in _WORDS if score >= least), _POOR)


def part_line(part: QualityPartRead) -> PartLine:
    """The part in words."""
    return PartLine(
        name=part.name.capitalize(),
        weight=f"weighs {part.weight}" if part.score is not None else "does not count",
        score=NOTHING if part.score is None else str(part.score),
        width=f"{part.score or 0}%",
        tone=judged(part.score)[0],
        sentence=part.sentence,
    )


def trend_words(counts: list[int]) -> tuple[str, str]:
    """How the number of rows changed at last, and over all snapshots that are drawn."""
    if len(counts) == 1:
        return "The first snapshot", f"One snapshot with {counted(counts[0], 'row')}."
    change = counts[-1] - counts[-2]
    word = "more" if change > 0 else "fewer"
    last = f"{abs(change):,} {word} than before" if change else "As many as before"
    return last, (
        f"Rows of the last {len(counts)} snapshots: from {counts[0]:,} to {counts[-1]:,},"
        f" at least {min(counts):,} and at most {max(counts):,}."
    )


def duplicate_words(found: ProfileRead) -> tuple[str, str]:
    """How many rows repeat another, and by which columns."""
    if found.key is None or not found.key.columns:
        return NOTHING, "No columns tell rows apart"
    names = {column.id: column.name for column in found.columns}
    told = ", ".join(names[each] for each in found.key.columns)
    rows = found.key.duplicate_rows
    return (f"{rows:,}" if rows else "None"), f"by {told}"
