"""The snapshot that answers for a data source, as of now or of a moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from cashstage.core.errors import Conflict
from cashstage.models import DataSnapshot, DataSource, SourceState
from cashstage.models.platform import Platform
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.query.answer import SnapshotRef
from cashstage.query.relation import OBJECT_PARAMETER, ObjectRelation
from cashstage.schema.column import ColumnType
from cashstage.sources.snapshot import repository
from cashstage.sources.snapshot.arranged import fastest_path


def serving_snapshot(
    session: Session,
    organization: VerifiedOrganization,
    source: DataSource,
    as_of: datetime | None,
) -> DataSnapshot:
    """The newest snapshot, or the one as of that moment; raises Conflict where there is none."""
    snapshot = repository.read_as_of(session, organization, source.id, as_of)
    if snapshot is not None:
        return snapshot
    if as_of is not None:
        raise Conflict(
            f"{source.name} has no snapshot from before that moment.",
            next_step="Choose a later one.",
        )
    if source.state == SourceState.NEEDS_ATTENTION and source.state_reason:
        raise Conflict(f"{source.name} could not be read: {source.state_reason}")
    raise Conflict(
        f"{source.name} is being read for the first time.",
        next_step="The chart appears when it is done.",
    )


def relation_of(snapshot: DataSnapshot, *, parameter: str = OBJECT_PARAMETER) -> ObjectRelation:
    """The snapshot's rows, whose object is bound to that parameter."""
    present = {item["key"]: ColumnType(item["type"]) for item in snapshot.columns}
    return ObjectRelation(present, parameter=parameter)


def reference_to(snapshot: DataSnapshot) -> SnapshotRef:
    """What an answer says of the snapshot."""
    return SnapshotRef(
        data_source_id=snapshot.data_source_id,
        snapshot_id=snapshot.id,
        taken_at=snapshot.taken_at,
        digest=snapshot.digest,
    )


def fetching(
    platform: Platform, organization: VerifiedOrganization, snapshot: DataSnapshot
) -> Callable[[], Path]:
    """Brings the snapshot's object, or its sorted copy, into the local cache when needed."""
    digest, columns, rows = snapshot.digest, snapshot.columns, snapshot.row_count
    return lambda: fastest_path(platform, organization, digest, columns, rows)
