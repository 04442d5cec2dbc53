"""The dialog behind a number: how it comes about, and the rows it is made of."""

from __future__ import annotations

from typing import Any, TypedDict
from uuid import UUID

import reflex as rx

from cashstage.access.principal import Principal
from cashstage.core.errors import CashstageError
from cashstage.dashboards.widget import data
from cashstage.dashboards.widget import service as widgets
from cashstage.sources.query import behind
from cashstage.sources.query.schemas import NumberAsked, Provenance, RowsAsked
from cashstage.ui.states.cells import ColumnHead, cell_texts, column_head
from cashstage.ui.states.dashboard import DashboardState
from cashstage.ui.states.number_words import cell_words, number_text
from cashstage.ui.states.session import PageState, signed_in, work

EXPLAIN, ROWS = "explain", "rows"
PAGE = 50


class Part(TypedDict):
    """An aggregate of the formula as it is shown."""

    label: str
    value: str


class NumberState(PageState, rx.State):
    """One number of one widget under the page's choice; `widget_id` is empty while closed."""

    widget_id: str = ""
    title: str = ""
    group: str = ""
    view: str = EXPLAIN
    loading: bool = False
    problem: str = ""
    value: str = ""
    label: str = ""
    formula: str = ""
    words: str = ""
    parts: list[Part] = []
    source: str = ""
    source_id: str = ""
    place: str = ""
    place_url: str = ""
    taken_at: str = ""
    row_count: int = 0
    heads: list[ColumnHead] = []
    rows: list[list[str]] = []
    _question: dict[str, Any] = {}
    _cell: dict[str, Any] = {}
    _metric: str = ""

    @rx.var
    def more(self) -> bool:
        """Whether there are rows that are not shown yet."""
        return 0 < len(self.rows) < self.row_count

    @rx.event
    @signed_in
    async def open(self, actor: Principal, press: dict[str, Any]) -> Any:
        """Opens on a press on a number, or on an entry of a card's menu."""
        widget = await work(widgets.read, actor, UUID(str(press["widget_id"])))
        dashboard = await self.get_state(DashboardState)
        self._cell = dict(press.get("cell") or {})
        self._metric = str(press.get("metric") or "")
        self.view = ROWS if press.get("view") == ROWS else EXPLAIN
        self.title, self.group = widget.title, cell_words(self._cell)
        self.problem, self.parts, self.rows, self.heads = "", [], [], []
        self.value = self.formula = self.words = ""
        self._question = {}
        choice = dashboard._page_choice()
        self.loading, self.widget_id = True, str(widget.id)
        yield
        try:
            self._question = await work(data.question_of, actor, widget.id, choice)
            await self._load(actor)
        except CashstageError as error:
            self.problem = error.sentence
        finally:
            self.loading = False

    @rx.event
    @signed_in
    async def show(self, actor: Principal, view: str) -> Any:
        """Turns to the rows, or back to the explanation."""
        self.view, self.problem = ROWS if view == ROWS else EXPLAIN, ""
        self.loading = True
        yield
        try:
            await self._load(actor)
        except CashstageError as error:
            self.problem = error.sentence
        finally:
            self.loading = False

    @rx.event
    @signed_in
    async def show_more(self, actor: Principal) -> None:
        """Adds the next rows."""
        await self._load_rows(actor)

    @rx.event
    @signed_in
    async def close(self, actor: Principal) -> None:
        """Puts the dialog away."""
        self.widget_id = ""

    async def _load(self, actor: Principal) -> None:
        if not self._question:
            return
        if self.view == ROWS and not self.rows:
            await self._load_rows(actor)
        elif self.view == EXPLAIN and not self.formula:
            asked = NumberAsked(
                query=dict(self._question), cell=dict(self._cell), metric=self._metric or None
            )
            self._show_provenance(await work(behind.provenance, actor, asked))

    async def _load_rows(self, actor: Principal) -> None:
        if not self._question:
            return
        asked = RowsAsked(
            query=dict(self._question), cell=dict(self._cell), limit=PAGE, offset=len(self.rows)
        )
        found = await work(behind.rows_behind, actor, asked)
        self.heads = [column_head(column) for column in found.columns]
        self.rows = [*self.rows, *cell_texts(found.columns, found.rows)]
        self.row_count = found.row_count

    def _show_provenance(self, found: Provenance) -> None:
        self.label, self.value = found.label, number_text(found.value, found.format)
        self.formula, self.words = found.formula, found.words
        self.parts = [
            Part(label=each.label, value=number_text(each.value, each.format))
            for each in found.components
        ]
        self.row_count = found.row_count
        self.source, self.source_id = found.source.name, str(found.source.id)
        self.place, self.place_url = found.place.label, found.place.url or ""
        self.taken_at = found.snapshot.taken_at.isoformat()
