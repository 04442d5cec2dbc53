"""Snapshot rows: the latest, the one as of a moment, the timeline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, SQLColumnExpression, any_, literal, text
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.exc import ProgrammingError
from sqlmodel import Session, col, delete, select

from cashstage.core.errors import InvalidInput, NotFound
from cashstage.core.ids import parse_id
from cashstage.models import DataSnapshot, DataSource
from cashstage.models.paging import PageRequest
from cashstage.models.tenancy import VerifiedOrganization

_ADD_PARTITION = text("CALL create_snapshot_partition(:month)")
_DUPLICATE_TABLE = "42P07"
_READ_AT_ONCE = 5_000
_DELETED_AT_ONCE = 1_000


class Moment(NamedTuple):
    """A snapshot as far as its place in the history is concerned."""

    id: UUID
    taken_at: datetime
    digest: str
    byte_size: int


def insert(session: Session, snapshot: DataSnapshot) -> None:
    """Adds the row, and its month's partition when it is the first of the month."""
    connection = session.connection()
    try:
        with connection.begin_nested():
            connection.execute(_ADD_PARTITION, {"month": snapshot.snapshot_date})
    except ProgrammingError as error:
        # Another first one of the month was faster. While the procedure waits for it, PostgreSQL
        # goes on remembering that the table is missing.
        if getattr(error.orig, "sqlstate", None) != _DUPLICATE_TABLE:
            raise
    session.add(snapshot)
    session.flush()


def read_as_of(
    session: Session,
    organization: VerifiedOrganization,
    data_source_id: UUID,
    as_of: datetime | None = None,
) -> DataSnapshot | None:
    """The newest snapshot, or the newest one taken at or before `as_of`."""
    query = select(DataSnapshot).where(
        DataSnapshot.organization_id == organization.id,
        DataSnapshot.data_source_id == data_source_id,
    )
    if as_of is not None:
        moment = as_of.astimezone(UTC)
        query = query.where(
            col(DataSnapshot.snapshot_date) <= moment.date(),
            col(DataSnapshot.taken_at) <= moment,
        )
    query = query.order_by(
        col(DataSnapshot.snapshot_date).desc(), col(DataSnapshot.taken_at).desc()
    ).limit(1)
    return session.exec(query).first()


def read_page(
    session: Session,
    organization: VerifiedOrganization,
    data_source_id: UUID,
    request: PageRequest,
) -> tuple[list[DataSnapshot], str | None]:
    """A page of the timeline, newest first."""
    query = select(DataSnapshot).where(
        DataSnapshot.organization_id == organization.id,
        DataSnapshot.data_source_id == data_source_id,
    )
    if request.cursor is not None:
        last = parse_id(request.cursor)
        if last is None:
            raise InvalidInput("The cursor is not one that a list answered with.", field="cursor")
        query = query.where(col(DataSnapshot.id) < last)
    query = query.order_by(col(DataSnapshot.id).desc()).limit(request.limit + 1)
    rows = list(session.exec(query).all())
    more = len(rows) > request.limit
    rows = rows[: request.limit]
    return rows, str(rows[-1].id) if more else None


def read(
    session: Session,
    organization: VerifiedOrganization,
    data_source_id: UUID,
    snapshot_id: UUID,
) -> DataSnapshot:
    """One snapshot of the source; raises NotFound."""
    query = select(DataSnapshot).where(
        DataSnapshot.organization_id == organization.id,
        DataSnapshot.data_source_id == data_source_id,
        DataSnapshot.id == snapshot_id,
    )
    snapshot = session.exec(query).first()
    if snapshot is None:
        raise NotFound(
            "This data source has no such snapshot.",
            next_step="Choose one of its timeline.",
        )
    return snapshot


def read_previous(
    session: Session, organization: VerifiedOrganization, snapshot: DataSnapshot
) -> DataSnapshot | None:
    """The snapshot before this one in the timeline of its source."""
    query = (
        select(DataSnapshot)
        .where(
            DataSnapshot.organization_id == organization.id,
            DataSnapshot.data_source_id == snapshot.data_source_id,
            col(DataSnapshot.snapshot_date) <= snapshot.snapshot_date,
            col(DataSnapshot.id) < snapshot.id,
        )
        .order_by(col(DataSnapshot.id).desc())
        .limit(1)
    )
    return session.exec(query).first()


def read_row_counts(
    session: Session, organization: VerifiedOrganization, snapshot: DataSnapshot, limit: int
) -> list[tuple[datetime, int]]:
    """When this snapshot and those before it were taken, and their rows; newest first."""
    query = (
        select(DataSnapshot.taken_at, DataSnapshot.row_count)
        .where(
            DataSnapshot.organization_id == organization.id,
            DataSnapshot.data_source_id == snapshot.data_source_id,
            col(DataSnapshot.snapshot_date) <= snapshot.snapshot_date,
            col(DataSnapshot.id) <= snapshot.id,
        )
        .order_by(col(DataSnapshot.id).desc())
        .limit(limit)
    )
    return [(taken_at, rows) for taken_at, rows in session.exec(query)]


def read_neighbours(
    session: Session, organization: VerifiedOrganization, snapshot: DataSnapshot
) -> tuple[datetime | None, datetime | None]:
    """When the snapshots before and after this one were taken; None at the ends."""
    day, moment = col(DataSnapshot.snapshot_date), col(DataSnapshot.taken_at)
    query = select(DataSnapshot.taken_at).where(
        DataSnapshot.organization_id == organization.id,
        DataSnapshot.data_source_id == snapshot.data_source_id,
    )
    earlier = query.where(day <= snapshot.snapshot_date, moment < snapshot.taken_at)
    later = query.where(day >= snapshot.snapshot_date, moment > snapshot.taken_at)
    return (
        session.exec(earlier.order_by(day.desc(), moment.desc()).limit(1)).first(),
        session.exec(later.order_by(day, moment).limit(1)).first(),
    )


def read_moments(
    session: Session, organization: VerifiedOrganization, data_source_id: UUID
) -> Iterator[Moment]:
    """The whole history, oldest first, some thousands at a time."""
    query = (
        select(DataSnapshot.id, DataSnapshot.taken_at, DataSnapshot.digest, DataSnapshot.byte_size)
        .where(
            DataSnapshot.organization_id == organization.id,
            DataSnapshot.data_source_id == data_source_id,
        )
        .order_by(col(DataSnapshot.snapshot_date), col(DataSnapshot.taken_at), col(DataSnapshot.id))
        .execution_options(yield_per=_READ_AT_ONCE)
    )
    return (Moment(*row) for row in session.exec(query))


def delete_all(
    session: Session,
    organization: VerifiedOrganization,
    data_source_id: UUID,
    going: Sequence[Moment],
) -> int:
    """Removes these snapshots of the source, which come oldest first; returns how many there were.

    Their objects stay until nothing else points to them either.
    """
    removed = 0
    for start in range(0, len(going), _DELETED_AT_ONCE):
        batch = going[start : start + _DELETED_AT_ONCE]
        first, last = (moment.taken_at.astimezone(UTC).date() for moment in (batch[0], batch[-1]))
        statement = delete(DataSnapshot).where(
            col(DataSnapshot.organization_id) == organization.id,
            col(DataSnapshot.data_source_id) == data_source_id,
            col(DataSnapshot.snapshot_date).between(first, last),
            col(DataSnapshot.id).in_([moment.id for moment in batch]),
        )
        removed += session.exec(statement).rowcount
    return removed


def read_unused(
    session: Session,
    organization: VerifiedOrganization,
    data_source_id: UUID,
    digests: Sequence[str],
) -> set[str]:
    """Those of the objects that no other data source points to, by a snapshot or as its upload."""
    by_snapshot = (
        select(DataSnapshot.digest)
        .where(
            DataSnapshot.organization_id == organization.id,
            DataSnapshot.data_source_id != data_source_id,
            _one_of(col(DataSnapshot.digest), digests),
        )
        .distinct()
    )
    uploaded = col(DataSource.settings)["digest"].as_string()
    as_upload = select(uploaded).where(
        DataSource.organization_id == organization.id, _one_of(uploaded, digests)
    )
    pointed_to = {*session.exec(by_snapshot), *session.exec(as_upload)}
    return set(digests) - pointed_to


def _one_of(column: SQLColumnExpression[str], values: Sequence[str]) -> ColumnElement[bool]:
    """As one parameter, however many values there are."""
    return column == any_(literal(list(values), ARRAY(TEXT)))
