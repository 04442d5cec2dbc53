"""One ingestion: raw rows in, one Parquet object out, named by the hash of its bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cashstage.connectors.base import Progress, RawTable
from cashstage.ingest.gather import gather
from cashstage.ingest.normalise import IngestionReport, Known, normalise
from cashstage.ingest.parquet import write_table
from cashstage.schema.column import Column
from cashstage.schema.drift import Drift
from cashstage.schema.proposal import Opinion
from cashstage.snapshots.digest import file_digest


@dataclass(frozen=True, slots=True)
class IngestedTable:
    """A Parquet file that holds the table: one physical column per column, named by its key.

    `digest` is the SHA-256 of the file's bytes in hex; the same cells read as the same columns
    give the same bytes. `byte_size` is the file's size. `columns` are those of the data source
    from now on, with `opinions` about them; `stored` are those of the file in its types.
    """

    path: Path
    digest: str
    row_count: int
    byte_size: int
    columns: list[Column]
    stored: list[Column]
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
    write_table(table.columns, table.values, table.row_count, path, progress)
    return IngestedTable(
        path=path,
        digest=file_digest(path),
        row_count=table.row_count,
        byte_size=path.stat().st_size,
        columns=table.columns,
        stored=table.columns,
        opinions=table.opinions,
        report=table.report,
        drift=table.drift,
    )
