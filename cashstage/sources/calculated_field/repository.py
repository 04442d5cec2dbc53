"""Rows of calculated columns, and what they are over a source's columns of today."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from cashstage.core.errors import NotFound
from cashstage.metrics import calculated
from cashstage.metrics.calculated import Calculated
from cashstage.models import CalculatedField
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.schema.column import Column


def read(
    session: Session, organization: VerifiedOrganization, data_source_id: UUID, field_id: UUID
) -> CalculatedField:
    """One calculated column, locked; raises NotFound."""
    query = select(CalculatedField).where(
        CalculatedField.organization_id == organization.id,
        CalculatedField.data_source_id == data_source_id,
        CalculatedField.id == field_id,
    )
    row = session.exec(query.with_for_update()).first()
    if row is None:
        raise NotFound("There is no such calculated column.", next_step="It may have been deleted.")
    return row


def read_of_source(session: Session, data_source_id: UUID) -> list[CalculatedField]:
    """The calculated columns of a source, the oldest first."""
    query = (
        select(CalculatedField)
        .where(CalculatedField.data_source_id == data_source_id)
        .order_by(col(CalculatedField.id))
    )
    return list(session.exec(query).all())


def read_calculated(
    session: Session, data_source_id: UUID, columns: Sequence[Column]
) -> list[Calculated]:
    """The calculated columns of a source over these columns."""
    return calculate(read_of_source(session, data_source_id), columns)


def calculate(rows: Sequence[CalculatedField], columns: Sequence[Column]) -> list[Calculated]:
    """What the rows are over these columns."""
    return calculated.calculate(columns, [as_field(row) for row in rows])


def as_field(row: CalculatedField) -> calculated.CalculatedField:
    """The row as the word that formulas use."""
    return calculated.CalculatedField(key_of(row), row.name, row.formula)


def key_of(row: CalculatedField) -> str:
    """What the column is called in SQL and stored formulas; apart from every column's key."""
    return f"f{row.id.hex}"
