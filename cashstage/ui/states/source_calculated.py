"""Calculated columns of the open data source: the list, and the dialog in which one is written."""

from __future__ import annotations

from typing import Any, TypedDict
from uuid import UUID

import reflex as rx
from pydantic import ValidationError

from cashstage.access.principal import Principal
from cashstage.core.errors import CashstageError
from cashstage.core.ids import parse_id
from cashstage.sources.calculated_field import service as fields
from cashstage.sources.calculated_field.schemas import (
    CalculatedFieldCreate,
    CalculatedFieldRead,
    CalculatedFieldUpdate,
)
from cashstage.ui.states.question import FieldOption, field_options
from cashstage.ui.states.session import PageState, sentence_of, signed_in, work
from cashstage.ui.states.source import SourceState


class CalculatedLine(TypedDict):
    """A calculated column as the list shows it."""

    id: str
    name: str
    formula: str
    type: str
    problem: str


class SourceCalculatedState(PageState, rx.State):
    """The list of the source `of`, and the dialog; `field_id` is empty for a new column.

    `draft` is the formula as it was typed last.
    """

    of: str = ""
    loaded: bool = False
    lines: list[CalculatedLine] = []
    fields: list[FieldOption] = []
    writing: bool = False
    field_id: str = ""
    name: str = ""
    formula: str = ""
    problem: str = ""
    _draft: str = ""
    _version: int = 0
    _stored: list[dict[str, Any]] = []

    @rx.event
    @signed_in
    async def load(self, actor: Principal) -> None:
        """Reads the calculated columns of the source that the page shows."""
        shown = await self.get_state(SourceState)
        if self.of != shown._identifier:
            self.reset()
            self.of = shown._identifier
        await self._read(actor)

    @rx.event
    @signed_in
    async def write(self, actor: Principal, field_id: str) -> None:
        """Opens the dialog for a column, or for a new one."""
        known = next((one for one in self._stored if str(one["id"]) == field_id), None)
        self.field_id = field_id if known else ""
        self.name = known["name"] if known else ""
        self.formula = self._draft = known["formula"] if known else ""
        self._version = known["version"] if known else 0
        self.problem, self.writing = "", True

    @rx.event
    @signed_in
    async def set_formula(self, actor: Principal, text: str) -> None:
        """Remembers what was typed."""
        self._draft = text

    @rx.event
    @signed_in
    async def close(self, actor: Principal) -> None:
        """Leaves everything as it is."""
        self.writing = False

    @rx.event
    @signed_in
    async def save(self, actor: Principal, form: dict[str, Any]) -> None:
        """Keeps the column; what is wrong with it stays in the dialog."""
        name = str(form.get("name") or "")
        try:
            if self.field_id:
                change = CalculatedFieldUpdate(name=name, formula=self._draft)
                await work(
                    fields.update,
                    actor,
                    self._source_id(),
                    parse_id(self.field_id) or UUID(int=0),
                    change,
                    expected_version=self._version,
                )
            else:
                new = CalculatedFieldCreate(name=name, formula=self._draft)
                await work(fields.create, actor, self._source_id(), new)
        except (CashstageError, ValidationError) as error:
            self.problem = sentence_of(error)
            return
        self.writing = False
        await self._read(actor)

    @rx.event
    @signed_in
    async def delete(self, actor: Principal, field_id: str) -> None:
        """Deletes a calculated column that no other one needs."""
        self.notice = ""
        await work(fields.delete, actor, self._source_id(), parse_id(field_id) or UUID(int=0))
        await self._read(actor)

    async def _read(self, actor: Principal) -> None:
        found = await work(fields.read_all, actor, self._source_id())
        self.fields = field_options(await work(fields.read_fields, actor, self._source_id()))
        self._stored = [one.model_dump(mode="json") for one in found]
        self.lines = [_line(one) for one in found]
        self.loaded = True

    def _source_id(self) -> UUID:
        return parse_id(self.of) or UUID(int=0)


def _line(field: CalculatedFieldRead) -> CalculatedLine:
    return CalculatedLine(
        id=str(field.id),
        name=field.name,
        formula=field.formula,
        type=field.type,
        problem=field.problem or "",
    )
