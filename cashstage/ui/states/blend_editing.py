"""Changing a blend before it is saved: every change is shown at once, with the rows it reads."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID

import reflex as rx
from pydantic import ValidationError

from cashstage.access.principal import Principal
from cashstage.core.errors import CashstageError, NotFound
from cashstage.query.blend import KEY_GRAINS, BlendKind, BlendSpec, JoinKind
from cashstage.sources.blend import looking
from cashstage.sources.blend.schemas import SuggestionAsked
from cashstage.ui.states import blend_draft as drafts
from cashstage.ui.states.blend_draft import Draft, LineView, SourceView
from cashstage.ui.states.cells import ColumnHead, cell_texts, column_head
from cashstage.ui.states.session import PageState, sentence_of, signed_in, work

PREVIEW_ROWS = 12


class BlendEditing(PageState, mixin=True):
    """The draft of a blend as the page shows it; `problem` says why it can't be read."""

    may_edit: bool = False
    saved_id: str = ""
    save_state: str = ""
    problem: str = ""
    kind: str = BlendKind.UNION
    join: str = JoinKind.LEFT
    currency: str = ""
    label_name: str = ""
    reason: str = ""
    member_list: list[SourceView] = []
    lines: list[LineView] = []
    heads: list[ColumnHead] = []
    rows: list[list[str]] = []
    notes: list[str] = []
    _draft: Draft | None = None
    _problems: dict[str, str] = {}

    @rx.event
    @signed_in
    async def set_kind(self, actor: Principal, how: str) -> AsyncIterator[None]:
        """Another kind of blend of the same sources, proposed anew."""
        if self._draft is None or how not in set(BlendKind) or how == self.kind:
            return
        members = [member.id for member in self._draft.members]
        await self._suggest(actor, members, BlendKind(how))
        self.save_state = ""
        yield
        await self._look(actor)

    @rx.event
    @signed_in
    async def set_join(self, actor: Principal, how: str) -> AsyncIterator[None]:
        """Which keys stay."""
        if self._draft is not None and how in set(JoinKind):
            async for _ in self._changed(actor, replace(self._draft, join=JoinKind(how))):
                yield

    @rx.event
    @signed_in
    async def set_currency(self, actor: Principal, code: str) -> AsyncIterator[None]:
        """What amounts are converted to; nothing for none."""
        if self._draft is not None:
            code = code.strip().upper()[:3]
            async for _ in self._changed(actor, replace(self._draft, currency=code)):
                yield

    @rx.event
    @signed_in
    async def set_label_name(self, actor: Principal, title: str) -> AsyncIterator[None]:
        """The column that tells the labels; nothing for none."""
        if self._draft is not None:
            async for _ in self._changed(actor, replace(self._draft, label_name=title.strip())):
                yield

    @rx.event
    @signed_in
    async def set_label(self, actor: Principal, source_id: str, title: str) -> AsyncIterator[None]:
        """A source's value in that column."""
        if self._draft is not None:
            draft = drafts.with_label(self._draft, source_id, title.strip())
            async for _ in self._changed(actor, draft):
                yield

    @rx.event
    @signed_in
    async def remove_member(self, actor: Principal, source_id: str) -> AsyncIterator[None]:
        """Takes a source out."""
        if self._draft is not None:
            draft = drafts.without_member(self._draft, source_id)
            async for _ in self._changed(actor, draft):
                yield

    @rx.event
    @signed_in
    async def set_cell(
        self, actor: Principal, index: int, source_id: str, column: str
    ) -> AsyncIterator[None]:
        """Another column of a source for a column of the blend."""
        if self._has_line(index):
            draft = drafts.with_cell(self._required(), index, source_id, column)
            async for _ in self._changed(actor, draft):
                yield

    @rx.event
    @signed_in
    async def rename_line(self, actor: Principal, index: int, title: str) -> AsyncIterator[None]:
        """Another name of a column."""
        if self._has_line(index) and title.strip():
            draft = self._required()
            line = replace(draft.lines[index], name=title.strip())
            async for _ in self._changed(actor, drafts.with_line(draft, index, line)):
                yield

    @rx.event
    @signed_in
    async def remove_line(self, actor: Principal, index: int) -> AsyncIterator[None]:
        """One column less."""
        if self._has_line(index):
            async for _ in self._changed(actor, drafts.without_line(self._required(), index)):
                yield

    @rx.event
    @signed_in
    async def add_line(self, actor: Principal) -> None:
        """One column more, still empty."""
        if self._draft is not None:
            self._draft = drafts.with_new_line(self._draft)
            self._show()

    @rx.event
    @signed_in
    async def toggle_key(self, actor: Principal, index: int) -> AsyncIterator[None]:
        """Joins on a column, or no longer."""
        if self._has_line(index):
            async for _ in self._changed(actor, drafts.with_key(self._required(), index)):
                yield

    @rx.event
    @signed_in
    async def set_grain(self, actor: Principal, index: int, grain: str) -> AsyncIterator[None]:
        """The buckets in which dates meet."""
        if self._has_line(index) and grain in KEY_GRAINS:
            draft = drafts.with_match(self._required(), index, grain=grain)
            async for _ in self._changed(actor, draft):
                yield

    @rx.event
    @signed_in
    async def toggle_case(self, actor: Principal, index: int) -> AsyncIterator[None]:
        """Capital letters make a difference, or make none any more."""
        if self._has_line(index):
            ignored = self.lines[index]["ignore_case"]
            draft = drafts.with_match(self._required(), index, ignore_case=not ignored)
            async for _ in self._changed(actor, draft):
                yield

    @rx.event
    @signed_in
    async def look(self, actor: Principal) -> None:
        """Shows the rows anew, such as after a change of the rates."""
        if self._draft is not None:
            await self._look(actor)

    async def _suggest(self, actor: Principal, chosen: list[str], kind: BlendKind | None) -> None:
        asked = SuggestionAsked(sources=[UUID(one) for one in chosen], kind=kind)
        before = self._draft
        draft = drafts.of_suggestion(await work(looking.suggest, actor, asked))
        labels = {one.id: one.label for one in before.members} if before else {}
        for source_id, label in labels.items():
            draft = drafts.with_label(draft, source_id, label)
        self._draft, self._problems = draft, {}
        self._show()

    async def _changed(self, actor: Principal, draft: Draft) -> AsyncIterator[None]:
        """Shows the changed draft at once, then what it reads."""
        self._draft, self.save_state = draft, ""
        self._show()
        yield
        await self._look(actor)

    async def _look(self, actor: Principal) -> None:
        self.problem = ""
        try:
            spec = BlendSpec.model_validate(drafts.definition_of(self._required()))
            if self.may_edit:
                found = await work(looking.preview, actor, spec, limit=PREVIEW_ROWS)
            else:
                found = await work(looking.rows_of, actor, UUID(self.saved_id), limit=PREVIEW_ROWS)
        except (CashstageError, ValidationError) as error:
            self.problem = sentence_of(error)
            self.heads, self.rows, self.notes = [], [], []
            return
        self.heads = [column_head(column) for column in found.columns]
        self.rows = cell_texts(found.columns, found.rows)
        self.notes = found.notes
        self._problems = found.problems
        self._show()

    def _show(self) -> None:
        draft = self._required()
        self.kind, self.join = draft.kind.value, draft.join.value
        self.currency, self.label_name, self.reason = (
            draft.currency, draft.label_name, draft.reason,
        )  # fmt: skip
        self.member_list = drafts.source_views(draft)
        self.lines = drafts.line_views(draft, self._problems)

    def _has_line(self, index: int) -> bool:
        return self._draft is not None and 0 <= index < len(self._draft.lines)

    def _required(self) -> Draft:
        if self._draft is None:
            raise NotFound("There is no blend open.", next_step="Open it again.")
        return self._draft
