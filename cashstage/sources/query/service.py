"""Asking a data source: which snapshot, whose time zone, then the query engine."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.core.clock import today_in
from cashstage.core.errors import InvalidInput
from cashstage.core.ids import parse_id
from cashstage.core.settings import Settings
from cashstage.metrics.calculated import Calculated
from cashstage.models import DataSnapshot
from cashstage.models.platform import Platform
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.organizations.metric_definition.repository import book_of
from cashstage.organizations.organization import repository as organizations
from cashstage.query.cache import BoundedMemory, LayeredCache, RedisResultCache, ResultCache
from cashstage.query.engine_pool import EnginePool
from cashstage.query.periods import Calendar, Days, QueryContext, preset_days
from cashstage.query.resolve import resolve
from cashstage.query.run import Answer, QuerySource, answer, explain, read_rows
from cashstage.query.spec import DatePreset, QuerySpec, parse_query
from cashstage.query.spec_values import EARLIEST, LATEST
from cashstage.sources.data_source import repository
from cashstage.sources.data_source.schemas import ColumnRead, RowsRead
from cashstage.sources.query import asked
from cashstage.sources.snapshot import repository as snapshots
from cashstage.sources.snapshot.objects import cache_directory, local_path
from cashstage.sources.snapshot.schemas import SnapshotRead
from cashstage.sources.snapshot.serving import serving_snapshot

MAX_ROWS = 500
MIN_ENGINES, MAX_ENGINES = 2, 8
"""Engine processes of each process: its share of the CPUs, within these bounds."""
ANSWER_BYTES = 32 * 1024 * 1024
"""What a process keeps of answers in its own memory."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A question with all that it needs from the database; answering it takes no transaction.

    `snapshot` is the one that it is about; a blend has several, so it names none.
    """

    spec: QuerySpec
    context: QueryContext
    source: QuerySource
    snapshot: DataSnapshot | None


@lru_cache(maxsize=2)
def engine_of(settings: Settings) -> EnginePool:
    """This process's query engines; they may read the object cache and nothing else."""
    directory = cache_directory(settings)
    directory.mkdir(parents=True, exist_ok=True)
    share = (os.cpu_count() or 1) // settings.web_concurrency
    return EnginePool(directory, size=min(max(share, MIN_ENGINES), MAX_ENGINES))


def ask(platform: Platform, actor: Principal, question: dict[str, Any] | QuerySpec) -> Answer:
    """Answers a question; raises InvalidInput with the place when it can't be understood."""
    organization = actor.require(Permission.VIEW)
    spec = question if isinstance(question, QuerySpec) else parse_query(question)
    with platform.database.tenant(organization) as session:
        prepared = prepare(platform, session, organization, spec)
    return answer_prepared(platform, prepared)


def prepare(
    platform: Platform,
    session: Session,
    organization: VerifiedOrganization,
    spec: QuerySpec,
    *,
    tried: Calculated | None = None,
) -> Prepared:
    """Reads what the question needs; the caller has checked the permission.

    `tried` is a calculated column that is not kept yet.
    """
    source = _read_source(session, organization, spec)
    context = _context(platform, session, organization, spec)
    found, snapshot = asked.query_source(
        platform, session, organization, source, spec, context, tried
    )
    return Prepared(spec, context, found, snapshot)


def answer_prepared(platform: Platform, prepared: Prepared) -> Answer:
    """The answer, from the cache or the engine."""
    return answer(
        prepared.spec,
        prepared.source,
        prepared.context,
        engine=engine_of(platform.settings),
        cache=_cache(platform),
    )


def explain_query(platform: Platform, actor: Principal, question: dict[str, Any]) -> str:
    """The SQL that the question becomes."""
    organization = actor.require(Permission.VIEW)
    spec = parse_query(question)
    with platform.database.tenant(organization) as session:
        prepared = prepare(platform, session, organization, spec)
    return explain(spec, prepared.source, prepared.context)


def check(
    platform: Platform, session: Session, organization: VerifiedOrganization, spec: QuerySpec
) -> asked.Asked:
    """Refuses a question whose source or fields do not exist; returns the source.

    A source without a snapshot yet is accepted: its columns are not known.
    """
    source = _read_source(session, organization, spec)
    columns = asked.columns_of(session, organization, source)
    if columns:
        resolve(spec, columns, _context(platform, session, organization, spec))
    return source


def rows_of(
    platform: Platform,
    actor: Principal,
    data_source_id: UUID,
    *,
    limit: int,
    offset: int,
    as_of: datetime | None = None,
) -> RowsRead:
    """Rows of the latest snapshot, or of the one as of a moment, in the order of the sheet.

    A moment without an offset is one in the organization's time zone.
    """
    organization = actor.require(Permission.VIEW)
    if as_of is not None and not EARLIEST.year <= as_of.year <= LATEST.year:
        raise InvalidInput(f"A moment lies between {EARLIEST} and {LATEST}.", field="as_of")
    with platform.database.tenant(organization) as session:
        source = repository.read(session, organization, data_source_id)
        if as_of is not None and as_of.tzinfo is None:
            zone = organizations.read(session, organization).time_zone
            as_of = as_of.replace(tzinfo=ZoneInfo(zone))
        snapshot = serving_snapshot(session, organization, source, as_of)
        rows = repository.read_columns(session, source.id, with_retired=as_of is not None)
        earlier, later = snapshots.read_neighbours(session, organization, snapshot)
    present = {item["key"] for item in snapshot.columns}
    columns = [repository.as_column(row) for row in rows if row.key in present]
    path = local_path(platform, organization, snapshot.digest)
    table = read_rows(engine_of(platform.settings), path, columns, limit=limit, offset=offset)
    return RowsRead(
        columns=[ColumnRead.model_validate(column) for column in columns],
        rows=table,
        row_count=snapshot.row_count,
        snapshot=SnapshotRead.model_validate(snapshot),
        earlier_snapshot_at=earlier,
        later_snapshot_at=later,
    )


def _read_source(
    session: Session, organization: VerifiedOrganization, spec: QuerySpec
) -> asked.Asked:
    source_id = parse_id(spec.source)
    if source_id is None:
        raise InvalidInput("The source must be the id of a data source.", field="source")
    return asked.read(session, organization, source_id)


def days_of(
    platform: Platform, actor: Principal, preset: DatePreset, time_zone: str | None = None
) -> Days | None:
    """The days that a preset means now in a time zone, the organization's; None for all time."""
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        place = organizations.read(session, organization)
        today = today_in(time_zone or place.time_zone, platform.clock())
        calendar = Calendar(place.week_starts_on, place.fiscal_year_starts_on)
        return preset_days(preset, today, calendar)


def _context(
    platform: Platform, session: Session, organization: VerifiedOrganization, spec: QuerySpec
) -> QueryContext:
    place = organizations.read(session, organization)
    return QueryContext(
        now=platform.clock(),
        time_zone=spec.time_zone or place.time_zone,
        week_starts_on=place.week_starts_on,
        fiscal_year_starts_on=place.fiscal_year_starts_on,
        book=book_of(session, organization),
    )


def _cache(platform: Platform) -> ResultCache:
    shared = RedisResultCache(platform.redis, ttl_seconds=platform.settings.redis_cache_ttl)
    return LayeredCache(_memory(platform.settings), shared)


@lru_cache(maxsize=2)
def _memory(_settings: Settings) -> BoundedMemory[str, bytes]:
    return BoundedMemory(ANSWER_BYTES)
