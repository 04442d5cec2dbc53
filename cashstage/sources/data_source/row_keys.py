"""Which columns could tell a source's rows apart, and how well they do."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.core.errors import Conflict, QueryTimeout, Unavailable
from cashstage.models import DataSnapshot
from cashstage.models.platform import Platform
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.schema.column import Column
from cashstage.snapshots.row_key import is_candidate, propose_key, repetitions
from cashstage.sources.data_source import repository, service
from cashstage.sources.data_source.history import checked_key
from cashstage.sources.data_source.schemas import DataSourceChanged, DataSourceUpdate, RowKeyRead
from cashstage.sources.query.limits import spoken_of
from cashstage.sources.query.service import engine_of
from cashstage.sources.snapshot import repository as snapshots
from cashstage.sources.snapshot.columns import types_of
from cashstage.sources.snapshot.objects import local_path


def read_key(
    platform: Platform, actor: Principal, data_source_id: UUID, names: Sequence[str] = ()
) -> RowKeyRead:
    """How many rows of the latest snapshot repeat these columns; without any, a proposed key.

    Raises InvalidInput for a column that can't tell rows apart, Conflict before the first
    snapshot, QueryTimeout or Unavailable beyond the engine's limits.
    """
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        source = repository.read(session, organization, data_source_id)
        latest = snapshots.read_as_of(session, organization, source.id)
        rows = repository.read_columns(session, source.id)
    if latest is None:
        raise Conflict(
            f"{source.name} has no snapshot yet.", next_step="Ask when it has been read."
        )
    present = types_of(latest.columns)
    columns = [repository.as_column(row) for row in rows if row.key in present]
    chosen = checked_key(names, columns)
    with spoken_of("Looking for rows that repeat", next_step="Choose fewer columns."):
        key, repeating = _counted(platform, organization, latest, columns, chosen)
    return RowKeyRead(
        columns=list(key),
        proposed=not chosen,
        repeating_rows=repeating,
        row_count=latest.row_count,
        candidates=[column.key for column in columns if is_candidate(column)],
    )


def update(
    platform: Platform,
    actor: Principal,
    data_source_id: UUID,
    body: DataSourceUpdate,
    *,
    expected_version: int | None = None,
) -> DataSourceChanged:
    """Changes the given fields; of another key it says how many rows repeat it."""
    changed = service.update(
        platform, actor, data_source_id, body, expected_version=expected_version
    )
    repeating = None
    if changed.key and changed.snapshot and body.model_fields_set & {"mode", "key"}:
        try:
            repeating = read_key(platform, actor, data_source_id, changed.key).repeating_rows
        except (QueryTimeout, Unavailable):
            repeating = None  # what was asked for is saved in any case
    return DataSourceChanged(**changed.model_dump(), repeating_rows=repeating)


def _counted(
    platform: Platform,
    organization: VerifiedOrganization,
    latest: DataSnapshot,
    columns: Sequence[Column],
    chosen: Sequence[str],
) -> tuple[Sequence[str], int]:
    engine = engine_of(platform.settings)
    path = local_path(platform, organization, latest.digest)
    if chosen:
        return chosen, repetitions(engine, path, chosen)
    proposal = propose_key(engine, path, columns)
    return proposal.columns, proposal.duplicate_rows
