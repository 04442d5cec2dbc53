"""Sources that keep the rows which leave their sheet: a fetched table joined to the last snapshot.

Joining starts from the latest snapshot and lands only while that is still the latest, so that a
crash, a second run or another worker can neither double a row nor lose one.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlmodel import Session

from cashstage.connectors.base import Progress
from cashstage.core.errors import Conflict, Fate
from cashstage.ingest.accumulate import accumulate, begin
from cashstage.ingest.run import IngestedTable
from cashstage.models import DataSnapshot, DataSource, SourceMode
from cashstage.models.platform import Platform
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.schema.column import Column
from cashstage.snapshots.tables import SnapshotTable
from cashstage.sources.data_source.drift import SchemaChanged
from cashstage.sources.query.limits import spoken_of
from cashstage.sources.query.service import engine_of
from cashstage.sources.snapshot import repository as snapshots
from cashstage.sources.snapshot.columns import columns_of, types_of
from cashstage.sources.snapshot.objects import copy_ahead, local_path


class HistoryMoved(Conflict):
    """What the rows were joined to is not the latest any more."""

    code = "history_moved"
    fate = Fate.TRANSIENT


def columns_kept(source: DataSource, latest: DataSnapshot | None) -> frozenset[str]:
    """The keys of the columns that only rows from before hold; no fetch is expected to bring them.

    None of a source that does not accumulate.
    """
    if latest is None or source.mode != SourceMode.ACCUMULATE:
        return frozenset()
    return frozenset(latest.report.get("accumulated", {}).get("columns_kept", []))


def accumulated(
    platform: Platform,
    organization: VerifiedOrganization,
    source: DataSource,
    latest: DataSnapshot | None,
    known: Sequence[Column],
    table: IngestedTable,
    *,
    directory: Path,
    progress: Progress,
) -> tuple[IngestedTable, list[str]]:
    """The table as it is to land, and the ids of the columns by which its rows were told apart.

    `known` are the source's columns. Raises SchemaChanged when the table or the rows from before
    lack a column of the key, and QueryTimeout or Unavailable beyond the engine's limits.
    """
    key = resolve_key(source.key, table.columns, known)
    engine = engine_of(platform.settings)
    path = copy_ahead(platform, organization, table.digest, table.path)
    with spoken_of(
        "Joining these rows to those from before",
        next_step="Tell rows apart by fewer columns, or let each refresh replace the rows.",
    ):
        if latest is None:
            return begin(engine, table, path, key), key
        held = types_of(latest.columns)
        for each in table.columns:
            if each.key in key and each.key not in held:
                raise _lacking(f"The rows from before have no column {each.name!r}.")
        before = SnapshotTable(local_path(platform, organization, latest.digest), held)
        today = columns_of(latest.columns) | {column.key: column for column in known}
        grown = accumulate(
            engine,
            before,
            [today[each] for each in held],
            table,
            path,
            key,
            directory=directory,
            progress=progress,
        )
    return grown, key


def resolve_key(
    names: Sequence[str], columns: Sequence[Column], known: Sequence[Column]
) -> list[str]:
    """The ids of columns that are given by id, name or alias.

    Raises SchemaChanged for one that is not there, calling it as it is `known`.
    """
    ids = {alias.casefold(): column.key for column in columns for alias in column.aliases}
    ids |= {column.name.casefold(): column.key for column in columns}
    ids |= {column.key: column.key for column in columns}
    called = {column.key: column.name for column in known}
    for name in names:
        if name.casefold() not in ids:
            raise _lacking(
                f"The column {called.get(name, name)} is gone, and rows are told apart by it."
            )
    return list(dict.fromkeys(ids[name.casefold()] for name in names))


def is_still_latest(
    session: Session,
    organization: VerifiedOrganization,
    source: DataSource,
    before: DataSource,
    latest: DataSnapshot | None,
) -> bool:
    """Whether `latest` still is the latest snapshot, as it was when the job began.

    `source` is the locked row, `before` what it was then. Raises HistoryMoved when that matters:
    when rows were joined to something else, or the settings say something else by now.
    """
    now = snapshots.read_as_of(session, organization, source.id)
    still = (now and now.id) == (latest and latest.id)
    same = (source.mode, source.key) == (before.mode, before.key)
    if not same or (source.mode == SourceMode.ACCUMULATE and not still):
        raise HistoryMoved(
            "Another refresh landed, or the settings changed, while this one was read.",
            next_step="It is read again by itself.",
        )
    return still


def _lacking(sentence: str) -> SchemaChanged:
    return SchemaChanged(
        sentence, next_step="Choose other columns under History in the settings of this source."
    )
