"""When the open data source refreshes by itself: the schedule being edited, and its pause."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.core.clock import time_zones
from cashstage.core.errors import CashstageError, InvalidInput
from cashstage.core.ids import parse_id
from cashstage.core.schedule.value import MAX_TIMES_A_DAY, WEEKDAYS
from cashstage.models.platform import get_platform
from cashstage.organizations.organization import service as organizations
from cashstage.sources.data_source import refreshing
from cashstage.sources.data_source import service as sources
from cashstage.sources.data_source.schemas import (
    DataSourceRead,
    DataSourceUpdate,
    SchedulePreview,
)
from cashstage.ui.states.schedule_draft import (
    FIRST_TIME,
    KINDS,
    UNITS,
    Draft,
    draft_of,
    run_words,
    schedule_of,
)
from cashstage.ui.states.session import PageState, signed_in, work
from cashstage.ui.states.source import SourceState

RUNS = 5
PROPOSED_ZONES = 12
_LATER = ("12:00", "18:00", "09:00", "15:00", "21:00", "03:00")
"""What a further time of the day begins as."""


@dataclass(frozen=True)
class RunLine:
    """A run to come: its moment in ISO 8601, and what the schedule's clock shows then."""

    at: str
    words: str


class SourceScheduleState(PageState, rx.State):
    """The schedule as its fields have it; `edition` counts when they are to be filled anew."""

    ready: bool = False
    edition: int = 0
    kind: str = "none"
    every: str = ""
    unit: str = "1"
    minute: str = ""
    times: list[str] = []
    weekdays: list[str] = []
    expression: str = ""
    time_zone: str = ""
    proposed_zones: list[list[str]] = []
    jitter: str = ""
    on_change: bool = True
    words: str = ""
    runs: list[RunLine] = []
    problem: str = ""
    saved: str = ""
    pausing: bool = False
    _version: int = 0
    _stored: dict[str, Any] = {}
    _source_id: str = ""

    @rx.var
    def changed(self) -> bool:
        """Whether there is something to save."""
        return self.ready and self._fields() != self._stored

    @rx.event
    @signed_in
    async def load(self, actor: Principal) -> AsyncIterator[None]:
        """Reads what is stored for the open source; what is being edited stays if it is that."""
        identifier = await self._open_source()
        actor.require(Permission.EDIT_SOURCES)
        if self._source_id != str(identifier):
            self.reset()
            yield
        place = await work(organizations.read, actor)
        source = await work(sources.read, actor, identifier)
        self._take(source, place.time_zone)
        await self._look(actor)

    @rx.event
    @signed_in
    async def choose_kind(self, actor: Principal, kind: str) -> None:
        """Another kind of schedule, or none."""
        self.kind = kind if kind in KINDS else self.kind
        self.edition += 1
        await self._look(actor)

    @rx.event
    @signed_in
    async def set_every(self, actor: Principal, count: str) -> None:
        """How many units lie between two runs."""
        self.every = count.strip()
        await self._look(actor)

    @rx.event
    @signed_in
    async def set_unit(self, actor: Principal, unit: str) -> None:
        """Minutes, hours or days."""
        self.unit = unit if unit in dict(UNITS) else self.unit
        await self._look(actor)

    @rx.event
    @signed_in
    async def set_minute(self, actor: Principal, minute: str) -> None:
        """The minute of every hour."""
        self.minute = minute.strip()
        await self._look(actor)

    @rx.event
    @signed_in
    async def set_time(self, actor: Principal, index: int, time: str) -> None:
        """Another time of the day."""
        self.times = [time if number == index else other for number, other in enumerate(self.times)]
        await self._look(actor)

    @rx.event
    @signed_in
    async def add_time(self, actor: Principal) -> None:
        """One more time of the day."""
        free = [time for time in _LATER if time not in self.times]
        if len(self.times) < MAX_TIMES_A_DAY:
            self.times = [*self.times, free[0] if free else FIRST_TIME]
            self.edition += 1
        await self._look(actor)

    @rx.event
    @signed_in
    async def remove_time(self, actor: Principal, index: int) -> None:
        """One time less."""
        if len(self.times) > 1:
            self.times = [time for number, time in enumerate(self.times) if number != index]
            self.edition += 1
        await self._look(actor)

    @rx.event
    @signed_in
    async def toggle_day(self, actor: Principal, day: str) -> None:
        """On that day of the week, or no longer."""
        wanted = set(self.weekdays) ^ {day}
        self.weekdays = [str(known) for known in WEEKDAYS if known in wanted]
        await self._look(actor)

    @rx.event
    @signed_in
    async def set_expression(self, actor: Principal, text: str) -> None:
        """Another cron expression."""
        self.expression = text
        await self._look(actor)

    @rx.event
    @signed_in
    async def set_zone(self, actor: Principal, text: str) -> None:
        """Another time zone; of a part of a name those that have it are proposed."""
        self.time_zone = text.strip().replace(" ", "_")
        part = self.time_zone.lower()
        found = sorted(name for name in time_zones() if part in name.lower() and "/" in name)
        self.proposed_zones = [[name, name.replace("_", " ")] for name in found[:PROPOSED_ZONES]]
        await self._look(actor)

    @rx.event
    @signed_in
    async def set_jitter(self, actor: Principal, minutes: str) -> None:
        """By how much the sources of one schedule are spread."""
        self.jitter = minutes.strip()
        await self._look(actor)

    @rx.event
    @signed_in
    async def toggle_on_change(self, actor: Principal) -> None:
        """Whether edits are fetched at once."""
        self.on_change, self.saved = not self.on_change, ""

    @rx.event
    @signed_in
    async def save(self, actor: Principal) -> AsyncIterator[object]:
        """Stores schedule and switch together."""
        self.problem, self.saved = "", "saving"
        yield None
        try:
            body = DataSourceUpdate(schedule=schedule_of(self._draft()), on_change=self.on_change)
            source = await work(
                sources.update, actor, self._required(), body, expected_version=self._version
            )
        except CashstageError as error:
            self.problem, self.saved = error.sentence, "failed"
            return
        self._take(source, self.time_zone)
        self.saved = "saved"
        yield SourceState.refresh

    @rx.event
    @signed_in
    async def pause(self, actor: Principal) -> AsyncIterator[object]:
        """Fetches nothing by itself from now on."""
        self.pausing = True
        yield None
        try:
            await work(refreshing.pause, actor, await self._open_source())
        finally:
            self.pausing = False
        yield SourceState.refresh

    @rx.event
    @signed_in
    async def resume(self, actor: Principal) -> AsyncIterator[object]:
        """Goes on, and fetches what was edited meanwhile."""
        self.pausing = True
        yield None
        try:
            await work(refreshing.resume, actor, await self._open_source())
        finally:
            self.pausing = False
        yield SourceState.refresh

    async def _look(self, actor: Principal) -> None:
        """Shows the next runs of what the fields say now, or what is wrong with them."""
        self.problem, self.saved, self.words, self.runs = "", "", "", []
        try:
            schedule = schedule_of(self._draft())
            if schedule is None:
                return
            body = SchedulePreview(schedule=schedule, data_source_id=self._required(), count=RUNS)
            seen = await work(refreshing.preview, actor, body)
        except CashstageError as error:
            self.problem = error.sentence
            return
        now = get_platform().clock()
        self.words = seen.words
        self.runs = [RunLine(run.isoformat(), run_words(run, schedule, now)) for run in seen.runs]

    def _take(self, source: DataSourceRead, time_zone: str) -> None:
        """Fills the fields, unless they were filled with the same before and edited since."""
        draft = draft_of(source.schedule, time_zone)
        stored = vars(draft) | {"on_change": source.on_change}
        self._version, self._source_id = source.version, str(source.id)
        if self.ready and stored == self._stored:
            return
        for name, value in stored.items():
            setattr(self, name, list(value) if isinstance(value, tuple) else value)
        self._stored = stored
        self.edition += 1
        self.ready = True

    def _draft(self) -> Draft:
        return Draft(
            kind=self.kind,
            every=self.every,
            unit=self.unit,
            minute=self.minute,
            times=tuple(self.times),
            weekdays=tuple(self.weekdays),
            expression=self.expression,
            time_zone=self.time_zone,
            jitter=self.jitter,
        )

    def _fields(self) -> dict[str, Any]:
        return vars(self._draft()) | {"on_change": self.on_change}

    async def _open_source(self) -> UUID:
        shown = await self.get_state(SourceState)
        identifier = parse_id(shown._identifier)
        if identifier is None:
            raise InvalidInput("There is no such data source.")
        return identifier

    def _required(self) -> UUID:
        identifier = parse_id(self._source_id)
        if identifier is None:
            raise InvalidInput("There is no such data source.")
        return identifier
