"""Answering what became of columns, on the page of their data source."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cashstage.access.principal import Principal
from cashstage.core.errors import InvalidInput
from cashstage.core.ids import parse_id
from cashstage.sources.data_source import drift
from cashstage.sources.data_source.schemas import DriftAnswer
from cashstage.ui.states.session import PageState, signed_in, work
from cashstage.ui.states.source import SourceState
from cashstage.ui.states.source_questions import answer_of


class SourceDriftState(PageState, rx.State):
    """The form's own notice; the questions belong to the source."""

    @rx.event
    @signed_in
    async def answer(self, actor: Principal, form: dict[str, Any]) -> object:
        """Keeps the answers and reads the source anew."""
        self.notice = ""
        body = answer_of(form)
        if body == DriftAnswer():
            raise InvalidInput("Choose what became of at least one column.")
        shown = await self.get_state(SourceState)
        identifier = parse_id(shown._identifier)
        if identifier is not None:
            await work(drift.answer, actor, identifier, body)
        return SourceState.refresh
