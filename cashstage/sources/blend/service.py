"""Saving, changing and deleting blends."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlmodel import Session

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.audit.service import record
from cashstage.audit.words import Deed
from cashstage.core.errors import Conflict, InvalidInput, NotFound
from cashstage.core.events import SourceChanged
from cashstage.core.words import listed
from cashstage.models import Blend
from cashstage.models.database import after_commit
from cashstage.models.paging import Page, PageRequest
from cashstage.models.platform import Platform
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.models.versioning import save
from cashstage.query.blend import BlendColumn, BlendSpec, Match
from cashstage.query.blend_columns import SettledColumn, misfit
from cashstage.sources.blend import reading, repository
from cashstage.sources.blend.schemas import (
    BlendColumnRead,
    BlendCreate,
    BlendRead,
    BlendUpdate,
    MemberRead,
)

MAX_BLENDS = 500


def read_all(platform: Platform, actor: Principal, request: PageRequest) -> Page[BlendRead]:
    """A page of blends, newest first."""
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        rows, cursor = repository.read_all(session, organization, request)
        items = [as_read(session, organization, row) for row in rows]
        return Page(items=items, next_cursor=cursor)


def read(platform: Platform, actor: Principal, blend_id: UUID) -> BlendRead:
    """One blend."""
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        return as_read(session, organization, repository.read(session, organization, blend_id))


def create(platform: Platform, actor: Principal, body: BlendCreate) -> BlendRead:
    """A new blend of data sources of the organization."""
    organization = actor.require(Permission.EDIT_SOURCES)
    with platform.database.tenant(organization) as session:
        if repository.count(session, organization) >= MAX_BLENDS:
            raise Conflict(f"An organization has at most {MAX_BLENDS} blends.")
        row = Blend(
            organization_id=organization.id,
            name=body.name,
            definition={},
            created_by=actor.user_id,
        )
        for name, value in _defined(session, organization, row, body.spec).items():
            setattr(row, name, value)
        session.add(row)
        session.flush()
        _record(platform, session, actor, row, Deed.BLEND_CREATED)
        return as_read(session, organization, row)


def update(
    platform: Platform,
    actor: Principal,
    blend_id: UUID,
    body: BlendUpdate,
    *,
    expected_version: int | None = None,
) -> BlendRead:
    """Changes the name or the definition; columns keep their ids."""
    organization = actor.require(Permission.EDIT_SOURCES)
    with platform.database.tenant(organization) as session:
        row = repository.read(session, organization, blend_id, for_update=True)
        changes: dict[str, object] = {} if body.name is None else {"name": body.name}
        if body.definition is not None:
            changes |= _defined(session, organization, row, body.definition)
        save(session, row, changes, expected_version=expected_version, now=platform.clock())
        _record(platform, session, actor, row, Deed.BLEND_CHANGED)
        return as_read(session, organization, row)


def delete(platform: Platform, actor: Principal, blend_id: UUID) -> None:
    """Deletes a blend; its sources stay, and its widgets say that it is gone."""
    organization = actor.require(Permission.EDIT_SOURCES)
    with platform.database.tenant(organization) as session:
        row = repository.read(session, organization, blend_id, for_update=True)
        _record(platform, session, actor, row, Deed.BLEND_DELETED)
        session.delete(row)


def checked(
    session: Session, organization: VerifiedOrganization, spec: BlendSpec, names: Mapping[str, str]
) -> reading.BlendSources:
    """The definition's sources; raises NotFound or InvalidInput where they do not fit."""
    found = reading.read_sources(session, organization, spec, dict(names))
    if found.deleted:
        raise NotFound(
            f"{listed(found.deleted)} of this blend is no data source that there is.",
            next_step="It may have been deleted; and a blend can't be part of another one.",
            field="members",
        )
    own = len(found.columns) - len(spec.columns)
    for position, settled in enumerate(found.columns[own:]):
        _check(spec.columns[position], settled, found, f"columns.{position}")
    return found


def as_read(session: Session, organization: VerifiedOrganization, row: Blend) -> BlendRead:
    """The row with its sources as they are today."""
    found = reading.read_blend_sources(session, organization, row)
    spec = found.spec
    asked = {column.id: column for column in spec.columns}
    return BlendRead(
        id=row.id,
        version=row.version,
        name=row.name,
        kind=spec.kind,
        join=spec.join,
        currency=spec.currency,
        label_name=spec.label_name,
        members=[_member(found, place) for place in range(len(spec.members))],
        columns=[_column(settled, asked.get(settled.column.key)) for settled in found.columns],
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _defined(
    session: Session, organization: VerifiedOrganization, row: Blend, spec: BlendSpec
) -> dict[str, object]:
    """The columns of the row that a definition decides."""
    found = checked(session, organization, spec, row.source_names)
    given = row.columns_given
    known = {column.id for column in repository.spec_of(row).columns} if row.definition else set()
    columns = []
    for asked in spec.columns:
        if asked.id is not None and asked.id not in known:
            raise InvalidInput(
                f"The blend has no column {asked.id}.",
                next_step="Leave the id of new columns out.",
                field="columns",
            )
        given += asked.id is None
        columns.append(asked.model_copy(update={"id": asked.id or f"b{given}"}))
    definition = spec.model_copy(update={"columns": tuple(columns)})
    return {
        "definition": definition.model_dump(mode="json", by_alias=True),
        "columns_given": given,
        "source_names": {str(table.id): table.name for table in found.tables},
    }


def _check(
    asked: BlendColumn, settled: SettledColumn, found: reading.BlendSources, place: str
) -> None:
    for table in found.tables:
        key = asked.origin.get(table.id)
        if key is not None and key not in table.columns:
            raise InvalidInput(
                f"{table.name} has no column {key}, which “{asked.name}” is taken from.",
                next_step="Columns are named by their id, such as c1.",
                field=place,
            )
    if settled.refusal is not None and misfit(settled):
        raise InvalidInput(settled.refusal, field=place)


def _member(found: reading.BlendSources, place: int) -> MemberRead:
    member, table = found.spec.members[place], found.tables[place]
    mapped = found.columns[len(found.columns) - len(found.spec.columns) :]
    return MemberRead(
        source=member.source,
        name=table.name,
        label=member.label,
        deleted=found.rows[place] is None,
        lacking=[each.column.name for each in mapped if place not in each.parts],
    )


def _column(settled: SettledColumn, asked: BlendColumn | None) -> BlendColumnRead:
    column = settled.column
    match: Match | None = asked.match if asked else None
    return BlendColumnRead(
        id=column.key,
        name=column.name,
        type=column.type,
        semantic_type=column.semantic_type,
        role=column.role,
        format=column.format,
        origin=dict(asked.origin) if asked else {},
        match=match,
        problem=settled.refusal,
    )


def _record(platform: Platform, session: Session, actor: Principal, row: Blend, deed: Deed) -> None:
    """Remembers the deed, and tells open pages once it is committed."""
    organization = actor.organization
    record(session, organization, deed, actor_id=actor.user_id, target_id=row.id, name=row.name)
    event = SourceChanged(data_source_id=row.id)
    after_commit(session, lambda: platform.events.publish(organization.id, event))
