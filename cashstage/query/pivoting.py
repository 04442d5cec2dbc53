"""A pivot: the answer's rows as cells, some dimensions down, others across, totals at the ends."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from cashstage.core.errors import InvalidInput
from cashstage.query.compile import MAX_PIVOT_COLUMNS
from cashstage.query.outputs import keys, output
from cashstage.query.resolved import ResolvedQuery
from cashstage.query.spec import MAX_LIMIT


def pivoted(
    query: ResolvedQuery, cells: pa.Table, rows: pa.Table, columns: pa.Table
) -> dict[str, Any]:
    """Keys of rows and columns, one list per dimension; for each metric a list per column.

    Raises InvalidInput for more columns or cells than a pivot may have.
    """
    if columns.num_rows > MAX_PIVOT_COLUMNS:
        raise InvalidInput(
            f"This pivot would have more than {MAX_PIVOT_COLUMNS} columns.",
            next_step="Pivot by a field with fewer values, a coarser grain, or the leading values.",
            field="pivot",
        )
    if cells.num_rows >= MAX_LIMIT:
        raise InvalidInput(
            f"This pivot would have {MAX_LIMIT:,} cells or more.",
            next_step="Narrow the date range, or show fewer rows.",
            field="pivot",
        )
    down, across = query.rows_of_pivot, query.pivot
    at_row = {key: place for place, key in enumerate(keys(query, rows, down))}
    at_column = {key: place for place, key in enumerate(keys(query, columns, across))}
    places = [
        (at_column.get(column), at_row.get(row))
        for column, row in zip(keys(query, cells, across), keys(query, cells, down), strict=True)
    ]
    first = len(query.dimensions)
    metrics = {metric.name: first + index for index, metric in enumerate(query.metrics)}
    return {
        "rows": [query.dimensions[at].name for at in down],
        "columns": [query.dimensions[at].name for at in across],
        "row_keys": [output(query, rows, at) for at in down],
        "column_keys": [output(query, columns, at) for at in across],
        "cells": {
            name: _grid(places, output(query, cells, at), rows.num_rows, columns.num_rows)
            for name, at in metrics.items()
        },
        "row_totals": {name: output(query, rows, at) for name, at in metrics.items()},
        "column_totals": {name: output(query, columns, at) for name, at in metrics.items()},
    }


def _grid(
    places: list[tuple[int | None, int | None]], values: list[Any], rows: int, columns: int
) -> list[list[Any]]:
    grid: list[list[Any]] = [[None] * rows for _ in range(columns)]
    for (column, row), value in zip(places, values, strict=True):
        if column is not None and row is not None:
            grid[column][row] = value
    return grid
