"""What a person knows better than the machine: type, meaning, role and format of a column."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.audit.service import record
from cashstage.audit.words import Deed
from cashstage.core.errors import InvalidInput, NotFound
from cashstage.core.events import SourceChanged
from cashstage.models import JobTrigger, SourceColumn
from cashstage.models.database import after_commit
from cashstage.models.platform import Platform
from cashstage.schema.column import ColumnType, Role
from cashstage.schema.currencies import CURRENCY_CODES
from cashstage.schema.semantic import KIND_OF
from cashstage.sources.data_source import repository
from cashstage.sources.data_source.schemas import ColumnRead, ColumnUpdate
from cashstage.sources.data_source.service import column_as_read, enqueue

NUMBER_FORMATS = ("percent", "currency", "duration")


def update_column(
    platform: Platform, actor: Principal, data_source_id: UUID, key: str, body: ColumnUpdate
) -> ColumnRead:
    """Sets what is given, for this and all later refreshes; or leaves it to the machine again.

    A new type is read from the source anew; until then the stored values are converted.
    """
    organization = actor.require(Permission.EDIT_SOURCES)
    with platform.database.tenant(organization) as session:
        source = repository.read(session, organization, data_source_id, for_update=True)
        row = _column(session, source.id, key)
        changes = body.model_dump(include=body.model_fields_set - {"overridden"})
        read_again = not body.overridden or changes.get("type", row.type) != row.type
        if body.overridden:
            _set(row, changes)
        row.overridden = body.overridden
        _check(row)
        session.add(row)
        record(
            session,
            organization,
            Deed.COLUMN_CHANGED if body.overridden else Deed.COLUMN_RELEASED,
            actor_id=actor.user_id,
            target_id=source.id,
            column=row.name,
            **{name: str(value) for name, value in changes.items()},
        )
        if read_again:
            enqueue(platform, session, actor, source, JobTrigger.MANUAL)
        event = SourceChanged(data_source_id=source.id)
        after_commit(session, lambda: platform.events.publish(organization.id, event))
        return column_as_read(row)


def _column(session: Session, data_source_id: UUID, key: str) -> SourceColumn:
    query = select(SourceColumn).where(
        SourceColumn.data_source_id == data_source_id, SourceColumn.key == key
    )
    row = session.exec(query.with_for_update()).first()
    if row is None:
        raise NotFound(
            "There is no such column.", next_step="Columns are named by their id, such as c1."
        )
    return row


def _set(row: SourceColumn, changes: dict[str, Any]) -> None:
    """Applies the changes; what a new type rules out goes with it unless it was asked for."""
    if not ColumnType(changes.get("type", row.type)).numeric:
        changes = {"role": Role.DIMENSION, "format": None} | changes
    for name, value in changes.items():
        setattr(row, name, value)


def _check(row: SourceColumn) -> None:
    """Refuses what contradicts itself."""
    numeric = ColumnType(row.type).numeric
    if row.role == Role.METRIC and not numeric:
        raise InvalidInput(
            f"{row.name} holds no numbers, so it can't be added up.",
            next_step="Make it a dimension, or give it the type number.",
            field="role",
        )
    if row.semantic_type is not None and row.semantic_type not in KIND_OF:
        raise InvalidInput(
            f"{row.semantic_type!r} is not a meaning that is known.", field="semantic_type"
        )
    if row.format is not None and not (numeric and _is_format(row.format)):
        raise InvalidInput(
            f"{row.name} can't be shown as {row.format!r}.",
            next_step="Numbers are shown as percent, currency, currency:EUR or duration.",
            field="format",
        )


def _is_format(text: str) -> bool:
    kind, colon, currency = text.partition(":")
    if colon:
        return kind == "currency" and currency in CURRENCY_CODES
    return kind in NUMBER_FORMATS
