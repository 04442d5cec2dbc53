"""Looking at a blend: what is proposed, its first rows, and what does not match."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlmodel import Session

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.core.errors import Conflict, InvalidInput
from cashstage.models.platform import Platform
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.organizations.organization import repository as organizations
from cashstage.query.answer import values
from cashstage.query.blend import BlendColumn, BlendKind, BlendSpec, Match, Member
from cashstage.query.blend_columns import MemberTable
from cashstage.query.blend_join import JoinRelation
from cashstage.query.blend_preview import first_rows
from cashstage.query.blend_proposal import Proposal, ProposedColumn, propose, text_keys
from cashstage.query.blend_unmatched import counts, sentences, unmatched_values
from cashstage.query.relation import Run
from cashstage.query.run import QuerySource, runner
from cashstage.sources.blend import reading, repository
from cashstage.sources.blend.schemas import (
    BlendRowsRead,
    OriginRead,
    SuggestedColumn,
    SuggestedMember,
    SuggestionAsked,
    SuggestionRead,
    UnmatchedRead,
    UnmatchedSide,
)
from cashstage.sources.blend.service import checked
from cashstage.sources.data_source import repository as sources
from cashstage.sources.data_source import service as source_service
from cashstage.sources.data_source.schemas import ColumnRead
from cashstage.sources.query.service import engine_of


def suggest(platform: Platform, actor: Principal, asked: SuggestionAsked) -> SuggestionRead:
    """How these sources could be read as one; saves nothing."""
    organization = actor.require(Permission.EDIT_SOURCES)
    tables: list[MemberTable] = []
    shown: dict[UUID, list[ColumnRead]] = {}
    with platform.database.tenant(organization) as session:
        for source_id in asked.sources:
            row = sources.read(session, organization, source_id)
            columns = sources.read_columns(session, source_id)
            if not columns:
                raise Conflict(
                    f"{row.name} has not been read yet, so its columns are not known.",
                    next_step="Blend it when its first refresh is done.",
                )
            by_key = {each.key: sources.as_column(each) for each in columns}
            tables.append(MemberTable(row.id, row.name, by_key))
            shown[row.id] = [source_service.column_as_read(each) for each in columns]
        usual = organizations.read(session, organization).currency
        proposal = propose(tables, kind=asked.kind, currency=usual)
        joins = {
            key.name: _asked(
                platform,
                session,
                organization,
                _joined_by(session, organization, asked, key),
                "the blend",
            )
            for key in text_keys(proposal)
        }
    apart = [name for name, source in joins.items() if not _meets(platform, source)]
    if apart:
        proposal = propose(tables, kind=proposal.kind, currency=usual, apart=apart)
    return suggestion_of(proposal, tables, shown)


def _joined_by(
    session: Session,
    organization: VerifiedOrganization,
    asked: SuggestionAsked,
    key: ProposedColumn,
) -> reading.BlendSources:
    """The sources joined by that key alone."""
    origin = {source: found.column.key for source, found in key.found.items()}
    spec = BlendSpec(
        kind=BlendKind.JOIN,
        members=tuple(Member(source=source) for source in asked.sources),
        columns=(BlendColumn(name=key.name[:200], origin=origin, match=Match()),),
    )
    return reading.read_sources(session, organization, spec, {})


def _meets(platform: Platform, source: QuerySource) -> bool:
    """Whether any value of the key is found in all of the sources."""
    if not isinstance(source.relation, JoinRelation):
        return False
    found = counts(source.relation, _running(platform, source))
    return all(count.unmatched < count.total for count in found)


def suggestion_of(
    proposal: Proposal, tables: Sequence[MemberTable], shown: Mapping[UUID, list[ColumnRead]]
) -> SuggestionRead:
    """The proposal as callers see it; `shown` are the sources' own columns."""
    return SuggestionRead(
        kind=proposal.kind,
        reason=proposal.reason,
        currency=proposal.currency,
        members=[
            SuggestedMember(source=table.id, name=table.name, columns=shown[table.id])
            for table in tables
        ],
        columns=_columns(proposal, [table.id for table in tables]),
    )


def preview(platform: Platform, actor: Principal, spec: BlendSpec, *, limit: int) -> BlendRowsRead:
    """The first rows of a definition, which need not be saved."""
    organization = actor.require(Permission.EDIT_SOURCES)
    with platform.database.tenant(organization) as session:
        found = checked(session, organization, spec, {})
        source = _asked(platform, session, organization, found, "the blend")
    return _rows(platform, source, found, limit)


def rows_of(platform: Platform, actor: Principal, blend_id: UUID, *, limit: int) -> BlendRowsRead:
    """The first rows of a saved blend."""
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        row = repository.read(session, organization, blend_id)
        found = reading.read_blend_sources(session, organization, row)
        source = _asked(platform, session, organization, found, row.name)
    return _rows(platform, source, found, limit)


def unmatched(platform: Platform, actor: Principal, blend_id: UUID, *, limit: int) -> UnmatchedRead:
    """The keys of a join that other sources lack; raises InvalidInput for a union."""
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        row = repository.read(session, organization, blend_id)
        found = reading.read_blend_sources(session, organization, row)
        source = _asked(platform, session, organization, found, row.name)
    if not isinstance(source.relation, JoinRelation):
        raise InvalidInput(
            f"{row.name} puts rows below each other; it has no keys to match.",
            next_step="Ask a join.",
        )
    join = source.relation
    join.check()
    run = _running(platform, source)
    sides = [
        UnmatchedSide(
            source=member.table.id,
            name=member.table.name,
            key_count=count.total,
            unmatched_count=count.unmatched,
            values=unmatched_values(join, place, limit=limit, run=run) if count.unmatched else [],
        )
        for place, (member, count) in enumerate(zip(join.members, counts(join, run), strict=True))
    ]
    return UnmatchedRead(keys=[key.column.name for key in join.keys], sides=sides)


def _asked(
    platform: Platform,
    session: Session,
    organization: VerifiedOrganization,
    found: reading.BlendSources,
    name: str,
) -> QuerySource:
    return reading.query_source(platform, session, organization, found, None, name=name)


def _rows(
    platform: Platform, source: QuerySource, found: reading.BlendSources, limit: int
) -> BlendRowsRead:
    relation, run = source.relation, _running(platform, source)
    table = first_rows(relation, source.columns, limit=limit, run=run)
    by_key = {column.key: column for column in source.columns}
    rows: list[list[Any]] = [list(row) for row in zip(*map(values, table.columns), strict=True)]
    return BlendRowsRead(
        columns=[ColumnRead.model_validate(by_key[key]) for key in table.column_names],
        rows=rows,
        problems={each.column.name: each.refusal for each in found.columns if each.refusal},
        notes=(
            sentences(relation, counts(relation, run)) if isinstance(relation, JoinRelation) else []
        ),
    )


def _running(platform: Platform, source: QuerySource) -> Run:
    return runner(engine_of(platform.settings), source)


def _columns(proposal: Proposal, members: list[UUID]) -> list[SuggestedColumn]:
    return [
        SuggestedColumn(
            name=column.name,
            origin={
                source: OriginRead(
                    column=found.column.key,
                    name=found.column.name,
                    confidence=found.confidence,
                    reason=found.reason,
                )
                for source, found in column.found.items()
            },
            match=column.match,
            lacking=_lacking(proposal, column, members),
        )
        for column in proposal.columns
    ]


def _lacking(proposal: Proposal, column: ProposedColumn, members: list[UUID]) -> list[UUID]:
    """The sources without it; in a join all columns but the keys are meant to be of one source."""
    if proposal.kind is BlendKind.JOIN and column.match is None:
        return []
    return [source for source in members if source not in column.found]
