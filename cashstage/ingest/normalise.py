"""From gathered cells to columns with keys, types and values, and the report about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pyarrow as pa

from cashstage.connectors.base import RawTable
from cashstage.ingest.gather import Gathered
from cashstage.schema.column import Column
from cashstage.schema.infer import Delivered, Inferred, infer_columns
from cashstage.schema.proposal import Opinion


@dataclass(frozen=True, slots=True)
class IngestionReport:
    """What became of the rows and cells that were read.

    `rows_read` are those below the header; `rows_dropped` counts by reason. `cells_nulled` counts
    by reason for each column, by name. `notes` are sentences for people; `origin` is the
    connector's.
    """

    rows_read: int
    rows_kept: int
    rows_dropped: dict[str, int]
    cells_nulled: dict[str, dict[str, int]]
    notes: list[str]
    origin: dict[str, str]

    def as_json(self) -> dict[str, Any]:
        """As the snapshot's record keeps it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class NormalisedTable:
    """A typed table; text columns are dictionary-encoded. `opinions` are parallel to them."""

    columns: list[Column]
    opinions: list[Opinion]
    values: list[pa.Array]
    row_count: int
    report: IngestionReport


def normalise(
    raw: RawTable,
    gathered: Gathered,
    known: Sequence[Column],
    first_free_key: int,
    corrections: Mapping[str, str] | None = None,
) -> NormalisedTable:
    """The table with keys: known ones by header (ignoring case), c{first_free_key}… for others.

    `corrections` are what people of the organization have said about headers.
    """
    before = {column.name.casefold(): column for column in known}
    formats = raw.column_formats
    delivered = [
        Delivered(
            name=name,
            cells=cells,
            format=formats[place] if place < len(formats) else None,
            known=before.get(name.casefold()),
        )
        for name, place, cells in zip(
            gathered.names, gathered.positions, gathered.columns, strict=True
        )
    ]
    inferred = infer_columns(
        delivered,
        locale=raw.locale,
        decimal_comma=raw.origin.get("delimiter") == ";",
        corrections=corrections,
    )
    columns = list(_columns(delivered, inferred, first_free_key))
    report = IngestionReport(
        rows_read=gathered.rows_read,
        rows_kept=gathered.row_count,
        rows_dropped=gathered.rows_dropped,
        cells_nulled={
            column.name: each.nulled
            for column, each in zip(columns, inferred, strict=True)
            if each.nulled
        },
        notes=[*raw.notes, *gathered.notes, *(note for each in inferred for note in each.notes)],
        origin=dict(raw.origin),
    )
    return NormalisedTable(
        columns=columns,
        opinions=[Opinion(each.evidence, each.proposal) for each in inferred],
        values=[each.values for each in inferred],
        row_count=gathered.row_count,
        report=report,
    )


def _columns(
    delivered: Sequence[Delivered], inferred: Sequence[Inferred], first_free_key: int
) -> Iterable[Column]:
    free = first_free_key
    for column, found in zip(delivered, inferred, strict=True):
        if column.known is None:
            key, free = f"c{free}", free + 1
        else:
            key = column.known.key
        yield Column(
            key=key,
            name=column.name,
            type=found.type,
            role=found.role,
            semantic_type=found.semantic_type,
            format=found.format,
            overridden=column.known is not None and column.known.overridden,
        )
