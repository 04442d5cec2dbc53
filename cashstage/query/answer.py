"""Arrow tables to the columnar JSON that browsers and scripts read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
import pyarrow as pa

from cashstage.query.comparing import aligned, changes, total_changes
from cashstage.query.outputs import keys, outputs, values
from cashstage.query.periods import Days
from cashstage.query.pivoting import pivoted
from cashstage.query.resolved import ResolvedDimension, ResolvedQuery
from cashstage.query.spec import Grain
from cashstage.schema.column import ColumnType, Role

__all__ = ["SnapshotRef", "Tables", "complete", "render", "values"]

_FISCAL = {Grain.FISCAL_QUARTER, Grain.FISCAL_YEAR}


@dataclass(frozen=True, slots=True)
class SnapshotRef:
    """The snapshot that an answer was computed from; `digest` names its content."""

    data_source_id: UUID
    snapshot_id: UUID
    taken_at: datetime
    digest: str


@dataclass(frozen=True, slots=True)
class Tables:
    """The results of a question's statements; what was not asked for is None."""

    rows: pa.Table
    totals: pa.Table | None = None
    compared_rows: pa.Table | None = None
    compared_totals: pa.Table | None = None
    subtotals: Mapping[int, pa.Table] = field(default_factory=dict)
    pivot_rows: pa.Table | None = None
    pivot_columns: pa.Table | None = None


def render(query: ResolvedQuery, tables: Tables, notes: Sequence[str] = ()) -> bytes:
    """The part of an answer that depends on question and content alone, as a JSON object.

    `notes` are sentences on what one should know beside the numbers.
    """
    body: dict[str, Any] = {
        "columns": _columns(query, tables.rows.schema),
        "data": outputs(query, tables.rows, range(len(query.dimensions))),
        "row_count": tables.rows.num_rows,
        "totals": _totals(query, tables.rows, tables.totals) if query.totals else None,
        "comparison": _comparison(query, tables),
        "notes": list(notes),
    }
    if query.subtotals:
        body["subtotals"] = [
            _subtotal(query, depth, table) for depth, table in sorted(tables.subtotals.items())
        ]
    if tables.pivot_rows is not None and tables.pivot_columns is not None:
        pivot = pivoted(query, tables.rows, tables.pivot_rows, tables.pivot_columns)
        body["pivot"] = {**pivot, "totals": _totals(query, tables.rows, tables.totals)}
    return orjson.dumps(body)


def complete(
    rendered: bytes,
    snapshots: Sequence[SnapshotRef],
    *,
    elapsed_ms: float,
    cache: str,
    compared: Sequence[SnapshotRef] = (),
) -> bytes:
    """The whole answer: what was rendered, and the circumstances of this request."""
    circumstances = {
        "snapshots": [_snapshot(each) for each in snapshots],
        **({"compared_snapshots": [_snapshot(each) for each in compared]} if compared else {}),
        "elapsed_ms": round(elapsed_ms, 2),
        "cache": cache,
    }
    return rendered[:-1] + b"," + orjson.dumps(circumstances, option=orjson.OPT_UTC_Z)[1:]


def _snapshot(ref: SnapshotRef) -> dict[str, Any]:
    return {
        "data_source_id": ref.data_source_id,
        "snapshot_id": ref.snapshot_id,
        "taken_at": ref.taken_at,
    }


def _columns(query: ResolvedQuery, schema: pa.Schema) -> list[dict[str, Any]]:
    types = list(schema.types)
    dimensions = [_described(query, dimension) for dimension in query.dimensions]
    metrics = [
        {
            "name": metric.name,
            "label": metric.label,
            "type": _type_of(types[len(dimensions) + position]),
            "semantic_type": metric.semantic_type,
            "role": Role.METRIC,
            "format": metric.format,
            "direction": metric.direction,
            "additive": metric.additive,
            "note": metric.note,
        }
        for position, metric in enumerate(query.metrics)
    ]
    return dimensions + metrics


def _described(query: ResolvedQuery, dimension: ResolvedDimension) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": dimension.name,
        "label": dimension.label,
        "type": dimension.type,
        "semantic_type": dimension.column.semantic_type,
        "role": Role.DIMENSION,
        "format": dimension.column.format,
        "grain": dimension.grain,
    }
    if dimension.grain in _FISCAL:
        described["fiscal_year_starts_on"] = query.fiscal_year_starts_on
    if dimension.top is not None and dimension.top.others is not None:
        described["others"] = dimension.top.others
    return described


def _type_of(arrow: pa.DataType) -> ColumnType:
    if pa.types.is_integer(arrow) or pa.types.is_decimal(arrow):
        return ColumnType.INTEGER
    if pa.types.is_floating(arrow):
        return ColumnType.NUMBER
    if pa.types.is_date(arrow):
        return ColumnType.DATE
    if pa.types.is_timestamp(arrow):
        return ColumnType.DATETIME
    if pa.types.is_time(arrow):
        return ColumnType.TIME
    return ColumnType.BOOLEAN if pa.types.is_boolean(arrow) else ColumnType.TEXT


def _totals(query: ResolvedQuery, rows: pa.Table, totals: pa.Table | None) -> dict[str, Any]:
    found = outputs(query, rows if totals is None else totals, ())
    # A condition on the one group there is may have left none.
    return {
        metric.name: column[0] if column else None
        for metric, column in zip(query.metrics, found, strict=True)
    }


def _subtotal(query: ResolvedQuery, depth: int, table: pa.Table) -> dict[str, Any]:
    return {
        "dimensions": [dimension.name for dimension in query.dimensions[:depth]],
        "data": outputs(query, table, range(depth)),
        "row_count": table.num_rows,
    }


def _comparison(query: ResolvedQuery, tables: Tables) -> dict[str, Any] | None:
    if not query.is_compared or tables.compared_rows is None:
        return None
    rows = _matching(query, tables.rows, tables.compared_rows)
    now = before = None
    if query.totals:
        now = _totals(query, tables.rows, tables.totals)
        before = _totals(query, tables.compared_rows, tables.compared_totals)
    beside = aligned(query, tables.rows, tables.compared_rows)
    return {
        "date_range": None if query.compared is None else _date_range(query.compared),
        "data": outputs(query, rows, range(len(query.dimensions))),
        "row_count": rows.num_rows,
        "totals": before,
        "aligned": beside,
        "change": changes(query, tables.rows, beside),
        "total_change": total_changes(query, now, before),
    }


def _matching(query: ResolvedQuery, rows: pa.Table, compared: pa.Table) -> pa.Table:
    """The other side's rows of the groups that the answer has; of other days, all."""
    fixed = [
        at
        for at, dimension in enumerate(query.dimensions)
        if query.compares_moment or not dimension.moves
    ]
    if not fixed or (rows.num_rows < query.limit and query.having is None):
        return compared
    wanted = set(keys(query, rows, fixed))
    return compared.filter(
        pa.array([each in wanted for each in keys(query, compared, fixed)], pa.bool_())
    )


def _date_range(days: Days) -> dict[str, str]:
    return {"start": days.first.isoformat(), "end": days.last.isoformat()}
