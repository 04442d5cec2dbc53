"""One blend: its sources are chosen, its columns proposed and corrected, and it is saved."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, TypedDict
from uuid import UUID

import reflex as rx
from pydantic import ValidationError

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.core.errors import CashstageError, NotFound
from cashstage.core.ids import parse_id
from cashstage.dashboards import proposal
from cashstage.models.paging import MAX_LIMIT, PageRequest
from cashstage.query.blend import FEWEST_MEMBERS, MOST_MEMBERS
from cashstage.sources.blend import service as blends
from cashstage.sources.blend.schemas import BlendCreate, BlendRead, BlendUpdate
from cashstage.sources.data_source import service as sources
from cashstage.sources.data_source.schemas import ColumnRead
from cashstage.ui.states import blend_draft as drafts
from cashstage.ui.states.blend_editing import BlendEditing
from cashstage.ui.states.session import sentence_of, signed_in, work

NEW = "new"


class ChoiceView(TypedDict):
    """A data source that may be part of the blend; `place` counts the chosen ones from 1."""

    id: str
    name: str
    note: str
    place: int
    ready: bool


class BlendState(BlendEditing, rx.State):
    """The page of one blend; `phase` is loading, missing, choosing or editing."""

    phase: str = "loading"
    blend_name: str = ""
    version: int = 0
    choices: list[ChoiceView] = []
    proposing: bool = False
    deleting: bool = False
    making: bool = False

    @rx.var
    def chosen_count(self) -> int:
        """How many sources are ticked."""
        return sum(choice["place"] > 0 for choice in self.choices)

    @rx.var
    def may_propose(self) -> bool:
        """Whether as many sources are ticked as a blend can have."""
        return FEWEST_MEMBERS <= self.chosen_count <= MOST_MEMBERS

    @rx.event
    @signed_in
    async def open(self, actor: Principal) -> AsyncIterator[None]:
        """Loads the blend of the address, or the sources that a new one can have."""
        self.phase, self.problem, self.notice, self.save_state = "loading", "", "", ""
        self.may_edit = actor.may(Permission.EDIT_SOURCES)
        self.deleting = self.making = False
        self._draft, self.saved_id, self.blend_name, self.version = None, "", "", 0
        self.heads, self.rows, self.notes, self._problems = [], [], [], {}
        # Reflex adds the route's argument to the state.
        asked = str(self.blend_id)  # type: ignore[attr-defined]
        yield
        if asked == NEW:
            await self._load_choices(actor)
            self.phase = "choosing"
            return
        identifier = parse_id(asked)
        try:
            if identifier is None:
                raise NotFound("There is no such blend.")
            self._show_saved(await work(blends.read, actor, identifier))
            await self._load_saved(actor, identifier)
        except NotFound:
            self.phase = "missing"
            return
        self.phase = "editing"
        yield
        await self._look(actor)

    @rx.event
    @signed_in
    async def toggle_source(self, actor: Principal, source_id: str) -> None:
        """Ticks a source, or unticks it; in this order they make the blend."""
        picked = sorted((one for one in self.choices if one["place"]), key=lambda one: one["place"])
        order = [one["id"] for one in picked]
        order = [one for one in order if one != source_id] if source_id in order else [
            *order, source_id
        ]  # fmt: skip
        self.choices = [
            ChoiceView(
                id=one["id"],
                name=one["name"],
                note=one["note"],
                ready=one["ready"],
                place=order.index(one["id"]) + 1 if one["id"] in order else 0,
            )
            for one in self.choices
        ]

    @rx.event
    @signed_in
    async def propose(self, actor: Principal) -> AsyncIterator[None]:
        """Asks how the ticked sources could be read as one."""
        picked = [choice for choice in self.choices if choice["place"]]
        chosen = sorted(picked, key=lambda choice: choice["place"])
        self.problem, self.proposing = "", True
        yield
        try:
            await self._suggest(actor, [choice["id"] for choice in chosen], None)
            self.blend_name = self.blend_name or " + ".join(one["name"] for one in chosen)[:200]
            self.phase = "editing"
        finally:
            self.proposing = False
        yield
        await self._look(actor)

    @rx.event
    @signed_in
    async def choose_again(self, actor: Principal) -> None:
        """Back to the sources of a blend that is not saved yet."""
        if not self.saved_id:
            self.phase, self.problem = "choosing", ""

    @rx.event
    @signed_in
    async def rename(self, actor: Principal, title: str) -> None:
        """Another name of the blend, saved with the rest."""
        if title.strip():
            self.blend_name, self.save_state = title.strip(), ""

    @rx.event
    @signed_in
    async def save(self, actor: Principal) -> AsyncIterator[object]:
        """Saves the blend; a new one gets an address of its own."""
        if self._draft is None:
            return
        self.problem, self.save_state = "", "saving"
        yield None
        definition = drafts.definition_of(self._draft)
        try:
            saved = await self._store(actor, definition)
        except (CashstageError, ValidationError) as error:
            self.problem, self.save_state = sentence_of(error), "failed"
            return
        is_new = not self.saved_id
        self._show_saved(saved)
        self.save_state = "saved"
        if is_new:
            yield rx.redirect(f"/blends/{saved.id}", replace=True)
            return
        await self._load_saved(actor, saved.id)

    @rx.event
    @signed_in
    async def make_dashboard(self, actor: Principal) -> AsyncIterator[object]:
        """A first dashboard over the blend."""
        if not self.saved_id:
            return
        self.making = True
        yield None
        try:
            made = await work(proposal.create_from_source, actor, UUID(self.saved_id))
        finally:
            self.making = False
        yield rx.redirect(f"/d/{made.id}")

    @rx.event
    @signed_in
    async def ask_to_delete(self, actor: Principal) -> None:
        """Opens the question."""
        self.deleting = bool(self.saved_id)

    @rx.event
    @signed_in
    async def keep(self, actor: Principal) -> None:
        """Closes the question."""
        self.deleting = False

    @rx.event
    @signed_in
    async def delete(self, actor: Principal) -> object:
        """Deletes the blend and goes back to the others."""
        if not self.saved_id:
            return None
        await work(blends.delete, actor, UUID(self.saved_id))
        self.deleting = False
        return rx.redirect("/blends")

    async def _store(self, actor: Principal, definition: dict[str, Any]) -> BlendRead:
        if not self.saved_id:
            body = BlendCreate.model_validate({"name": self.blend_name, **definition})
            return await work(blends.create, actor, body)
        update = BlendUpdate.model_validate({"name": self.blend_name, "definition": definition})
        return await work(
            blends.update, actor, UUID(self.saved_id), update, expected_version=self.version
        )

    async def _load_choices(self, actor: Principal) -> None:
        page = await work(sources.read_all, actor, PageRequest(limit=MAX_LIMIT))
        self.choices = [
            ChoiceView(
                id=str(one.id),
                name=one.name,
                note=f"{one.snapshot.row_count:,} rows" if one.snapshot else "Not read yet",
                place=0,
                ready=one.snapshot is not None,
            )
            for one in page.items
        ]

    async def _load_saved(self, actor: Principal, identifier: UUID) -> None:
        blend = await work(blends.read, actor, identifier)
        columns: dict[str, list[ColumnRead]] = {}
        for member in blend.members:
            if not member.deleted:
                found = await work(sources.read_columns, actor, member.source)
                columns[str(member.source)] = found
        self._draft = drafts.of_blend(blend, columns)
        self._problems = {one.name: one.problem for one in blend.columns if one.problem}
        self._show()

    def _show_saved(self, blend: BlendRead) -> None:
        self.saved_id, self.version, self.blend_name = str(blend.id), blend.version, blend.name
