"""Budget pacing on the page of metrics: which tables, which month, and how it is going."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import reflex as rx
from pydantic import ValidationError

from cashstage.access.principal import Principal
from cashstage.core.errors import CashstageError
from cashstage.models.paging import MAX_LIMIT, PageRequest
from cashstage.models.platform import get_platform
from cashstage.sources.data_source import service as sources
from cashstage.sources.data_source.schemas import ColumnRead
from cashstage.sources.query.budgets import PacingRequest, read_pacing
from cashstage.ui.states.pacing_view import PaceRow, pace_rows
from cashstage.ui.states.session import PageState, signed_in, work

WEIGHTS = (("days", "Every day alike"), ("weekdays", "As weekdays usually go"))


class PacingState(PageState, rx.State):
    """The budgets of one month; `budget_sources` and `spend_sources` are what can be chosen."""

    shown: bool = False
    loaded: bool = False
    problem: str = ""
    budget_sources: list[tuple[str, str]] = []
    spend_sources: list[tuple[str, str]] = []
    budget_id: str = ""
    spend_id: str = ""
    month: str = ""
    weights: str = "weekdays"
    through: str = ""
    days_left: int = 0
    rows: list[PaceRow] = []
    notes: list[str] = []

    @rx.event
    @signed_in
    async def load(self, actor: Principal) -> None:
        """Begins with the definitions, unless the address asks for the budgets."""
        self.shown = self.router.url.query_parameters.get("view") == "pacing"
        self.loaded = False
        if self.shown:
            await self._begin(actor)

    @rx.event
    @signed_in
    async def show(self, actor: Principal) -> None:
        """Turns to the budgets."""
        self.shown = True
        await self._begin(actor)

    @rx.event
    @signed_in
    async def hide(self, actor: Principal) -> None:
        """Back to the definitions."""
        self.shown = False

    @rx.event
    @signed_in
    async def set_budgets(self, actor: Principal, source_id: str) -> None:
        """Another table of budgets."""
        self.budget_id = source_id
        await self._read(actor)

    @rx.event
    @signed_in
    async def set_spend(self, actor: Principal, source_id: str) -> None:
        """Another table of what was spent."""
        self.spend_id = source_id
        await self._read(actor)

    @rx.event
    @signed_in
    async def set_month(self, actor: Principal, month: str) -> None:
        """Another month, as 2026-03."""
        self.month = month
        await self._read(actor)

    @rx.event
    @signed_in
    async def set_weights(self, actor: Principal, weights: str) -> None:
        """How days share a month."""
        self.weights = weights
        await self._read(actor)

    async def _begin(self, actor: Principal) -> None:
        page = await work(sources.read_all, actor, PageRequest(limit=MAX_LIMIT))
        budgets, spends = [], []
        for source in page.items:
            columns = await work(sources.read_columns, actor, UUID(str(source.id)))
            has_date = any(column.type.temporal for column in columns)
            choice = (str(source.id), source.name)
            if has_date and _has(columns, "budget"):
                budgets.append(choice)
            if has_date and _has(columns, "cost"):
                spends.append((choice, _has(columns, "channel", lambda _: True)))
        spends.sort(key=lambda each: not each[1])
        self.budget_sources = budgets
        self.spend_sources = [choice for choice, _ in spends]
        self.budget_id = self.budget_id or next((each for each, _ in budgets), "")
        self.spend_id = self.spend_id or next((each for (each, _), _ in spends), "")
        self.month = self.month or get_platform().clock().date().isoformat()[:7]
        await self._read(actor)
        self.loaded = True

    async def _read(self, actor: Principal) -> None:
        self.problem, self.rows, self.notes = "", [], []
        if not (self.budget_id and self.spend_id):
            return
        try:
            request = PacingRequest(
                budget_source=self.budget_id,
                spend_source=self.spend_id,
                month=date.fromisoformat(f"{self.month}-01"),
                weights=self.weights,
            )
            read = await work(read_pacing, actor, request)
        except ValidationError:
            self.problem = "Choose how days share the month."
            return
        except ValueError:
            self.problem = "Choose a month, such as 2026-03."
            return
        except CashstageError as error:
            self.problem = error.sentence
            return
        self.rows, self.notes = pace_rows(read), read.notes
        self.through, self.days_left = read.through.isoformat(), read.days_left


def _has(
    columns: list[ColumnRead],
    meaning: str,
    fits: Callable[[ColumnRead], bool] = lambda column: column.type.numeric,
) -> bool:
    return any(column.semantic_type == meaning and fits(column) for column in columns)
