"""Snapshot rows: the latest, the one as of a moment, the timeline."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlmodel import Session, col, select

from cashstage.core.errors import InvalidInput, NotFound
from cashstage.core.ids import parse_id
from cashstage.models import DataSnapshot
from cashstage.models.paging import PageRequest
from cashstage.models.tenancy import VerifiedOrganization

_ADD_PARTITION = text("CALL create_snapshot_partition(:month)")
_DUPLICATE_TABLE = "42P07"


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
