"""A fetched table joined to the rows from before, as a table that replaces the fetched one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from cashstage.connectors.base import Progress
from cashstage.ingest.normalise import Accumulation
from cashstage.ingest.parquet import write_table
from cashstage.ingest.run import IngestedTable
from cashstage.schema.column import Column, ColumnType, Role
from cashstage.schema.proposal import Opinion
from cashstage.snapshots.digest import file_digest
from cashstage.snapshots.row_key import repetitions
from cashstage.snapshots.tables import SnapshotTable, SqlEngine
from cashstage.snapshots.upsert import upsert

_KEPT = Opinion("The newest table lacks it; its values are those from before.", None)


def begin(engine: SqlEngine, table: IngestedTable, path: Path, key: Sequence[str]) -> IngestedTable:
    """The first table that is accumulated: itself; `path` is where the engine may read it."""
    return _told(
        table,
        Accumulation(
            fetched=table.row_count,
            inserted=table.row_count,
            replaced=0,
            repeated=repetitions(engine, path, key),
            kept=0,
            columns_kept=[],
        ),
    )


def accumulate(
    engine: SqlEngine,
    before: SnapshotTable,
    known: Sequence[Column],
    table: IngestedTable,
    path: Path,
    key: Sequence[str],
    *,
    directory: Path,
    progress: Progress,
) -> IngestedTable:
    """The rows from before with the fetched ones in their place, written into `directory`.

    `known` are the columns of `before` as the source has them now, `path` is where the engine may
    read the fetched table. Columns that were not fetched stay behind the others. What a person has
    set on a column holds for the source, while the file keeps every value in a type that can.
    Raises what `upsert` raises.
    """
    fetched = SnapshotTable(path, {column.key: column.type for column in table.columns})
    grown = upsert(engine, before, fetched, key)
    earlier = {column.key: column for column in known}
    today = [_today(column, grown.columns, before, earlier) for column in table.columns]
    left = [earlier[kept] for kept in grown.columns if kept not in fetched.columns]
    stored = [replace(column, type=grown.columns[column.key]) for column in (*today, *left)]
    destination = directory / "accumulated.parquet"
    write_table(stored, grown.values.columns, grown.values.num_rows, destination, progress)
    # A name that a fetched column has taken belongs to that one.
    taken = {column.name.casefold() for column in today}
    shown = [column for column in left if column.name.casefold() not in taken]
    return _told(
        replace(
            table,
            path=destination,
            digest=file_digest(destination),
            row_count=grown.values.num_rows,
            byte_size=destination.stat().st_size,
            columns=[*today, *shown],
            stored=stored,
            opinions=[*table.opinions, *(_KEPT for _ in shown)],
        ),
        Accumulation(
            fetched=grown.fetched,
            inserted=grown.inserted,
            replaced=grown.replaced,
            repeated=grown.repeated,
            kept=grown.kept,
            columns_kept=[column.key for column in left],
        ),
    )


def _today(
    column: Column,
    held: Mapping[str, ColumnType],
    before: SnapshotTable,
    earlier: Mapping[str, Column],
) -> Column:
    """A fetched column as the source has it from now on, when its values have met older ones."""
    grown = held[column.key]
    if column.overridden or grown is column.type:
        return column
    if grown is before.columns[column.key]:
        known = earlier[column.key]
        return replace(column, type=grown, role=known.role, format=known.format)
    return replace(column, type=grown, role=Role.DIMENSION, format=None)


def _told(table: IngestedTable, accumulated: Accumulation) -> IngestedTable:
    return replace(table, report=replace(table.report, accumulated=accumulated))
