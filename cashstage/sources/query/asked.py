"""What a question's `source` names: a data source or a blend, alike to whoever asks."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.metrics.catalog import available
from cashstage.models import Blend, DataSource, SourceState
from cashstage.models.paging import MAX_LIMIT, PageRequest
from cashstage.models.platform import Platform
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.query.relation import OBJECT_PARAMETER
from cashstage.query.run import QuerySource
from cashstage.schema.column import Column
from cashstage.sources.blend import reading
from cashstage.sources.blend import repository as blends
from cashstage.sources.data_source import repository as sources
from cashstage.sources.data_source import service as source_service
from cashstage.sources.data_source.schemas import ColumnRead, MetricRead
from cashstage.sources.snapshot import repository as snapshots
from cashstage.sources.snapshot.serving import (
    fetching,
    reference_to,
    relation_of,
    serving_snapshot,
)

Asked = DataSource | Blend


@dataclass(frozen=True, slots=True)
class Standing:
    """How a source stands: `digest` changes with all that its answers depend on.

    `taken_at` is the age of its oldest data; `reason` is empty when all is well.
    """

    name: str
    digest: str
    taken_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class SourceChoice:
    """A data source or blend that can be asked."""

    id: UUID
    name: str
    is_blend: bool


def read(session: Session, organization: VerifiedOrganization, source_id: UUID) -> Asked:
    """The source of that id; raises NotFound."""
    blend = blends.find(session, organization, source_id)
    return blend if blend is not None else sources.read(session, organization, source_id)


def columns_of(session: Session, organization: VerifiedOrganization, asked: Asked) -> list[Column]:
    """The columns that can be asked for today; none before the first snapshot."""
    if isinstance(asked, Blend):
        found = reading.read_blend_sources(session, organization, asked)
        return [settled.column for settled in found.columns]
    return [sources.as_column(row) for row in sources.read_columns(session, asked.id)]


def query_source(
    platform: Platform,
    session: Session,
    organization: VerifiedOrganization,
    asked: Asked,
    as_of: datetime | None,
) -> QuerySource:
    """The source at its newest snapshots, or at those as of a moment; raises Conflict for none."""
    # What was given up since is still there in an older snapshot.
    with_retired = as_of is not None
    if isinstance(asked, Blend):
        found = reading.read_blend_sources(session, organization, asked, with_retired=with_retired)
        return reading.query_source(platform, session, organization, found, as_of, name=asked.name)
    rows = sources.read_columns(session, asked.id, with_retired=with_retired)
    snapshot = serving_snapshot(session, organization, asked, as_of)
    return QuerySource(
        columns=[sources.as_column(row) for row in rows],
        relation=relation_of(snapshot),
        snapshots=(reference_to(snapshot),),
        paths={OBJECT_PARAMETER: fetching(platform, organization, snapshot)},
    )


def name_of(platform: Platform, actor: Principal, source_id: UUID) -> str:
    """What the source is called."""
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        return read(session, organization, source_id).name


def read_standing(platform: Platform, actor: Principal, source_id: UUID) -> Standing:
    """How the source stands, a blend as its sources do together."""
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        asked = read(session, organization, source_id)
        if isinstance(asked, DataSource):
            return _standing(session, organization, asked)
        found = reading.read_blend_sources(session, organization, asked)
        parts = [_standing(session, organization, row) for row in found.rows if row is not None]
    ages = [part.taken_at for part in parts if part.taken_at is not None]
    troubled = [f"{part.name}: {part.reason}" for part in parts if part.reason]
    return Standing(
        name=asked.name,
        digest=_digest([asked.version, found.columns, *(part.digest for part in parts)]),
        taken_at=min(ages, default=None),
        reason=" ".join(troubled),
    )


def _standing(session: Session, organization: VerifiedOrganization, source: DataSource) -> Standing:
    latest = snapshots.read_as_of(session, organization, source.id)
    troubled = source.state == SourceState.NEEDS_ATTENTION
    return Standing(
        name=source.name,
        digest=latest.digest if latest else "",
        taken_at=latest.taken_at if latest else None,
        reason=(source.state_reason or "") if troubled else "",
    )


def _digest(parts: list[object]) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def read_columns(platform: Platform, actor: Principal, source_id: UUID) -> list[ColumnRead]:
    """The columns of a data source or blend, in their order."""
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        asked = read(session, organization, source_id)
        if isinstance(asked, Blend):
            columns = columns_of(session, organization, asked)
            return [ColumnRead.model_validate(column) for column in columns]
        rows = sources.read_columns(session, source_id)
        return [source_service.column_as_read(row) for row in rows]


def read_ratios(platform: Platform, actor: Principal, source_id: UUID) -> list[MetricRead]:
    """The ratios of the catalog that the columns allow, such as CTR and ROAS."""
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        columns = columns_of(session, organization, read(session, organization, source_id))
    return [MetricRead.model_validate(one) for one in available(columns) if one.is_ratio]


def read_choices(platform: Platform, actor: Principal) -> list[SourceChoice]:
    """What can be asked, the newest first, data sources before blends."""
    organization = actor.require(Permission.VIEW)
    page = PageRequest(limit=MAX_LIMIT)
    with platform.database.tenant(organization) as session:
        plain, _ = sources.read_all(session, organization, page)
        blended, _ = blends.read_all(session, organization, page)
        return [
            *(SourceChoice(row.id, row.name, is_blend=False) for row in plain),
            *(SourceChoice(row.id, row.name, is_blend=True) for row in blended),
        ]


def behind(platform: Platform, actor: Principal, source_ids: Collection[UUID]) -> set[UUID]:
    """These sources, and those that the blends among them read."""
    organization = actor.require(Permission.VIEW)
    found = set(source_ids)
    with platform.database.tenant(organization) as session:
        for source_id in source_ids:
            blend = blends.find(session, organization, source_id)
            if blend is not None:
                found |= {member.source for member in blends.spec_of(blend).members}
    return found
