"""Data source and column rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, or_, select

from cashstage.core.errors import NotFound
from cashstage.models import Connection, ConnectionState, DataSource, SourceColumn
from cashstage.models.paging import PageRequest, read_page
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.schema.column import Column, ColumnType, Role
from cashstage.schema.proposal import Opinion


def read(
    session: Session,
    organization: VerifiedOrganization,
    data_source_id: UUID,
    *,
    for_update: bool = False,
) -> DataSource:
    """One data source; raises NotFound."""
    query = select(DataSource).where(
        DataSource.organization_id == organization.id, DataSource.id == data_source_id
    )
    row = session.exec(query.with_for_update() if for_update else query).first()
    if row is None:
        raise NotFound("There is no such data source.", next_step="It may have been deleted.")
    return row


def read_all(
    session: Session, organization: VerifiedOrganization, request: PageRequest
) -> tuple[list[DataSource], str | None]:
    """A page of data sources, newest first."""
    query = select(DataSource).where(DataSource.organization_id == organization.id)
    return read_page(session, query, DataSource, request)


def read_due(session: Session, now: datetime, limit: int) -> list[DataSource]:
    """Scheduled sources whose time has come, locked; rows that another scheduler holds are left.

    So are those whose account has to be connected again: then they are due at once.
    """
    lost = select(Connection.id).where(
        Connection.id == DataSource.connection_id,
        Connection.state == ConnectionState.NEEDS_REAUTH,
    )
    query = (
        select(DataSource)
        .where(
            col(DataSource.next_refresh_at) <= now,
            col(DataSource.paused_at).is_(None),
            or_(
                col(DataSource.schedule).is_not(None), col(DataSource.refresh_minutes).is_not(None)
            ),
            ~lost.exists(),
        )
        .order_by(col(DataSource.next_refresh_at))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(session.exec(query).all())


def read_thinned(session: Session) -> list[DataSource]:
    """The sources of all organizations whose history is thinned out with age."""
    ages = (
        col(DataSource.daily_after_days),
        col(DataSource.weekly_after_days),
        col(DataSource.monthly_after_days),
    )
    query = select(DataSource).where(or_(*(age.is_not(None) for age in ages)))
    return list(session.exec(query.order_by(col(DataSource.id))).all())


def read_columns(
    session: Session, data_source_id: UUID, *, with_retired: bool = False
) -> list[SourceColumn]:
    """The source's columns in the order of the sheet, on demand with those that were given up."""
    query = (
        select(SourceColumn)
        .where(SourceColumn.data_source_id == data_source_id)
        .order_by(col(SourceColumn.retired_at).is_not(None), col(SourceColumn.position))
    )
    if not with_retired:
        query = query.where(col(SourceColumn.retired_at).is_(None))
    return list(session.exec(query).all())


def replace_columns(
    session: Session,
    organization: VerifiedOrganization,
    data_source_id: UUID,
    columns: Sequence[Column],
    opinions: Sequence[Opinion],
    now: datetime,
) -> None:
    """Makes the source's columns be exactly these, in this order; `opinions` are about them.

    Others are retired, not deleted: older snapshots still hold them. A former name becomes an
    alias.
    """
    known = {row.key: row for row in read_columns(session, data_source_id, with_retired=True)}
    for position, (column, opinion) in enumerate(zip(columns, opinions, strict=True)):
        row = known.pop(column.key, None) or SourceColumn(
            organization_id=organization.id,
            data_source_id=data_source_id,
            key=column.key,
            position=position,
            name=column.name,
            type=column.type,
            role=column.role,
        )
        row.position = position
        row.retired_at = None
        if row.name.casefold() != column.name.casefold():
            others = [alias for alias in row.aliases if alias != column.name]
            row.aliases = [*others, row.name]
        row.name = column.name
        # What a person has set while the table was being read stays; it is read once more.
        if column.overridden or not row.overridden:
            row.type = column.type
            row.role = column.role
            row.semantic_type = column.semantic_type
            row.format = column.format
        row.evidence = opinion.evidence
        proposal = opinion.proposal
        row.proposed_type = proposal.semantic_type if proposal else None
        row.confidence = proposal.confidence if proposal else None
        row.reason = proposal.reason if proposal else None
        session.add(row)
    for row in known.values():
        row.retired_at = row.retired_at or now
        session.add(row)
    session.flush()


def read_corrections(
    session: Session, organization: VerifiedOrganization
) -> list[tuple[str, str | None]]:
    """What people of the organization have set: headers and their meanings, the latest last."""
    query = (
        select(SourceColumn.name, SourceColumn.semantic_type)
        .where(
            SourceColumn.organization_id == organization.id, col(SourceColumn.overridden).is_(True)
        )
        .order_by(col(SourceColumn.id))
    )
    return list(session.exec(query).all())


def as_column(row: SourceColumn) -> Column:
    """The row as the word that ingestion and queries use."""
    return Column(
        key=row.key,
        name=row.name,
        type=ColumnType(row.type),
        role=Role(row.role),
        semantic_type=row.semantic_type,
        format=row.format,
        overridden=row.overridden,
        aliases=tuple(row.aliases),
    )
