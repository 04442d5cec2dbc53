"""What a question's `source` names: a data source or a blend, alike to whoever asks."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.metrics.calculated import Calculated
from cashstage.models import Blend, DataSnapshot, DataSource, SourceState
from cashstage.models.paging import MAX_LIMIT, PageRequest
from cashstage.models.platform import Platform
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.organizations.metric_definition.repository import book_of
from cashstage.query.calculated import CalculatedRelation
from cashstage.query.periods import QueryContext, as_of_moment, compared_moment, today_of
from cashstage.query.relation import OBJECT_PARAMETER, Relation
from cashstage.query.run import QuerySource
from cashstage.query.spec import QuerySpec
from cashstage.schema.column import Column
from cashstage.sources.blend import reading
from cashstage.sources.blend import repository as blends
from cashstage.sources.calculated_field import repository as calculated_fields
from cashstage.sources.calculated_field import service as calculated_field_service
from cashstage.sources.data_source import repository as sources
from cashstage.sources.data_source.schemas import ColumnRead, MetricRead
from cashstage.sources.snapshot import repository as snapshots
from cashstage.sources.snapshot.serving import (
    fetching,
    reference_to,
    relation_of,
    serving_snapshot,
)

Asked = DataSource | Blend
COMPARED = "compared_"
"""What the parameters of snapshots that are compared with begin with."""


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
    columns = [sources.as_column(row) for row in sources.read_columns(session, asked.id)]
    calculated = calculated_fields.read_calculated(session, asked.id, columns) if columns else []
    return [*columns, *(each.column for each in calculated)]


def query_source(
    platform: Platform,
    session: Session,
    organization: VerifiedOrganization,
    asked: Asked,
    spec: QuerySpec,
    context: QueryContext,
    tried: Calculated | None = None,
) -> tuple[QuerySource, DataSnapshot | None]:
    """The source at the moments that the question is about, and the one snapshot it is read from.

    A blend has several, so none is named. `tried` stands for, or beside, the data source's own
    calculated columns. Raises Conflict where there is no snapshot yet.
    """
    at: _BlendAt | _SourceAt
    if isinstance(asked, Blend):
        at = _BlendAt(platform, session, organization, asked, spec, context)
    else:
        at = _SourceAt(platform, session, organization, asked, spec, context, tried)
    source, snapshot = at.moment(as_of_moment(spec, context))
    compared = compared_moment(spec, context)
    if compared is not None:
        other, _ = at.moment(compared, prefix=COMPARED)
        source = replace(source, compared=other)
    return source, snapshot


@dataclass(frozen=True, slots=True)
class _BlendAt:
    platform: Platform
    session: Session
    organization: VerifiedOrganization
    blend: Blend
    spec: QuerySpec
    context: QueryContext

    def moment(self, moment: datetime | None, *, prefix: str = "") -> tuple[QuerySource, None]:
        """Its sources as of that moment, their objects under parameters of that prefix."""
        # What was given up since is still there in an older snapshot.
        found = reading.read_blend_sources(
            self.session, self.organization, self.blend, with_retired=self.spec.as_of is not None
        )
        source = reading.query_source(
            self.platform,
            self.session,
            self.organization,
            found,
            moment,
            name=self.blend.name,
            prefix=prefix,
        )
        return source, None


@dataclass(frozen=True, slots=True)
class _SourceAt:
    platform: Platform
    session: Session
    organization: VerifiedOrganization
    source: DataSource
    spec: QuerySpec
    context: QueryContext
    tried: Calculated | None

    def moment(
        self, moment: datetime | None, *, prefix: str = ""
    ) -> tuple[QuerySource, DataSnapshot]:
        """The source as of that moment, its object under a parameter of that prefix."""
        retired = self.spec.as_of is not None
        rows = sources.read_columns(self.session, self.source.id, with_retired=retired)
        columns = [sources.as_column(row) for row in rows]
        calculated = calculated_fields.read_calculated(self.session, self.source.id, columns)
        if self.tried is not None:
            key = self.tried.column.key
            calculated = [*(each for each in calculated if each.column.key != key), self.tried]
        columns += [each.column for each in calculated]
        snapshot = serving_snapshot(self.session, self.organization, self.source, moment)
        parameter = f"{prefix}{OBJECT_PARAMETER}"
        relation: Relation = relation_of(snapshot, parameter=parameter)
        if calculated:
            today = today_of(self.spec, self.context)
            relation = CalculatedRelation(relation, columns, calculated, today)
        source = QuerySource(
            columns=columns,
            relation=relation,
            snapshots=(reference_to(snapshot),),
            paths={parameter: fetching(self.platform, self.organization, snapshot)},
        )
        return source, snapshot


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
    return calculated_field_service.read_fields(platform, actor, source_id)


def read_ratios(platform: Platform, actor: Principal, source_id: UUID) -> list[MetricRead]:
    """The ratios that the columns allow, such as CTR, and the organization's own metrics."""
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        columns = columns_of(session, organization, read(session, organization, source_id))
        known = book_of(session, organization).available(columns)
    return [MetricRead.model_validate(one) for one in known if one.is_ratio or one.own]


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
