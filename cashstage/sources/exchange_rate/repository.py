"""Exchange rate rows."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlmodel import Session, col, func, select

from cashstage.core.errors import NotFound
from cashstage.models import ExchangeRate
from cashstage.models.paging import PageRequest, read_page
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.query.blend_money import Rate


def read(session: Session, organization: VerifiedOrganization, rate_id: UUID) -> ExchangeRate:
    """One rate, locked; raises NotFound."""
    query = select(ExchangeRate).where(
        ExchangeRate.organization_id == organization.id, ExchangeRate.id == rate_id
    )
    row = session.exec(query.with_for_update()).first()
    if row is None:
        raise NotFound("There is no such exchange rate.", next_step="It may have been removed.")
    return row


def find(
    session: Session,
    organization: VerifiedOrganization,
    source: str,
    target: str,
    since: date | None,
) -> ExchangeRate | None:
    """The rate of a pair and month."""
    query = select(ExchangeRate).where(
        ExchangeRate.organization_id == organization.id,
        ExchangeRate.source == source,
        ExchangeRate.target == target,
        col(ExchangeRate.since).is_not_distinct_from(since),
    )
    return session.exec(query).first()


def count(session: Session, organization: VerifiedOrganization) -> int:
    """How many rates the organization has."""
    query = select(func.count()).where(ExchangeRate.organization_id == organization.id)
    return session.exec(query).one()


def read_page_of(
    session: Session, organization: VerifiedOrganization, request: PageRequest
) -> tuple[list[ExchangeRate], str | None]:
    """A page of rates, the newest first."""
    query = select(ExchangeRate).where(ExchangeRate.organization_id == organization.id)
    return read_page(session, query, ExchangeRate, request)


def read_to(session: Session, organization: VerifiedOrganization, currency: str) -> list[Rate]:
    """All rates from or to a currency, as queries use them."""
    query = select(ExchangeRate).where(
        ExchangeRate.organization_id == organization.id,
        (col(ExchangeRate.source) == currency) | (col(ExchangeRate.target) == currency),
    )
    rows = session.exec(query.order_by(col(ExchangeRate.id))).all()
    return [Rate(row.source, row.target, row.since, row.rate) for row in rows]
