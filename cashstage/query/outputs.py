"""The columns of a result as JSON can hold them, and the groups that its rows are of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cashstage.query.bins import bin_label
from cashstage.query.having import output_key
from cashstage.query.resolved import ResolvedQuery

_CALENDAR = (datetime.min, datetime.max)  # noqa: DTZ901 - civil time has no zone


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


def output(query: ResolvedQuery, table: pa.Table, position: int) -> list[Any]:
    """The values of a dimension or metric, by its place among dimensions, then metrics."""
    found = values(table.column(output_key(position)))
    dimensions = query.dimensions
    bins = dimensions[position].bins if position < len(dimensions) else None
    if bins is None:
        return found
    return [None if number is None else bin_label(bins, number) for number in found]


def outputs(query: ResolvedQuery, table: pa.Table, positions: Sequence[int]) -> list[list[Any]]:
    """The values of these dimensions and of all metrics."""
    first = len(query.dimensions)
    metrics = range(first, first + len(query.metrics))
    return [output(query, table, position) for position in (*positions, *metrics)]


def keys(query: ResolvedQuery, table: pa.Table, positions: Sequence[int]) -> list[tuple[Any, ...]]:
    """What tells the groups of these dimensions apart, row by row."""
    parts = [output(query, table, at) for at in positions]
    parts += [
        table.column(f"o{at}").to_pylist() for at in positions if query.dimensions[at].has_others
    ]
    return list(zip(*parts, strict=True)) if parts else [()] * table.num_rows
