"""What a blend reads from: its sources as they are today, at the snapshots of one moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from cashstage.core.errors import Conflict, NotFound
from cashstage.core.words import listed
from cashstage.models import Blend, DataSource
from cashstage.models.platform import Platform
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.organizations.organization import repository as organizations
from cashstage.query.blend import BlendKind, BlendSpec
from cashstage.query.blend_columns import MemberTable, SettledColumn, settle
from cashstage.query.blend_join import JoinRelation
from cashstage.query.blend_union import BlendMember, UnionRelation, object_parameter
from cashstage.query.relation import Relation
from cashstage.query.run import QuerySource
from cashstage.sources.blend import repository
from cashstage.sources.data_source import repository as sources
from cashstage.sources.exchange_rate import repository as rates
from cashstage.sources.snapshot.serving import (
    fetching,
    reference_to,
    relation_of,
    serving_snapshot,
)


@dataclass(frozen=True, slots=True)
class BlendSources:
    """A blend's sources in its order; a deleted one has no row, and no columns."""

    spec: BlendSpec
    rows: Sequence[DataSource | None]
    tables: Sequence[MemberTable]
    columns: Sequence[SettledColumn]

    @property
    def deleted(self) -> list[str]:
        """The names of those that are gone."""
        pairs = zip(self.rows, self.tables, strict=True)
        return [table.name for row, table in pairs if row is None]


def read_sources(
    session: Session,
    organization: VerifiedOrganization,
    spec: BlendSpec,
    names: dict[str, str],
    *,
    with_retired: bool = False,
) -> BlendSources:
    """The sources of a definition; `names` are what they were called when it was saved."""
    rows = [_find(session, organization, member.source) for member in spec.members]
    tables = [
        _table(session, member.source, row, names, with_retired=with_retired)
        for member, row in zip(spec.members, rows, strict=True)
    ]
    known = rates.read_to(session, organization, spec.currency) if spec.currency else []
    return BlendSources(spec, rows, tables, settle(spec, tables, known))


def read_blend_sources(
    session: Session,
    organization: VerifiedOrganization,
    blend: Blend,
    *,
    with_retired: bool = False,
) -> BlendSources:
    """The sources of a saved blend."""
    return read_sources(
        session,
        organization,
        repository.spec_of(blend),
        blend.source_names,
        with_retired=with_retired,
    )


def query_source(
    platform: Platform,
    session: Session,
    organization: VerifiedOrganization,
    found: BlendSources,
    as_of: datetime | None,
    *,
    name: str,
    prefix: str = "",
) -> QuerySource:
    """The blend as what can be asked, each source as of the same moment.

    Its objects are bound to parameters that begin with `prefix`.

    Raises Conflict where a source was deleted or has no snapshot.
    """
    if found.deleted:
        raise Conflict(
            f"{listed(found.deleted)}, which {name} reads, "
            f"{'was' if len(found.deleted) == 1 else 'were'} deleted.",
            next_step="Open the blend and take it out, or delete the blend.",
        )
    snapshots = [
        serving_snapshot(session, organization, row, as_of) for row in found.rows if row is not None
    ]
    members = [
        BlendMember(table, relation_of(snapshot, parameter=f"{prefix}{object_parameter(place)}"))
        for place, (table, snapshot) in enumerate(zip(found.tables, snapshots, strict=True))
    ]
    relation: Relation = UnionRelation(found.spec, members, found.columns)
    if found.spec.kind is BlendKind.JOIN:
        weeks = organizations.read(session, organization).week_starts_on
        relation = JoinRelation(found.spec, members, found.columns, weeks)
    return QuerySource(
        columns=[settled.column for settled in found.columns],
        relation=relation,
        snapshots=tuple(reference_to(snapshot) for snapshot in snapshots),
        paths={
            f"{prefix}{object_parameter(place)}": fetching(platform, organization, snapshot)
            for place, snapshot in enumerate(snapshots)
        },
    )


def _find(
    session: Session, organization: VerifiedOrganization, source_id: UUID
) -> DataSource | None:
    try:
        return sources.read(session, organization, source_id)
    except NotFound:
        return None


def _table(
    session: Session,
    source_id: UUID,
    row: DataSource | None,
    names: dict[str, str],
    *,
    with_retired: bool,
) -> MemberTable:
    if row is None:
        return MemberTable(source_id, names.get(str(source_id), "A source"), {})
    columns = sources.read_columns(session, source_id, with_retired=with_retired)
    return MemberTable(source_id, row.name, {each.key: sources.as_column(each) for each in columns})
