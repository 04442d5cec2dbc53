"""Exchange rates, by which blends convert amounts."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from cashstage.api.deps import ActorDep, ExpectedVersionDep, PageDep, PlatformDep
from cashstage.models.paging import Page
from cashstage.sources.exchange_rate import service as rates
from cashstage.sources.exchange_rate.schemas import (
    ExchangeRateCreate,
    ExchangeRateRead,
    ExchangeRateUpdate,
)

router = APIRouter(prefix="/exchange-rates", tags=["blends"])


@router.get("")
def read_exchange_rates(
    platform: PlatformDep, actor: ActorDep, page: PageDep
) -> Page[ExchangeRateRead]:
    """Exchange rates, newest first."""
    return rates.read_all(platform, actor, page)


@router.post("", status_code=201)
def add_exchange_rate(
    body: ExchangeRateCreate, platform: PlatformDep, actor: ActorDep
) -> ExchangeRateRead:
    """A rate from a month on, until the next one; without a month, a fixed one."""
    return rates.create(platform, actor, body)


@router.patch("/{rate_id}")
def change_exchange_rate(
    rate_id: UUID,
    body: ExchangeRateUpdate,
    platform: PlatformDep,
    actor: ActorDep,
    expected: ExpectedVersionDep,
) -> ExchangeRateRead:
    """Another rate for the same currencies and month."""
    return rates.update(platform, actor, rate_id, body, expected_version=expected)


@router.delete("/{rate_id}", status_code=204)
def remove_exchange_rate(rate_id: UUID, platform: PlatformDep, actor: ActorDep) -> None:
    """Removes a rate."""
    rates.remove(platform, actor, rate_id)
