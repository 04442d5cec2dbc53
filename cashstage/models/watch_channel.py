"""Channels through which Google tells of changes to a connected account's files."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from cashstage.models.base import Row, moment, reference, tenant_field, text_field


class ChannelState(StrEnum):
    """How far a channel has come; notifications may arrive before Google's answer does."""

    OPENING = "opening"
    LIVE = "live"
    REFUSED = "refused"


class WatchChannel(Row, table=True):
    """A channel of one connection; its `id` is Google's channel id, its token kept as SHA-256.

    From `renew_at` on another one is wanted; after `expires_at` nothing is heard of it any more.
    `last_message` is the highest number of a notification, 0 until Google has reached us.
    `reason` says why Google opens none.
    """

    __tablename__ = "watch_channels"
    __table_args__ = (
        Index(
            "uq_watch_channels_opening",
            "connection_id",
            unique=True,
            postgresql_where="state = 'opening'",
        ),
    )

    organization_id: UUID = tenant_field()
    connection_id: UUID = reference("connections.id", index=True)
    address: str = text_field()
    token_digest: str = text_field()
    state: str = text_field(default=ChannelState.OPENING)
    resource_id: str | None = text_field(default=None)
    reason: str | None = text_field(default=None)
    renew_at: datetime = moment()
    expires_at: datetime = moment()
    last_message: int = Field(default=0, sa_type=BigInteger)
