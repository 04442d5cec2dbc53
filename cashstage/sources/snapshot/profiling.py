"""Profiling a data source: statistics of its columns, and how far it can be relied on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
from pydantic import TypeAdapter
from sqlmodel import Session

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.core.errors import Conflict, QueryTimeout, Unavailable
from cashstage.models import DataSnapshot, DataSource, SourceState
from cashstage.models.platform import Platform
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.organizations.organization import repository as organizations
from cashstage.query.cache import RedisResultCache
from cashstage.schema.column import Column, ColumnType, Role
from cashstage.snapshots.profile import ColumnProfile, Profile, profile
from cashstage.snapshots.quality import Evidence, Quality, dates_of, judge
from cashstage.snapshots.row_key import KeyProposal, propose_key
from cashstage.snapshots.tables import SnapshotTable, SqlEngine
from cashstage.sources.data_source import repository as sources
from cashstage.sources.query.service import engine_of
from cashstage.sources.snapshot import repository
from cashstage.sources.snapshot.objects import local_path
from cashstage.sources.snapshot.profile_schemas import (
    ColumnProfileRead,
    ProfileFreshness,
    ProfileKey,
    ProfilePoint,
    ProfileRead,
    QualityPartRead,
)
from cashstage.sources.snapshot.schemas import SnapshotRead

HISTORY = 30
_SHAPE = "1"
"""Raised whenever statistics change their form, so that no older one is served."""
_BEYOND_64_BITS = 2**63


@dataclass(frozen=True, slots=True)
class _Statistics:
    """What a snapshot's object alone tells; the same for ever."""

    profile: Profile
    key: KeyProposal | None


_STATISTICS = TypeAdapter(_Statistics)


@dataclass(frozen=True, slots=True)
class _Subject:
    """A snapshot with all that judging it needs from the database.

    `history` are moments and rows, newest first; `columns` are called as they are today.
    """

    snapshot: DataSnapshot
    columns: list[Column]
    history: list[tuple[datetime, int]]
    refresh_minutes: int | None
    moment: datetime


def read_profile(
    platform: Platform,
    actor: Principal,
    data_source_id: UUID,
    *,
    as_of: datetime | None = None,
) -> ProfileRead:
    """The profile of the latest snapshot, or of the one as of a moment, judged at that moment.

    A moment without an offset is one in the organization's time zone. Raises Conflict while there
    is no snapshot, QueryTimeout or Unavailable where the engine's limits do not allow it.
    """
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        source = sources.read(session, organization, data_source_id)
        subject = _subject(platform, session, organization, source, as_of)
    found = _statistics(platform, organization, subject)
    return _described(subject, found)


def _subject(
    platform: Platform,
    session: Session,
    organization: VerifiedOrganization,
    source: DataSource,
    as_of: datetime | None,
) -> _Subject:
    if as_of is not None and as_of.tzinfo is None:
        zone = organizations.read(session, organization).time_zone
        as_of = as_of.replace(tzinfo=ZoneInfo(zone))
    snapshot = repository.read_as_of(session, organization, source.id, as_of)
    if snapshot is None:
        raise _nothing_yet(source, as_of)
    today = {
        row.key: sources.as_column(row)
        for row in sources.read_columns(session, source.id, with_retired=True)
    }
    return _Subject(
        snapshot=snapshot,
        columns=[_column(item, today.get(item["key"])) for item in snapshot.columns],
        history=repository.read_row_counts(session, organization, snapshot, HISTORY),
        refresh_minutes=source.refresh_minutes,
        moment=as_of or platform.clock(),
    )


def _nothing_yet(source: DataSource, as_of: datetime | None) -> Conflict:
    if as_of is not None:
        return Conflict(
            f"{source.name} has no snapshot from before that moment.",
            next_step="Choose a later one.",
        )
    if source.state == SourceState.NEEDS_ATTENTION and source.state_reason:
        return Conflict(f"{source.name} could not be read: {source.state_reason}")
    return Conflict(
        f"{source.name} is being read for the first time.",
        next_step="Ask again when it is done.",
    )


def _column(item: Mapping[str, Any], today: Column | None) -> Column:
    """A column as it is understood today, of the type that the snapshot holds."""
    held = ColumnType(item["type"])
    if today is not None:
        return replace(today, type=held)
    return Column(
        key=item["key"],
        name=item["name"],
        type=held,
        role=Role(item["role"]),
        semantic_type=item["semantic_type"],
        format=item["format"],
    )


def _statistics(
    platform: Platform, organization: VerifiedOrganization, subject: _Subject
) -> _Statistics:
    """From the cache or the engine; in both cases as they come out of the cache."""
    digest = subject.snapshot.digest
    described = [[each.key, each.type, each.role, each.semantic_type] for each in subject.columns]
    asked = orjson.dumps(["profile", _SHAPE, str(organization.id), digest, described])
    kept_as = hashlib.sha256(asked).hexdigest()
    cache = RedisResultCache(platform.redis, ttl_seconds=platform.settings.redis_cache_ttl)
    kept = cache.get(kept_as)
    if kept is None:
        path = local_path(platform, organization, digest)
        table = SnapshotTable(path, {each.key: each.type for each in subject.columns})
        engine = engine_of(platform.settings)
        with _in_other_words():
            made = _Statistics(profile(engine, table), _key(engine, table, subject.columns))
        kept = _STATISTICS.dump_json(made)
        cache.put(kept_as, kept)
    return _STATISTICS.validate_json(kept)


def _key(engine: SqlEngine, table: SnapshotTable, columns: Sequence[Column]) -> KeyProposal | None:
    try:
        return propose_key(engine, table.path, columns)
    except (QueryTimeout, Unavailable):
        return None


@contextmanager
def _in_other_words() -> Iterator[None]:
    """The engine's limits in the words of a profile; it speaks of questions."""
    next_step = "Let the data source read a smaller range of the sheet."
    try:
        yield
    except QueryTimeout:
        raise QueryTimeout(
            "Profiling this snapshot takes longer than it may.", next_step=next_step
        ) from None
    except Unavailable:
        raise Unavailable(
            "Profiling this snapshot needs more memory than it may have.", next_step=next_step
        ) from None


def _described(subject: _Subject, found: _Statistics) -> ProfileRead:
    snapshot, key = subject.snapshot, found.key
    evidence = _evidence(subject, found)
    quality: Quality = judge(evidence)
    dated = dates_of(evidence)
    columns = {each.key: each for each in subject.columns}
    return ProfileRead(
        snapshot=SnapshotRead.model_validate(snapshot),
        row_count=found.profile.rows,
        score=quality.score,
        parts=[QualityPartRead.model_validate(part) for part in quality.parts],
        freshness=ProfileFreshness(
            taken_at=snapshot.taken_at,
            age_seconds=evidence.age.total_seconds(),
            refresh_minutes=subject.refresh_minutes,
            newest_day=dated[1].last if dated else None,
        ),
        history=[
            ProfilePoint(taken_at=taken_at, row_count=rows)
            for taken_at, rows in reversed(subject.history)
        ],
        key=ProfileKey(columns=list(key.columns), duplicate_rows=key.duplicate_rows)
        if key
        else None,
        columns=[_described_column(columns[each.key], each) for each in found.profile.columns],
    )


def _evidence(subject: _Subject, found: _Statistics) -> Evidence:
    now = {each.key: each.name for each in subject.columns}
    then = {item["name"]: now[item["key"]] for item in subject.snapshot.columns}
    nulled = subject.snapshot.report.get("cells_nulled", {})
    minutes = subject.refresh_minutes
    return Evidence(
        profile=found.profile,
        columns=subject.columns,
        key=found.key,
        age=max(subject.moment - subject.snapshot.taken_at, timedelta()),
        rhythm=timedelta(minutes=minutes) if minutes else None,
        nulled={then.get(name, name): reasons for name, reasons in nulled.items()},
        earlier_rows=[rows for _, rows in subject.history[1:]],
    )


def _described_column(column: Column, found: ColumnProfile) -> ColumnProfileRead:
    return ColumnProfileRead.model_validate(
        asdict(found)
        | {
            "sum": _number(found.sum),
            "id": column.key,
            "name": column.name,
            "semantic_type": column.semantic_type,
            "role": column.role,
            "format": column.format,
        }
    )


def _number(value: float | None) -> float | None:
    """Sums beyond 64 bits become floats."""
    return value if value is None or abs(value) < _BEYOND_64_BITS else float(value)
