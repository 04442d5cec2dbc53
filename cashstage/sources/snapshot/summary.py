"""What changed from one snapshot to the next in a few numbers, kept with the newer one."""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cashstage.core.clock import today_in
from cashstage.core.errors import CashstageError
from cashstage.models import DataSnapshot
from cashstage.models.platform import Platform
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.schema.column import Column
from cashstage.snapshots.diff import Restatement, SnapshotTable, diff, propose_key, restatements
from cashstage.snapshots.tables import SqlEngine
from cashstage.sources.query.service import engine_of
from cashstage.sources.snapshot.columns import columns_of, types_of
from cashstage.sources.snapshot.objects import local_path
from cashstage.sources.snapshot.schemas import RenamedColumn, RestatedDay, SnapshotChanges

MAX_RESTATEMENTS = 50
_BEYOND_64_BITS = 2**63
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Content:
    """What a snapshot holds: its object, how many rows, and its columns as recorded."""

    digest: str
    row_count: int
    columns: list[dict[str, Any]]


def summarize(
    platform: Platform,
    organization: VerifiedOrganization,
    before: DataSnapshot,
    after: Content,
    *,
    key: Sequence[str],
    time_zone: str,
) -> SnapshotChanges | None:
    """What a refresh has changed; None when that can't be found out within the engine's limits.

    Rows are told apart by `key`, or by a proposed one when a column of it is not in both. Equal
    objects are not looked at. Never raises: a snapshot is worth more than its summary.
    """
    named = _columns(before.columns, after.columns)
    if before.digest == after.digest:
        return SnapshotChanges(
            key=list(key),
            proposed=False,
            added=0,
            removed=0,
            changed=0,
            unchanged=after.row_count,
            **named,
        )
    try:
        old, new = (
            SnapshotTable(local_path(platform, organization, each.digest), types_of(each.columns))
            for each in (before, after)
        )
        rows = _rows(
            engine_of(platform.settings),
            old,
            new,
            [column for held, column in columns_of(after.columns).items() if held in old.columns],
            key,
            today_in(time_zone, before.taken_at),
        )
    except CashstageError as error:
        _log.warning("A snapshot lands without a summary: %s", error)
        return None
    except Exception:  # noqa: BLE001 - whatever it is, the snapshot lands
        _log.exception("Comparing a snapshot with the one before failed unexpectedly.")
        return None
    return SnapshotChanges(**rows, **named)


def json_number(value: float | None) -> float | None:
    """Sums beyond 64 bits become floats; what is not finite is no number."""
    if value is None or not math.isfinite(value):
        return None
    return value if abs(value) < _BEYOND_64_BITS else float(value)


def _rows(
    engine: SqlEngine,
    before: SnapshotTable,
    after: SnapshotTable,
    shared: Sequence[Column],
    key: Sequence[str],
    today: date,
) -> dict[str, Any]:
    known = {column.key for column in shared}
    proposed = not key or not known.issuperset(key)
    columns = propose_key(engine, after.path, shared).columns if proposed else tuple(key)
    found = diff(engine, before, after, columns, limit=0)
    restated = [one for one in _restated(engine, before, after, shared, columns) if one.day < today]
    names = {column.key: column.name for column in shared}
    return {
        "key": list(columns),
        "proposed": proposed,
        "added": found.added,
        "removed": found.removed,
        "changed": found.changed,
        "unchanged": found.unchanged,
        "days_restated": len({one.day for one in restated}),
        "restated": len(restated),
        "restatements": [
            RestatedDay(
                day=one.day,
                column=one.key,
                name=names[one.key],
                before=json_number(one.before),
                after=json_number(one.after),
            )
            for one in restated[:MAX_RESTATEMENTS]
        ],
    }


def _restated(
    engine: SqlEngine,
    before: SnapshotTable,
    after: SnapshotTable,
    shared: Sequence[Column],
    key: Sequence[str],
) -> list[Restatement]:
    """Days whose numbers changed, by the first column of dates in both; none without one."""
    tables = (before, after)
    day = next(
        (each.key for each in shared if all(table.columns[each.key].temporal for table in tables)),
        None,
    )
    return [] if day is None else restatements(engine, before, after, key, day)


def _columns(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Which columns came, went, or are called otherwise; by name."""
    old = {item["key"]: item["name"] for item in before}
    new = {item["key"]: item["name"] for item in after}
    return {
        "columns_added": [name for key, name in new.items() if key not in old],
        "columns_removed": [name for key, name in old.items() if key not in new],
        "columns_renamed": [
            RenamedColumn(before=old[key], after=name)
            for key, name in new.items()
            if key in old and old[key] != name
        ],
    }
