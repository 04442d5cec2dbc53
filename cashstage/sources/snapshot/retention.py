"""The end of objects that no snapshot and no upload points to any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlmodel import Session

from cashstage.models.platform import Platform

KEPT_UNUSED = timedelta(days=1)
"""Far longer than a job takes from storing an object to pointing to it."""

_BATCH = 200

# Who stores the same content meanwhile holds its first part, and we leave the object alone; or
# waits for us, and then stores all parts anew.
_LOCK = text("""
SELECT stored.organization_id, stored.digest FROM snapshot_objects AS stored
WHERE stored.part = 0 AND stored.stored_at < :stored_before
  AND NOT EXISTS (
    SELECT FROM data_snapshots AS snapshot
    WHERE snapshot.organization_id = stored.organization_id AND snapshot.digest = stored.digest)
  AND NOT EXISTS (
    SELECT FROM data_sources AS source
    WHERE source.organization_id = stored.organization_id
      AND source.settings ->> 'digest' = stored.digest)
LIMIT :batch FOR UPDATE OF stored SKIP LOCKED
""")
_DELETE = text("DELETE FROM snapshot_objects WHERE organization_id = :owner AND digest = :digest")


def purge(platform: Platform) -> int:
    """Removes the objects that deleted data sources left behind; returns how many."""
    stored_before = platform.clock() - KEPT_UNUSED
    removed = 0
    while True:
        with platform.database.system() as session:
            count = _purge_some(session, stored_before)
        removed += count
        if count < _BATCH:
            return removed


def _purge_some(session: Session, stored_before: datetime) -> int:
    connection = session.connection()
    left = connection.execute(_LOCK, {"stored_before": stored_before, "batch": _BATCH}).all()
    if left:
        connection.execute(_DELETE, [{"owner": row[0], "digest": row[1]} for row in left])
    return len(left)
