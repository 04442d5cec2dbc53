"""Questions asked of rows that a test wrote to a Parquet object."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from cashstage.query.engine import Engine
from cashstage.query.periods import QueryContext
from cashstage.query.relation import OBJECT_PARAMETER, ObjectRelation
from cashstage.query.run import Answer, QuerySource, SnapshotRef, answer
from cashstage.query.spec import parse_query
from cashstage.schema.column import Column, ColumnType
from tests.factories.columns import COLUMNS, column

Row = Mapping[str, Any]
"""Values by column name; what is left out is missing."""

ROW = column("c10", "row", "integer")
ALL = (*COLUMNS, ROW)
NOW = datetime(2026, 4, 15, 12, tzinfo=UTC)
SOURCE_ID, SNAPSHOT_ID = UUID(int=1), UUID(int=2)
ARROW_TYPES = {
    ColumnType.INTEGER: pa.int64(),
    ColumnType.NUMBER: pa.float64(),
    ColumnType.BOOLEAN: pa.bool_(),
    ColumnType.DATE: pa.date32(),
    ColumnType.DATETIME: pa.timestamp("us"),
    ColumnType.TIME: pa.time64("us"),
    ColumnType.TEXT: pa.string(),
}
_numbers = itertools.count()


class DictCache(dict[str, bytes]):
    """A result cache that forgets nothing."""

    def put(self, key: str, value: bytes) -> None:
        """Keeps the value."""
        self[key] = value


@dataclass
class Asking:
    """An engine over one folder of objects, and a cache that starts empty."""

    engine: Engine
    folder: Path
    cache: DictCache = field(default_factory=DictCache)

    def source(
        self,
        rows: Sequence[Row],
        columns: Sequence[Column] = ALL,
        present: Sequence[Column] | None = None,
    ) -> QuerySource:
        """A source whose object holds `present`, all columns unless told otherwise."""
        held = columns if present is None else present
        table = pa.table(
            {
                each.key: pa.array([row.get(each.name) for row in rows], ARROW_TYPES[each.type])
                for each in held
            }
        )
        # The engine takes an object's name for its content.
        path = self.folder / f"object-{next(_numbers)}"
        pq.write_table(table, path, row_group_size=100)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        return QuerySource(
            columns=columns,
            relation=ObjectRelation({each.key: each.type for each in held}),
            snapshots=(SnapshotRef(SOURCE_ID, SNAPSHOT_ID, NOW, digest),),
            paths={OBJECT_PARAMETER: lambda: path},
        )

    def ask(
        self, source: QuerySource, context: QueryContext | None = None, **question: Any
    ) -> Answer:
        """The answer as it is sent."""
        spec = parse_query({"source": "s", **question})
        context = context or QueryContext(NOW)
        return answer(spec, source, context, engine=self.engine, cache=self.cache)

    def read(
        self, source: QuerySource, context: QueryContext | None = None, **question: Any
    ) -> dict[str, Any]:
        """The answer's body."""
        body = orjson.loads(self.ask(source, context, **question).body)
        assert isinstance(body, dict)
        return body

    def rows(
        self, source: QuerySource, context: QueryContext | None = None, **question: Any
    ) -> list[tuple[Any, ...]]:
        """The answer's rows in their order."""
        return list(zip(*self.read(source, context, **question)["data"], strict=True))
