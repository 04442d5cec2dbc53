"""Connection rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, func, or_, select, update

from cashstage.core.errors import NotFound
from cashstage.models import (
    ChannelState,
    Connection,
    ConnectionState,
    DataSource,
    User,
    WatchChannel,
)
from cashstage.models.tenancy import VerifiedOrganization


def read(
    session: Session,
    organization: VerifiedOrganization,
    connection_id: UUID,
    *,
    for_update: bool = False,
) -> Connection:
    """One connection; raises NotFound."""
    query = select(Connection).where(
        Connection.organization_id == organization.id, Connection.id == connection_id
    )
    row = session.exec(query.with_for_update() if for_update else query).first()
    if row is None:
        raise NotFound("There is no such connection.", next_step="Connect the account again.")
    return row


def read_described(
    session: Session, organization: VerifiedOrganization, connection_id: UUID | None = None
) -> list[tuple[Connection, User | None, int]]:
    """Connections with their owners and how many sources read through them, oldest first."""
    sources = (
        select(func.count())
        .where(DataSource.connection_id == Connection.id)
        .correlate(Connection)
        .scalar_subquery()
    )
    owner = func.coalesce(Connection.owner_id, Connection.created_by)
    query = (
        select(Connection, User, sources)
        .outerjoin(User, col(User.id) == owner)
        .where(Connection.organization_id == organization.id)
        .order_by(col(Connection.id))
    )
    if connection_id is not None:
        query = query.where(Connection.id == connection_id)
    return [(row, user, count) for row, user, count in session.exec(query).all()]


def read_by_subject(
    session: Session, organization: VerifiedOrganization, provider: str, subject: str
) -> Connection | None:
    """The account's connection, locked, if it was connected before."""
    query = (
        select(Connection)
        .where(
            Connection.organization_id == organization.id,
            Connection.provider == provider,
            Connection.subject == subject,
        )
        .with_for_update()
    )
    return session.exec(query).first()


def read_sources(session: Session, connection_id: UUID) -> list[DataSource]:
    """The data sources that read through the connection, oldest first."""
    query = (
        select(DataSource)
        .where(DataSource.connection_id == connection_id)
        .order_by(col(DataSource.id))
    )
    return list(session.exec(query).all())


def in_use() -> ColumnElement[bool]:
    """Whether any data source reads through the connection."""
    return select(DataSource.id).where(DataSource.connection_id == Connection.id).exists()


def claim_due_for_poll(
    session: Session, now: datetime, *, every: timedelta, told_every: timedelta, until: datetime
) -> list[Connection]:
    """Active connections with sources that nobody polled lately.

    Those of whose changes Google tells us are due after `told_every`. They are the caller's until
    then, or until `release_from_poll`: a poll may take long, and the next tick must not join it.
    """
    told = (
        select(WatchChannel.id)
        .where(
            WatchChannel.connection_id == Connection.id,
            WatchChannel.state == ChannelState.LIVE,
            col(WatchChannel.last_message) > 0,
            col(WatchChannel.expires_at) > now,
        )
        .exists()
    )
    polled_at = col(Connection.polled_at)
    due = and_(polled_at <= now - every, or_(~told, polled_at <= now - told_every))
    return _claim(session, or_(polled_at.is_(None), due), until)


def claim_for_poll(
    session: Session, connection_id: UUID, now: datetime, *, until: datetime
) -> Connection | None:
    """The connection, as `claim_due_for_poll` would give it, unless somebody polls it right now."""
    free = or_(col(Connection.polled_at).is_(None), col(Connection.polled_at) <= now)
    found = _claim(session, and_(col(Connection.id) == connection_id, free), until)
    return next(iter(found), None)


def is_polled(session: Session, connection_id: UUID, now: datetime) -> bool:
    """Whether somebody polls the connection right now."""
    query = select(Connection.id).where(
        Connection.id == connection_id, col(Connection.polled_at) > now
    )
    return session.exec(query).first() is not None


def _claim(session: Session, due: ColumnElement[bool], until: datetime) -> list[Connection]:
    statement = (
        update(Connection)
        .where(col(Connection.state) == ConnectionState.ACTIVE, due, in_use())
        .values(polled_at=until)
        .returning(Connection)
    )
    return list(session.scalars(statement).all())


def release_from_poll(session: Session, connection_id: UUID, polled_at: datetime) -> None:
    """Lets the connection be polled again in its rhythm."""
    session.exec(
        update(Connection).where(col(Connection.id) == connection_id).values(polled_at=polled_at)
    )
