"""What a person looks after in an organization, and whose it becomes when they leave."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, func, select, update

from cashstage.models import Connection, DataSource
from cashstage.models.tenancy import VerifiedOrganization


@dataclass(frozen=True, slots=True)
class Belongings:
    """How many of each a person owns."""

    connections: int = 0
    data_sources: int = 0


def read_all(session: Session, organization: VerifiedOrganization) -> dict[UUID, Belongings]:
    """What each person owns; those who own nothing own the default."""
    connections = _count(session, organization, Connection)
    data_sources = _count(session, organization, DataSource)
    found: dict[UUID, Belongings] = defaultdict(Belongings)
    for user_id in {*connections, *data_sources}:
        found[user_id] = Belongings(connections.get(user_id, 0), data_sources.get(user_id, 0))
    return found


def pass_on(
    session: Session, organization: VerifiedOrganization, *, before: UUID, after: UUID
) -> Belongings:
    """Gives all that a person owns to another one; nothing else of it changes."""
    return Belongings(
        connections=_pass_on(session, organization, Connection, before, after),
        data_sources=_pass_on(session, organization, DataSource, before, after),
    )


def _owner(table: type[Connection | DataSource]) -> Any:
    # Until it is handed over, it belongs to who connected it.
    return func.coalesce(table.owner_id, table.created_by)


def _count(
    session: Session, organization: VerifiedOrganization, table: type[Connection | DataSource]
) -> dict[UUID, int]:
    owner = _owner(table)
    query = (
        select(owner, func.count())
        .where(table.organization_id == organization.id, owner.is_not(None))
        .group_by(owner)
    )
    return dict(session.exec(query).all())


def _pass_on(
    session: Session,
    organization: VerifiedOrganization,
    table: type[Connection | DataSource],
    before: UUID,
    after: UUID,
) -> int:
    statement = (
        update(table)
        .where(col(table.organization_id) == organization.id, _owner(table) == before)
        .values(owner_id=after)
        .returning(col(table.id))
    )
    return len(session.scalars(statement).all())
