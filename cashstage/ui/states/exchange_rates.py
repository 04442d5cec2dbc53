"""The exchange rates beside a blend: what there is, one more, one less."""

from __future__ import annotations

from typing import TypedDict
from uuid import UUID

import reflex as rx
from pydantic import ValidationError

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.core.errors import CashstageError
from cashstage.models.paging import MAX_LIMIT, PageRequest
from cashstage.sources.exchange_rate import service as rates
from cashstage.sources.exchange_rate.schemas import ExchangeRateCreate, ExchangeRateRead
from cashstage.ui.states.session import PageState, sentence_of, signed_in, work


class RateRow(TypedDict):
    """A rate in words."""

    id: str
    pair: str
    when: str
    rate: str


class ExchangeRatesState(PageState, rx.State):
    """All rates of the organization, the newest first."""

    rows: list[RateRow] = []
    may_edit: bool = False
    problem: str = ""
    added: int = 0

    @rx.event
    @signed_in
    async def load(self, actor: Principal) -> None:
        """Reads them anew."""
        self.may_edit = actor.may(Permission.EDIT_SOURCES)
        self.problem = ""
        await self._read(actor)

    @rx.event
    @signed_in
    async def add(self, actor: Principal, form: dict[str, str]) -> None:
        """Stores the rate of a submitted form."""
        self.problem = ""
        try:
            body = ExchangeRateCreate.model_validate(
                {
                    "from": (form.get("rate_from") or "").strip().upper(),
                    "to": (form.get("rate_to") or "").strip().upper(),
                    "month": form.get("rate_month") or None,
                    "rate": (form.get("rate_value") or "").strip().replace(",", "."),
                }
            )
            await work(rates.create, actor, body)
        except (CashstageError, ValidationError) as error:
            self.problem = sentence_of(error)
            return
        self.added += 1
        await self._read(actor)

    @rx.event
    @signed_in
    async def remove(self, actor: Principal, rate_id: str) -> None:
        """Takes a rate away."""
        self.problem = ""
        await work(rates.remove, actor, UUID(rate_id))
        await self._read(actor)

    async def _read(self, actor: Principal) -> None:
        page = await work(rates.read_all, actor, PageRequest(limit=MAX_LIMIT))
        self.rows = [row_of(rate) for rate in page.items]


def row_of(rate: ExchangeRateRead) -> RateRow:
    """Such as "1 USD = 0.92 EUR", "from March 2026"."""
    return RateRow(
        id=str(rate.id),
        pair=f"1 {rate.source} = {rate.rate:,.6g} {rate.target}",
        when=f"from {rate.month:%B %Y}" if rate.month else "before any month",
        rate=f"{rate.rate:g}",
    )
