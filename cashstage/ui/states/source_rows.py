"""The rows of a data source, page by page, now or as of an earlier moment."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import reflex as rx

from cashstage.access.principal import Principal
from cashstage.core.errors import CashstageError, InvalidInput
from cashstage.core.ids import parse_id
from cashstage.models.platform import get_platform
from cashstage.organizations.organization import service as organizations
from cashstage.sources.data_source.schemas import RowsRead
from cashstage.sources.query import service as queries
from cashstage.ui.states.cells import ColumnHead, cell_texts, column_head
from cashstage.ui.states.rows_address import as_of_in, exact, parse_moment, query_of
from cashstage.ui.states.session import PageState, signed_in, work

ROWS_PER_PAGE = 100


class SourceRowsState(PageState, rx.State):
    """`as_of` is the moment that was asked for, empty for now; `picked` is it in the time zone.

    `taken_at` is that of the snapshot shown, `earlier` and `later` those of its neighbours, empty
    at the ends. The rows `first` to `last` (1-based) of `row_count` are shown.
    """

    loaded: bool = False
    busy: bool = False
    problem: str = ""
    as_of: str = ""
    picked: str = ""
    time_zone: str = ""
    taken_at: str = ""
    earlier: str = ""
    later: str = ""
    heads: list[ColumnHead] = []
    cells: list[list[str]] = []
    row_count: int = 0
    offset: int = 0
    _identifier: str = ""

    @rx.var
    def address(self) -> str:
        """The query under which this view can be opened again."""
        return query_of(self.as_of)

    @rx.var
    def range_words(self) -> str:
        """Which rows of how many."""
        if self.row_count <= ROWS_PER_PAGE and not self.offset:
            return f"{self.row_count:,} {'row' if self.row_count == 1 else 'rows'} in all"
        last = self.offset + len(self.cells)
        return f"Rows {self.offset + 1:,} to {last:,} of {self.row_count:,}"

    @rx.var
    def has_more(self) -> bool:
        """Whether rows follow."""
        return self.offset + len(self.cells) < self.row_count

    @rx.event
    @signed_in
    async def open(self, actor: Principal) -> None:
        """Reads the rows of the source in the address, as of the moment in its query."""
        self.reset()
        # Reflex adds the route's argument to the state.
        self._identifier = str(self.data_source_id)  # type: ignore[attr-defined]
        self.as_of = as_of_in(self.router.url.query_parameters)
        self.time_zone = (await work(organizations.read, actor)).time_zone
        await self._read(actor)

    @rx.event
    @signed_in
    async def refresh(self, actor: Principal) -> None:
        """Reads again, because there may be newer rows; the past and the page stay."""
        await self._read(actor)

    @rx.event
    @signed_in
    async def choose(self, actor: Principal, text: str) -> AsyncIterator[None]:
        """Turns to a moment that was typed, in the organization's time zone; the future is now."""
        wanted = parse_moment(text)
        if text and wanted is None:
            raise InvalidInput("This is no moment.", next_step="Choose a day and a time.")
        if wanted is not None and self._aware(wanted) >= get_platform().clock():
            text = ""
        async for _ in self._turn(actor, text):
            yield

    @rx.event
    @signed_in
    async def show_at(self, actor: Principal, moment: str) -> AsyncIterator[None]:
        """Turns to the snapshot that was taken at that moment; the newest one is now."""
        chosen = parse_moment(moment)
        if chosen is None:
            raise InvalidInput(
                "There is no such snapshot.", next_step="Choose one of the timeline."
            )
        async for _ in self._turn(actor, exact(chosen)):
            yield
        if not self.later and not self.problem:
            self.as_of = self.picked = ""

    @rx.event
    @signed_in
    async def back_to_now(self, actor: Principal) -> AsyncIterator[None]:
        """Turns to the newest rows."""
        async for _ in self._turn(actor, ""):
            yield

    @rx.event
    @signed_in
    async def next_page(self, actor: Principal) -> AsyncIterator[None]:
        """The rows that follow."""
        further = ROWS_PER_PAGE if self.has_more else 0
        async for _ in self._turn(actor, self.as_of, self.offset + further):
            yield

    @rx.event
    @signed_in
    async def previous_page(self, actor: Principal) -> AsyncIterator[None]:
        """The rows before these."""
        async for _ in self._turn(actor, self.as_of, max(0, self.offset - ROWS_PER_PAGE)):
            yield

    async def _turn(
        self, actor: Principal, as_of: str, offset: int | None = None
    ) -> AsyncIterator[None]:
        self.notice, self.busy = "", True
        yield
        # Only now, so that nothing says what the rows are before they are there.
        self.as_of, self.busy = as_of, False
        self.offset = self.offset if offset is None else offset
        await self._read(actor)

    async def _read(self, actor: Principal) -> None:
        self.problem = ""
        try:
            table = await self._rows(actor)
            if not table.rows and self.offset:
                # Another snapshot may have fewer rows.
                self.offset = 0
                table = await self._rows(actor)
        except CashstageError as error:
            self.problem = error.sentence
            self.earlier = self.later = self.taken_at = ""
        else:
            self._show(table)
        self.loaded = True
        self.picked = self._in_zone(self.as_of)

    async def _rows(self, actor: Principal) -> RowsRead:
        return await work(
            queries.rows_of,
            actor,
            parse_id(self._identifier) or UUID(int=0),
            limit=ROWS_PER_PAGE,
            offset=self.offset,
            as_of=parse_moment(self.as_of) if self.as_of else None,
        )

    def _show(self, table: RowsRead) -> None:
        self.heads = [column_head(column) for column in table.columns]
        self.cells = cell_texts(table.columns, table.rows)
        self.row_count = table.row_count
        self.taken_at = exact(table.snapshot.taken_at)
        earlier, later = table.earlier_snapshot_at, table.later_snapshot_at
        self.earlier = exact(earlier) if earlier else ""
        self.later = exact(later) if later else ""

    def _in_zone(self, as_of: str) -> str:
        """What the field for the moment shows: whole seconds, not before what was asked for."""
        moment = parse_moment(as_of) if as_of else None
        if moment is None:
            return ""
        local = self._aware(moment).astimezone(self._zone).replace(tzinfo=None)
        if local.microsecond:
            local = local.replace(microsecond=0) + timedelta(seconds=1)
        return local.isoformat()

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone or "UTC")

    def _aware(self, moment: datetime) -> datetime:
        return moment if moment.tzinfo is not None else moment.replace(tzinfo=self._zone)
