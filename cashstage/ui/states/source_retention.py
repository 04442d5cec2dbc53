"""How long a data source's history is kept: chosen, foretold by a dry run, then saved."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID
from zoneinfo import ZoneInfo

import reflex as rx

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.core.errors import CashstageError
from cashstage.core.ids import parse_id
from cashstage.organizations.organization import service as organizations
from cashstage.sources.snapshot import thinning
from cashstage.sources.snapshot.thinning_schemas import RetentionRule
from cashstage.ui.states.history_view import (
    AGES,
    CUSTOM,
    EVERYTHING,
    THINNED,
    Dot,
    ages_of,
    day_words,
    dots,
    foretold,
    preset_of,
    rule_of,
)
from cashstage.ui.states.session import PageState, signed_in, work
from cashstage.ui.states.source_reading import SourceReadingState


class SourceRetentionState(PageState, rx.State):
    """`preset` and `ages` are chosen, not yet saved; `sentence` and `timeline` foretell them.

    `changed` tells that they differ from the rule that holds.
    """

    loaded: bool = False
    busy: bool = False
    preset: str = EVERYTHING
    ages: dict[str, str] = dict.fromkeys(AGES, "")
    sentence: str = ""
    problem: str = ""
    timeline: list[Dot] = []
    since: str = ""
    changed: bool = False
    saved: str = ""
    _identifier: str = ""
    _time_zone: str = "UTC"

    @rx.event
    @signed_in
    async def load(self, actor: Principal) -> AsyncIterator[None]:
        """Reads the rule of the open source, and what it would do now."""
        self.reset()
        actor.require(Permission.EDIT_SOURCES)
        # Reflex adds the route's argument to the state.
        self._identifier = str(self.data_source_id)  # type: ignore[attr-defined]
        rule = await self._rule(actor)
        self._time_zone = (await work(organizations.read, actor)).time_zone
        self.preset, self.ages = preset_of(rule), ages_of(rule)
        async for _ in self._foretell(actor):
            yield
        self.loaded = True

    @rx.event
    @signed_in
    async def choose(self, actor: Principal, preset: str) -> AsyncIterator[None]:
        """Takes another rule into view; nothing is saved."""
        if preset not in {EVERYTHING, THINNED, CUSTOM}:
            return
        if preset == CUSTOM and self.preset != CUSTOM:
            self.ages = ages_of(rule_of(self.preset, dict(self.ages)))
        self.preset = preset
        async for _ in self._foretell(actor):
            yield

    @rx.event
    @signed_in
    async def set_age(self, actor: Principal, step: str, text: str) -> AsyncIterator[None]:
        """Another age of a custom rule; empty for never."""
        if step not in AGES:
            return
        self.ages = {**dict(self.ages), step: text.strip()}
        async for _ in self._foretell(actor):
            yield

    @rx.event
    @signed_in
    async def save(self, actor: Principal) -> object:
        """Keeps the rule; a worker applies it when it clears up next."""
        self.notice, self.saved = "", "failed"
        rule = rule_of(self.preset, dict(self.ages))
        await work(thinning.set_rule, actor, self._required(), rule)
        self.saved, self.changed = "saved", False
        # The version that the other form has seen grows with this one.
        return SourceReadingState.load

    async def _foretell(self, actor: Principal) -> AsyncIterator[None]:
        self.notice = self.problem = self.saved = ""
        self.busy = True
        yield
        try:
            rule = rule_of(self.preset, dict(self.ages))
            found = await work(thinning.preview, actor, self._required(), rule)
            self.sentence = foretold(rule, found, self._time_zone)
            self.timeline = dots(found.timeline)
            if found.timeline:
                self.since = day_words(found.timeline[0].start, ZoneInfo(self._time_zone))
            self.changed = await self._rule(actor) != rule
        except CashstageError as error:
            self.problem = error.sentence
        finally:
            self.busy = False

    async def _rule(self, actor: Principal) -> RetentionRule:
        held = await work(thinning.read_rule, actor, self._required())
        return RetentionRule.model_validate(held.model_dump(include=set(AGES)))

    def _required(self) -> UUID:
        return parse_id(self._identifier) or UUID(int=0)
