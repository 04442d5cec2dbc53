"""The one way in which tables become files: the same values give the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cashstage.connectors.base import Progress
from cashstage.schema.column import Column, ColumnType

_ROW_GROUP = 122_880
"""Rows that DuckDB takes at a time."""
_ARROW_TYPES = {
    ColumnType.INTEGER: pa.int64(),
    ColumnType.NUMBER: pa.float64(),
    ColumnType.BOOLEAN: pa.bool_(),
    ColumnType.DATE: pa.date32(),
    ColumnType.DATETIME: pa.timestamp("us"),
    ColumnType.TIME: pa.time64("us"),
    ColumnType.TEXT: pa.string(),
}


def write_table(
    columns: Sequence[Column],
    values: Sequence[pa.Array | pa.ChunkedArray],
    row_count: int,
    path: Path,
    progress: Progress,
) -> None:
    """Writes `values`, parallel to `columns`, as physical columns named by the columns' keys.

    `progress` hears of every part and may raise to cancel.
    """
    schema = pa.schema([(column.key, _ARROW_TYPES[column.type]) for column in columns])
    with pq.ParquetWriter(
        path,
        schema,
        version="2.6",
        compression="zstd",
        compression_level=3,
        use_dictionary=True,
        write_statistics=True,
        store_schema=False,
    ) as writer:
        for start in range(0, row_count, _ROW_GROUP):
            part = [_plain(each.slice(start, _ROW_GROUP)) for each in values]
            writer.write_batch(pa.record_batch(part, schema=schema), row_group_size=_ROW_GROUP)
            progress(row_count, row_count)


def _plain(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    """One array, so that the file does not depend on how its values were kept on the way."""
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    return values.dictionary_decode() if isinstance(values, pa.DictionaryArray) else values
