"""A look at a table before anything is saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from cashstage.connectors.base import RawTable
from cashstage.ingest.gather import gather
from cashstage.ingest.normalise import Known, normalise
from cashstage.schema.column import Column
from cashstage.schema.proposal import Opinion

_ENOUGH_ROWS = 1_000
"""Rows that types are inferred from."""


@dataclass(frozen=True, slots=True)
class PreviewTable:
    """The first rows as they would be ingested.

    `rows` hold JSON values, dates and times in ISO 8601; `rows_read` counts the rows below the
    header that were looked at.
    """

    columns: list[Column]
    opinions: list[Opinion]
    rows: list[list[Any]]
    rows_read: int
    notes: list[str]


def preview(
    raw: RawTable, limit: int, corrections: Mapping[str, str] | None = None
) -> PreviewTable:
    """Reads as much of `raw` as it takes to show `limit` rows and to infer types.

    Raises UnreadableData when there is no table.
    """
    table = normalise(raw, gather(raw, max_rows=max(limit, _ENOUGH_ROWS)), Known(), 1, corrections)
    columns = [values.slice(0, limit).to_pylist() for values in table.values]
    return PreviewTable(
        columns=table.columns,
        opinions=table.opinions,
        rows=[[_as_json(value) for value in row] for row in zip(*columns, strict=True)],
        rows_read=table.report.rows_read,
        notes=table.report.notes,
    )


def _as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime | time) else value
