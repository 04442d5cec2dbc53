"""Rows of watch channels: claimed before Google is asked, heard of, given up."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, delete, select, update

from cashstage.models import ChannelState, Connection, ConnectionState, DataSource, WatchChannel
from cashstage.sources.connection.repository import in_use

MAX_PER_TICK = 50


def read_living(session: Session, channel_id: UUID, now: datetime) -> WatchChannel | None:
    """The channel of that id when notifications of it are expected."""
    query = select(WatchChannel).where(
        WatchChannel.id == channel_id,
        WatchChannel.state != ChannelState.REFUSED,
        col(WatchChannel.expires_at) > now,
    )
    return session.exec(query).first()


def read_of(session: Session, connection_id: UUID) -> list[WatchChannel]:
    """All channels of a connection, oldest first."""
    query = (
        select(WatchChannel)
        .where(WatchChannel.connection_id == connection_id)
        .order_by(col(WatchChannel.created_at))
    )
    return list(session.exec(query).all())


def read_unwatched(session: Session, now: datetime, address: str) -> list[Connection]:
    """Active connections with sources that need a channel to this address, locked."""
    enough = (
        select(WatchChannel.id)
        .where(
            WatchChannel.connection_id == Connection.id,
            col(WatchChannel.renew_at) > now,
            or_(col(WatchChannel.state) != ChannelState.LIVE, col(WatchChannel.address) == address),
        )
        .exists()
    )
    query = (
        select(Connection)
        .where(Connection.state == ConnectionState.ACTIVE, in_use(), ~enough)
        .order_by(col(Connection.id))
        .limit(MAX_PER_TICK)
        .with_for_update(skip_locked=True)
    )
    return list(session.exec(query).all())


def insert_once(session: Session, channel: WatchChannel) -> bool:
    """Keeps a channel that is to be opened; False when another one is being opened already."""
    statement = (
        insert(WatchChannel)
        .values(**channel.model_dump())
        .on_conflict_do_nothing()
        .returning(col(WatchChannel.id))
    )
    return session.connection().execute(statement).first() is not None


def go_live(
    session: Session,
    channel_id: UUID,
    *,
    resource_id: str,
    renew_at: datetime,
    expires_at: datetime,
) -> bool:
    """Notes Google's answer; False when the channel was given up meanwhile."""
    statement = (
        update(WatchChannel)
        .where(col(WatchChannel.id) == channel_id)
        .values(
            state=ChannelState.LIVE,
            resource_id=resource_id,
            renew_at=renew_at,
            expires_at=expires_at,
        )
    )
    return bool(session.connection().execute(statement).rowcount)


def refuse(session: Session, channel_id: UUID, *, reason: str, until: datetime) -> None:
    """Notes why Google opened no channel, and until when it is not asked again."""
    session.exec(
        update(WatchChannel)
        .where(col(WatchChannel.id) == channel_id)
        .values(state=ChannelState.REFUSED, reason=reason, renew_at=until, expires_at=until)
    )


def hear(session: Session, channel_id: UUID, number: int) -> bool:
    """Notes a message; False for one whose number is not above all before it."""
    statement = (
        update(WatchChannel)
        .where(col(WatchChannel.id) == channel_id, col(WatchChannel.last_message) < number)
        .values(last_message=number)
    )
    return bool(session.connection().execute(statement).rowcount)


def forget(session: Session, connection_id: UUID) -> None:
    """Listens to no channel of the connection any more."""
    session.exec(delete(WatchChannel).where(col(WatchChannel.connection_id) == connection_id))


def take_surplus(session: Session, now: datetime, address: str | None) -> list[WatchChannel]:
    """Gives up what ended or nobody needs; returns those of it that Google still keeps.

    Needed is a channel to this `address`, of a connection with sources, until a younger one was
    heard of.
    """
    taken = session.scalars(
        delete(WatchChannel)
        .where(or_(col(WatchChannel.expires_at) <= now, _needless(address)))
        .returning(WatchChannel)
        .execution_options(synchronize_session=False)
    ).all()
    return [each for each in taken if each.resource_id is not None and each.expires_at > now]


def _needless(address: str | None) -> ColumnElement[bool]:
    younger = aliased(WatchChannel)
    replaced = (
        select(younger.id)
        .where(
            younger.connection_id == WatchChannel.connection_id,
            younger.state == ChannelState.LIVE,
            col(younger.last_message) > 0,
            col(younger.created_at) > col(WatchChannel.created_at),
        )
        .exists()
    )
    used = select(DataSource.id).where(DataSource.connection_id == WatchChannel.connection_id)
    elsewhere = col(WatchChannel.address) != address
    live = col(WatchChannel.state) == ChannelState.LIVE
    return or_(address is None, elsewhere, ~used.exists(), and_(live, replaced))  # type: ignore[arg-type]
