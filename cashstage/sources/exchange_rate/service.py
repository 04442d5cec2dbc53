"""Adding, changing and removing exchange rates."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import Session

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.audit.service import record
from cashstage.audit.words import Deed
from cashstage.core.errors import Conflict
from cashstage.core.events import SourceChanged
from cashstage.models import ExchangeRate
from cashstage.models.database import after_commit
from cashstage.models.paging import Page, PageRequest
from cashstage.models.platform import Platform
from cashstage.models.versioning import save
from cashstage.sources.exchange_rate import repository
from cashstage.sources.exchange_rate.schemas import (
    ExchangeRateCreate,
    ExchangeRateRead,
    ExchangeRateUpdate,
)

MAX_RATES = 2000


def read_all(platform: Platform, actor: Principal, request: PageRequest) -> Page[ExchangeRateRead]:
    """A page of rates, the newest first."""
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        rows, cursor = repository.read_page_of(session, organization, request)
        return Page(
            items=[ExchangeRateRead.model_validate(row) for row in rows], next_cursor=cursor
        )


def create(platform: Platform, actor: Principal, body: ExchangeRateCreate) -> ExchangeRateRead:
    """A new rate; raises Conflict where the month has one already."""
    organization = actor.require(Permission.EDIT_SOURCES)
    with platform.database.tenant(organization) as session:
        known = repository.find(session, organization, body.source, body.target, body.month)
        if known is not None:
            when = f"{body.month:%B %Y}" if body.month else "all days"
            raise Conflict(
                f"There is a rate from {body.source} to {body.target} for {when} already.",
                next_step="Change or remove that one first.",
            )
        if repository.count(session, organization) >= MAX_RATES:
            raise Conflict(f"An organization has at most {MAX_RATES:,} exchange rates.")
        row = ExchangeRate(
            organization_id=organization.id,
            source=body.source,
            target=body.target,
            since=body.month,
            rate=body.rate,
        )
        session.add(row)
        session.flush()
        _record(platform, session, actor, row, Deed.RATE_ADDED)
        return ExchangeRateRead.model_validate(row)


def update(
    platform: Platform,
    actor: Principal,
    rate_id: UUID,
    body: ExchangeRateUpdate,
    *,
    expected_version: int | None = None,
) -> ExchangeRateRead:
    """Another rate for the same currencies and month."""
    organization = actor.require(Permission.EDIT_SOURCES)
    with platform.database.tenant(organization) as session:
        row = repository.read(session, organization, rate_id)
        changes = {"rate": body.rate}
        save(session, row, changes, expected_version=expected_version, now=platform.clock())
        _record(platform, session, actor, row, Deed.RATE_CHANGED)
        return ExchangeRateRead.model_validate(row)


def remove(platform: Platform, actor: Principal, rate_id: UUID) -> None:
    """Removes a rate."""
    organization = actor.require(Permission.EDIT_SOURCES)
    with platform.database.tenant(organization) as session:
        row = repository.read(session, organization, rate_id)
        _record(platform, session, actor, row, Deed.RATE_REMOVED)
        session.delete(row)


def _record(
    platform: Platform, session: Session, actor: Principal, row: ExchangeRate, deed: Deed
) -> None:
    """Remembers the deed, and tells open pages once it is committed."""
    organization = actor.organization
    record(
        session,
        organization,
        deed,
        actor_id=actor.user_id,
        target_id=row.id,
        source=row.source,
        target=row.target,
        month=str(row.since) if row.since else None,
        rate=row.rate,
    )
    event = SourceChanged(data_source_id=row.id)
    after_commit(session, lambda: platform.events.publish(organization.id, event))
