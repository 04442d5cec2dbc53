"""One ingestion: raw rows in, one Parquet object out, named by the hash of its bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cashstage.connectors.base import Progress, RawTable
from cashstage.ingest.gather import gather
from cashstage.ingest.normalise import IngestionReport, Known, NormalisedTable, normalise
from cashstage.schema.column import Column, ColumnType
from cashstage.schema.drift import Drift
from cashstage.schema.proposal import Opinion

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


@dataclass(frozen=True, slots=True)
class IngestedTable:
    """A Parquet file that holds the table: one physical column per column, named by its key.

    `digest` is the SHA-256 of the file's bytes in hex; the same cells read as the same columns
    give the same bytes. `byte_size` is the file's size.
    """

    path: Path
    digest: str
    row_count: int
    byte_size: int
    columns: list[Column]
    opinions: list[Opinion]
    report: IngestionReport
    drift: Drift


def ingest(
    raw: RawTable,
    known: Known,
    *,
    first_free_key: int,
    directory: Path,
    progress: Progress,
    corrections: Mapping[str, str] | None = None,
) -> IngestedTable:
    """Normalises `raw` and writes it into `directory`.

    Columns named like a known one keep its key, and what a person has set on it; others get the
    keys c{first_free_key}, …. `corrections` are what people of the organization have said about
    headers. `progress` hears of every part that is written and may raise to
    cancel. Raises UnreadableData when there is no table.
    """
    table = normalise(raw, gather(raw), known, first_free_key, corrections)
    path = directory / "table.parquet"
    _write(table, path, progress)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return IngestedTable(
        path=path,
        digest=digest,
        row_count=table.row_count,
        byte_size=path.stat().st_size,
        columns=table.columns,
        opinions=table.opinions,
        report=table.report,
        drift=table.drift,
    )


def _write(table: NormalisedTable, path: Path, progress: Progress) -> None:
    schema = pa.schema([(column.key, _ARROW_TYPES[column.type]) for column in table.columns])
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
        for start in range(0, table.row_count, _ROW_GROUP):
            part = [_decoded(values.slice(start, _ROW_GROUP)) for values in table.values]
            writer.write_batch(pa.record_batch(part, schema=schema), row_group_size=_ROW_GROUP)
            progress(table.row_count, table.row_count)


def _decoded(values: pa.Array) -> pa.Array:
    """Plain values, so that the file does not depend on how texts were encoded on the way."""
    return values.dictionary_decode() if isinstance(values, pa.DictionaryArray) else values
