"""What all tables share: naming, identifiers, timestamps and column types."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import DateTime, MetaData, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from cashstage.core.clock import utc_now
from cashstage.core.ids import new_id

metadata: MetaData = SQLModel.metadata
metadata.naming_convention = {
    "ix": "idx_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def id_field() -> Any:
    """A UUIDv7 primary key made by the application."""
    return Field(default_factory=new_id, primary_key=True)


def tenant_field() -> Any:
    """The organization that owns the row; rows vanish with their organization."""
    return Field(foreign_key="organizations.id", ondelete="CASCADE", nullable=False)


def reference(
    target: str, *, ondelete: Literal["CASCADE", "SET NULL"] = "CASCADE", **options: Any
) -> Any:
    """A foreign key to `table.column`."""
    return Field(foreign_key=target, ondelete=ondelete, **options)


def moment(**options: Any) -> Any:
    """An aware timestamp in UTC."""
    return Field(sa_type=DateTime(timezone=True), **options)


def created_moment() -> Any:
    """The moment of insertion."""
    return moment(default_factory=utc_now, nullable=False)


def text_field(**options: Any) -> Any:
    """Text without a length limit in the database; limits belong to the schemas."""
    return Field(sa_type=Text, **options)


def json_field(**options: Any) -> Any:
    """A JSONB document."""
    return Field(sa_type=JSONB, **options)


def optional_json_field(**options: Any) -> Any:
    """A JSONB document or NULL, which no document is."""
    return Field(default=None, sa_type=JSONB(none_as_null=True), **options)


class Row(SQLModel):
    """A table row with an identifier and its time of creation."""

    id: UUID = id_field()
    created_at: datetime = created_moment()


class VersionedRow(Row):
    """A row that people edit: `version` grows by one with every save."""

    updated_at: datetime = created_moment()
    version: int = Field(default=1, nullable=False)
