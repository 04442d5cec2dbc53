"""Comparing two snapshots of a data source."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from datetime import time
from typing import Any
from uuid import UUID

import orjson
from sqlmodel import Session

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.core.errors import Conflict, InvalidInput
from cashstage.models import DataSnapshot
from cashstage.models.platform import Platform
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.query.cache import RedisResultCache
from cashstage.schema.column import Column
from cashstage.snapshots.alignment import Aligned
from cashstage.snapshots.diff import (
    Diff,
    Restatement,
    RowChange,
    SnapshotTable,
    diff,
    propose_key,
    restatements,
)
from cashstage.snapshots.tables import SqlEngine
from cashstage.sources.data_source import repository as sources
from cashstage.sources.query.limits import spoken_of
from cashstage.sources.query.service import engine_of
from cashstage.sources.snapshot import repository
from cashstage.sources.snapshot.columns import columns_of, types_of
from cashstage.sources.snapshot.diff_schemas import (
    DiffCell,
    DiffColumn,
    DiffCounts,
    DiffKey,
    DiffRestatement,
    DiffRow,
    SnapshotDiffRead,
)
from cashstage.sources.snapshot.objects import local_path
from cashstage.sources.snapshot.schemas import SnapshotRead
from cashstage.sources.snapshot.summary import json_number

_SHAPE = "2"
"""Raised whenever comparisons change their form, so that no older one is served."""

MAX_RESTATEMENTS = 200


def compare(
    platform: Platform,
    actor: Principal,
    data_source_id: UUID,
    *,
    before: UUID | None = None,
    after: UUID | None = None,
    key: Sequence[str] = (),
    limit: int,
    offset: int = 0,
) -> SnapshotDiffRead:
    """What changed from one snapshot to another: by default from the last but one to the latest.

    `key` has names of columns as in the newer snapshot, or their ids; without any we propose one.
    Raises NotFound for a snapshot of another source, InvalidInput for a column that is not in
    both, Conflict when there are not two snapshots yet.
    """
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        source = sources.read(session, organization, data_source_id)
        pair = _Pair(*_read_pair(session, organization, source.id, source.name, before, after))
    chosen = [pair.resolve(name) for name in key]
    # Snapshots never change, so neither does what is between them.
    asked = orjson.dumps([_SHAPE, pair.before.id, pair.after.id, chosen, limit, offset])
    digest = hashlib.sha256(asked).hexdigest()
    cache = RedisResultCache(platform.redis, ttl_seconds=platform.settings.redis_cache_ttl)
    if (kept := cache.get(digest)) is not None:
        return SnapshotDiffRead.model_validate_json(kept)
    answer = _compared(platform, organization, pair, chosen, limit=limit, offset=offset)
    cache.put(digest, answer.model_dump_json().encode())
    return answer


class _Pair:
    """Two snapshots and what their columns are called."""

    def __init__(self, before: DataSnapshot, after: DataSnapshot) -> None:
        self.before = before
        self.after = after
        older, newer = sorted((before, after), key=lambda each: (each.taken_at, each.id))
        self.newer = newer
        self.columns = _columns_of(older) | _columns_of(newer)
        shared = _columns_of(older).keys() & _columns_of(newer).keys()
        self.shared = [self.columns[key] for key in _columns_of(newer) if key in shared]

    def resolve(self, name: str) -> str:
        """The id of a column of both; raises InvalidInput."""
        by_name = {each.name: each.key for each in self.shared} | {
            each.key: each.key for each in self.shared
        }
        if name not in by_name:
            raise InvalidInput(
                f"There is no column “{name}” in both snapshots.",
                next_step=f"There are: {', '.join(each.name for each in self.shared)}."
                if self.shared
                else "They have no column in common; leave the key out to compare whole rows.",
                field="key",
            )
        return by_name[name]


def _read_pair(
    session: Session,
    organization: VerifiedOrganization,
    data_source_id: UUID,
    name: str,
    before: UUID | None,
    after: UUID | None,
) -> tuple[DataSnapshot, DataSnapshot]:
    later = (
        repository.read_as_of(session, organization, data_source_id)
        if after is None
        else repository.read(session, organization, data_source_id, after)
    )
    if later is None:
        raise Conflict(
            f"{name} has no snapshot yet.", next_step="Compare when it has been read twice."
        )
    earlier = (
        repository.read_previous(session, organization, later)
        if before is None
        else repository.read(session, organization, data_source_id, before)
    )
    if earlier is None:
        raise Conflict(
            f"{name} has no snapshot before this one to compare with.",
            next_step="Refresh the data source, or choose two snapshots.",
        )
    return earlier, later


def _compared(
    platform: Platform,
    organization: VerifiedOrganization,
    pair: _Pair,
    chosen: list[str],
    *,
    limit: int,
    offset: int,
) -> SnapshotDiffRead:
    before, after = (
        SnapshotTable(local_path(platform, organization, each.digest), types_of(each.columns))
        for each in (pair.before, pair.after)
    )
    engine = engine_of(platform.settings)
    newest = after if pair.newer is pair.after else before
    with spoken_of(
        "Comparing these snapshots",
        next_step="Name the key columns, or compare snapshots of fewer rows.",
    ):
        key = _key(engine, newest, pair, chosen)
        found = diff(engine, before, after, key.columns, limit=limit, offset=offset)
        restated = _restated(engine, pair, before, after, key.columns)
    return SnapshotDiffRead(
        before=SnapshotRead.model_validate(pair.before),
        after=SnapshotRead.model_validate(pair.after),
        key=key,
        columns=_diff_columns(pair, found),
        counts=DiffCounts(
            added=found.added,
            removed=found.removed,
            changed=found.changed,
            unchanged=found.unchanged,
        ),
        rows=[_diff_row(row, found.columns) for row in found.rows],
        restated=len(restated),
        restatements=[
            DiffRestatement(
                day=one.day,
                column=one.key,
                before=json_number(one.before),
                after=json_number(one.after),
            )
            for one in restated[:MAX_RESTATEMENTS]
        ],
    )


def _key(engine: SqlEngine, newest: SnapshotTable, pair: _Pair, chosen: list[str]) -> DiffKey:
    """The chosen columns, or those we propose for the newer snapshot."""
    if chosen:
        return DiffKey(columns=chosen, proposed=False, duplicate_rows=None)
    proposal = propose_key(engine, newest.path, pair.shared)
    return DiffKey(
        columns=list(proposal.columns), proposed=True, duplicate_rows=proposal.duplicate_rows
    )


def _restated(
    engine: SqlEngine,
    pair: _Pair,
    before: SnapshotTable,
    after: SnapshotTable,
    key: Sequence[str],
) -> list[Restatement]:
    """Past days whose numbers changed; none without a column of dates in both."""
    held = _columns_of(pair.before), _columns_of(pair.after)
    day = next(
        (
            column.key
            for column in pair.shared
            if all(columns[column.key].type.temporal for columns in held)
        ),
        None,
    )
    return [] if day is None else restatements(engine, before, after, key, day)


def _columns_of(snapshot: DataSnapshot) -> dict[str, Column]:
    return columns_of(snapshot.columns)


def _diff_columns(pair: _Pair, found: Diff) -> list[DiffColumn]:
    changes = {change.key: change for change in found.changes}
    before = _columns_of(pair.before)
    columns = []
    for aligned in found.columns:
        column, change = pair.columns[aligned.key], changes.get(aligned.key)
        earlier, unchanged = before.get(aligned.key), 0 if aligned.numeric else None
        columns.append(
            DiffColumn(
                id=column.key,
                name=column.name,
                role=column.role,
                semantic_type=column.semantic_type,
                format=column.format,
                before_name=earlier.name if earlier else None,
                before_type=aligned.before,
                after_type=aligned.after,
                changed_cells=change.cells if change else 0,
                difference=json_number(change.difference) if change else unchanged,
            )
        )
    return columns


def _diff_row(row: RowChange, columns: Sequence[Aligned]) -> DiffRow:
    shown = [each.key for each in columns if each.key in row.before or each.key in row.after]
    return DiffRow(
        kind=row.kind,
        before_row=row.before_row,
        after_row=row.after_row,
        key=[_json(value) for value in row.key],
        cells=[
            DiffCell(column=key, before=_json(row.before.get(key)), after=_json(row.after.get(key)))
            for key in shown
        ],
    )


def _json(value: Any) -> Any:
    """The value as answers with rows have it: no number is null."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value.isoformat() if isinstance(value, time) else value
