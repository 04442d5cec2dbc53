"""Arrow tables to the columnar JSON that browsers and scripts read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from cashstage.metrics.catalog import CATALOG
from cashstage.query.periods import Days
from cashstage.query.resolved import ResolvedMetric, ResolvedQuery
from cashstage.schema.column import ColumnType, Role

_CALENDAR = (datetime.min, datetime.max)  # noqa: DTZ901 - civil time has no zone


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


def render(query: ResolvedQuery, tables: Tables, notes: Sequence[str] = ()) -> bytes:
    """The part of an answer that depends on question and content alone, as a JSON object.

    `notes` are sentences on what one should know beside the numbers.
    """
    body = {
        "columns": _columns(query, tables.rows.schema),
        "data": [values(column) for column in tables.rows.columns],
        "row_count": tables.rows.num_rows,
        "totals": _totals(query, tables.rows, tables.totals),
        "comparison": _comparison(query, tables),
        "notes": list(notes),
    }
    return orjson.dumps(body)


def complete(
    rendered: bytes, snapshots: Sequence[SnapshotRef], *, elapsed_ms: float, cache: str
) -> bytes:
    """The whole answer: what was rendered, and the circumstances of this request."""
    circumstances = {
        "snapshots": [
            {
                "data_source_id": each.data_source_id,
                "snapshot_id": each.snapshot_id,
                "taken_at": each.taken_at,
            }
            for each in snapshots
        ],
        "elapsed_ms": round(elapsed_ms, 2),
        "cache": cache,
    }
    return rendered[:-1] + b"," + orjson.dumps(circumstances, option=orjson.OPT_UTC_Z)[1:]


def values(column: pa.ChunkedArray) -> list[Any]:
    """The column as JSON can hold it.

    Sums beyond 64 bits become floats; no number, or a day outside the years 1 to 9999, null.
    """
    if pa.types.is_decimal(column.type):
        try:
            column = column.cast(pa.int64())
        except pa.ArrowInvalid:
            return [None if each is None else _number(int(each)) for each in column.to_pylist()]
    if pa.types.is_floating(column.type):
        # NaN and infinity have no JSON; orjson would write null, but so should a total.
        column = pc.if_else(pc.is_finite(column), column, None)
    if pa.types.is_date(column.type) or pa.types.is_timestamp(column.type):
        # A week that begins before the first one, say.
        first, last = (pa.scalar(end, column.type) for end in _CALENDAR)
        fits = pc.and_(pc.greater_equal(column, first), pc.less_equal(column, last))
        column = pc.if_else(fits, column, None)
    if pa.types.is_time(column.type):
        # orjson loses the leading zero of a fraction: 0.01 seconds become 0.1.
        return [None if each is None else each.isoformat() for each in column.to_pylist()]
    return list(column.to_pylist())


def _number(value: int) -> int | float:
    return value if -(2**63) <= value < 2**63 else float(value)


def _columns(query: ResolvedQuery, schema: pa.Schema) -> list[dict[str, Any]]:
    types = list(schema.types)
    dimensions = [
        {
            "name": dimension.name,
            "label": dimension.label,
            "type": dimension.type,
            "semantic_type": dimension.column.semantic_type,
            "role": Role.DIMENSION,
            "format": dimension.column.format,
            "grain": dimension.grain,
        }
        for dimension in query.dimensions
    ]
    metrics = [
        {
            "name": metric.name,
            "label": metric.label,
            "type": _type_of(types[len(dimensions) + position]),
            "semantic_type": metric.semantic_type,
            "role": Role.METRIC,
            "format": metric.format,
            "direction": _direction(metric),
        }
        for position, metric in enumerate(query.metrics)
    ]
    return dimensions + metrics


def _direction(metric: ResolvedMetric) -> str | None:
    definition = CATALOG.get(metric.semantic_type or "")
    if definition is None or definition.up_is_good is None:
        return None
    return "up_is_good" if definition.up_is_good else "down_is_good"


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


def _totals(query: ResolvedQuery, rows: pa.Table, totals: pa.Table | None) -> dict[str, Any] | None:
    if not query.totals:
        return None
    table = rows if totals is None else totals
    first = len(table.columns) - len(query.metrics)
    return {
        metric.name: values(table.column(first + position))[0]
        for position, metric in enumerate(query.metrics)
    }


def _comparison(query: ResolvedQuery, tables: Tables) -> dict[str, Any] | None:
    if query.compared is None or tables.compared_rows is None:
        return None
    rows = _matching(query, tables.rows, tables.compared_rows)
    return {
        "date_range": _date_range(query.compared),
        "data": [values(column) for column in rows.columns],
        "row_count": rows.num_rows,
        "totals": _totals(query, tables.compared_rows, tables.compared_totals),
    }


def _matching(query: ResolvedQuery, rows: pa.Table, compared: pa.Table) -> pa.Table:
    """The earlier rows of the groups that the answer has; of dates, all."""
    keys = [
        f"v{position}"
        for position, dimension in enumerate(query.dimensions)
        if not dimension.type.temporal
    ]
    if not keys or rows.num_rows < query.limit:
        return compared
    wanted = set(zip(*(rows.column(key).to_pylist() for key in keys), strict=True))
    earlier = zip(*(compared.column(key).to_pylist() for key in keys), strict=True)
    return compared.filter(pa.array([each in wanted for each in earlier], pa.bool_()))


def _date_range(days: Days) -> dict[str, str]:
    return {"start": days.first.isoformat(), "end": days.last.isoformat()}
