"""Making, changing and deleting calculated columns; what stands on them never breaks unasked."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.audit.service import record
from cashstage.audit.words import Deed
from cashstage.core.errors import Conflict, FormulaError
from cashstage.metrics.calculated import Calculated
from cashstage.metrics.formula import Use, read_formula, renamed
from cashstage.models import CalculatedField
from cashstage.models.platform import Platform
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.models.versioning import save
from cashstage.schema.column import Column
from cashstage.sources.calculated_field import repository
from cashstage.sources.calculated_field.schemas import (
    CalculatedFieldCreate,
    CalculatedFieldRead,
    CalculatedFieldUpdate,
)
from cashstage.sources.data_source import repository as sources
from cashstage.sources.data_source.schemas import ColumnRead
from cashstage.sources.data_source.service import announce, column_as_read

MAX_FIELDS = 100


def read_all(
    platform: Platform, actor: Principal, data_source_id: UUID
) -> list[CalculatedFieldRead]:
    """The calculated columns of a source, the oldest first."""
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        sources.read(session, organization, data_source_id)
        rows = repository.read_of_source(session, data_source_id)
        return _as_read(session, data_source_id, rows)


def read_fields(platform: Platform, actor: Principal, data_source_id: UUID) -> list[ColumnRead]:
    """All that a question can name: the columns, then the calculated ones that work."""
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        sources.read(session, organization, data_source_id)
        rows = sources.read_columns(session, data_source_id)
        columns = [sources.as_column(row) for row in rows]
        calculated = repository.read_calculated(session, data_source_id, columns)
        sound = [each.column for each in calculated if each.problem is None]
        return [
            *(column_as_read(row) for row in rows),
            *(ColumnRead.model_validate(column) for column in sound),
        ]


def create(
    platform: Platform, actor: Principal, data_source_id: UUID, body: CalculatedFieldCreate
) -> CalculatedFieldRead:
    """A new calculated column; raises FormulaError with the place, Conflict for a taken name."""
    organization = actor.require(Permission.EDIT_SOURCES)
    with platform.database.tenant(organization) as session:
        sources.read(session, organization, data_source_id, for_update=True)
        rows = repository.read_of_source(session, data_source_id)
        if len(rows) >= MAX_FIELDS:
            raise Conflict(f"A data source has at most {MAX_FIELDS} calculated columns.")
        row = CalculatedField(
            organization_id=organization.id,
            data_source_id=data_source_id,
            name=body.name,
            formula="",
            created_by=actor.user_id,
        )
        columns = _columns(session, data_source_id)
        row.formula = _checked(row, body.name, body.formula, rows, columns)
        session.add(row)
        session.flush()
        _record(session, organization, actor, Deed.CALCULATED_FIELD_ADDED, row)
        announce(platform, session, organization, data_source_id)
        return _as_read(session, data_source_id, [*rows, row])[-1]


def update(
    platform: Platform,
    actor: Principal,
    data_source_id: UUID,
    field_id: UUID,
    body: CalculatedFieldUpdate,
    *,
    expected_version: int | None = None,
) -> CalculatedFieldRead:
    """Changes name or formula; refused where another calculated column would break."""
    organization = actor.require(Permission.EDIT_SOURCES)
    with platform.database.tenant(organization) as session:
        sources.read(session, organization, data_source_id, for_update=True)
        row = repository.read(session, organization, data_source_id, field_id)
        rows = repository.read_of_source(session, data_source_id)
        columns = _columns(session, data_source_id)
        name = body.name or row.name
        changes = {"name": name}
        _check_name(name, row, rows, columns)
        if body.formula is not None:
            changes["formula"] = _checked(row, name, body.formula, rows, columns)
        save(session, row, changes, expected_version=expected_version, now=platform.clock())
        _record(session, organization, actor, Deed.CALCULATED_FIELD_CHANGED, row)
        announce(platform, session, organization, data_source_id)
        return next(each for each in _as_read(session, data_source_id, rows) if each.id == field_id)


def delete(platform: Platform, actor: Principal, data_source_id: UUID, field_id: UUID) -> None:
    """Deletes a calculated column, unless another one needs it."""
    organization = actor.require(Permission.EDIT_SOURCES)
    with platform.database.tenant(organization) as session:
        sources.read(session, organization, data_source_id, for_update=True)
        row = repository.read(session, organization, data_source_id, field_id)
        rows = repository.read_of_source(session, data_source_id)
        key = repository.key_of(row)
        users = [each.name for each in rows if key in each.formula and each.id != row.id]
        if users:
            raise Conflict(
                f"“{row.name}” is used by {_listed(users)}.",
                next_step="Change or delete that first.",
            )
        _record(session, organization, actor, Deed.CALCULATED_FIELD_DELETED, row)
        announce(platform, session, organization, data_source_id)
        session.delete(row)


def stored_formula(text: str, columns: Sequence[Column], calculated: Sequence[Calculated]) -> str:
    """The formula with columns by key; raises FormulaError with the place."""
    named = (*columns, *(each.column for each in calculated))
    return renamed(text, read_formula(text, named, Use.COLUMN), to_keys=True)


def _checked(
    row: CalculatedField,
    name: str,
    text: str,
    rows: Sequence[CalculatedField],
    columns: Sequence[Column],
) -> str:
    """The formula as it is stored, once it is sure that with it everything can be worked out."""
    _check_name(name, row, rows, columns)
    before = repository.calculate(rows, columns)
    formula = stored_formula(text, columns, before)
    own = CalculatedField(**row.model_dump() | {"formula": formula, "name": name})
    after = repository.calculate([*(each for each in rows if each.id != row.id), own], columns)
    if after[-1].problem is not None:
        raise FormulaError(after[-1].problem, position=0)
    sound = {each.column.key for each in before if each.problem is None}
    broken = [each for each in after if each.problem and each.column.key in sound]
    if broken:
        raise Conflict(
            f"With this formula {_listed([each.column.name for each in broken])} could not be"
            f" worked out any more: {broken[0].problem}"
        )
    return formula


def _check_name(
    name: str, row: CalculatedField, rows: Sequence[CalculatedField], columns: Sequence[Column]
) -> None:
    others = [each.name for each in rows if each.id != row.id]
    taken = {each.casefold() for each in [*others, *(column.name for column in columns)]}
    taken |= {alias.casefold() for column in columns for alias in column.aliases}
    if name.casefold() in taken:
        raise Conflict(f"There is a column “{name}” already.", field="name")


def _as_read(
    session: Session, data_source_id: UUID, rows: Sequence[CalculatedField]
) -> list[CalculatedFieldRead]:
    every = [
        sources.as_column(row)
        for row in sources.read_columns(session, data_source_id, with_retired=True)
    ]
    present = _columns(session, data_source_id)
    calculated = repository.calculate(rows, present)
    named = (*every, *(each.column for each in calculated))
    return [
        CalculatedFieldRead(
            **row.model_dump(exclude={"organization_id", "formula"}),
            column_id=each.column.key,
            formula=_shown(row.formula, named),
            type=each.column.type,
            role=each.column.role,
            problem=each.problem,
        )
        for row, each in zip(rows, calculated, strict=True)
    ]


def _shown(stored: str, columns: tuple[Column, ...]) -> str:
    """The formula with the names of today; as it is stored where it can't be read any more."""
    try:
        formula = read_formula(stored, columns, Use.COLUMN, by_key=True)
    except FormulaError:
        return stored
    return renamed(stored, formula, to_keys=False)


def _columns(session: Session, data_source_id: UUID) -> list[Column]:
    return [sources.as_column(row) for row in sources.read_columns(session, data_source_id)]


def _record(
    session: Session,
    organization: VerifiedOrganization,
    actor: Principal,
    deed: Deed,
    row: CalculatedField,
) -> None:
    record(
        session,
        organization,
        deed,
        actor_id=actor.user_id,
        target_id=row.data_source_id,
        name=row.name,
        formula=row.formula,
    )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)
