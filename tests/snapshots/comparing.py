"""Tables that a test wrote as objects, to be compared."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from cashstage.query.engine import Engine
from cashstage.schema.column import ColumnType
from cashstage.snapshots.diff import Diff, SnapshotTable, apply, diff
from tests.query.asking import ARROW_TYPES

_numbers = itertools.count()


@dataclass(frozen=True, slots=True)
class Comparing:
    """An engine over a folder of objects."""

    engine: Engine
    folder: Path

    def table(
        self, types: Mapping[str, str], rows: Sequence[Sequence[Any]], row_group: int = 3
    ) -> SnapshotTable:
        """An object with columns of these types."""
        columns = {key: ColumnType(name) for key, name in types.items()}
        values = {
            key: pa.array([row[place] for row in rows], ARROW_TYPES[held])
            for place, (key, held) in enumerate(columns.items())
        }
        path = self.folder / f"compared-{next(_numbers)}"
        pq.write_table(pa.table(values), path, row_group_size=row_group)
        return SnapshotTable(path, columns)

    def diff(
        self,
        before: SnapshotTable,
        after: SnapshotTable,
        *key: str,
        limit: int = 1000,
        offset: int = 0,
    ) -> Diff:
        """The differences by these key columns."""
        return diff(self.engine, before, after, key, limit=limit, offset=offset)

    def apply(self, before: SnapshotTable, difference: Diff) -> list[dict[str, Any]]:
        """The rows that the differences make of the first table."""
        return apply(self.engine, before, difference)
