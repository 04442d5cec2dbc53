"""Rows to reckon formulas over, in DuckDB and in plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

import duckdb
import pyarrow as pa
from sqlglot import exp

from cashstage.metrics.formula import Use, read_formula
from tests.factories.columns import COLUMNS
from tests.query.asking import ARROW_TYPES, Row

TODAY = date(2026, 4, 15)
ROWS: tuple[Row, ...] = (
    {
        "day": date(2026, 1, 31),
        "at": datetime.fromisoformat("2026-01-31T09:30:15"),
        "channel": "DE_Brand Search",
        "cost": 10.5,
        "clicks": 7,
        "active": True,
        "start": time(9, 30, 5),
        "ctr": 0.25,
    },
    {
        "day": date(2024, 2, 29),
        "at": datetime.fromisoformat("2024-12-30T23:59:59"),
        "channel": " us_generic_test ",
        "cost": -2.25,
        "clicks": 0,
        "active": False,
        "start": time(0, 0, 0),
        "ctr": 1.0,
    },
    {
        "day": date(2019, 1, 1),
        "at": datetime.fromisoformat("2019-06-29T04:07:54"),
        "channel": "2026-03-04",
        "cost": 0.0,
        "clicks": -3,
        "active": True,
        "start": time(23, 59, 59),
        "ctr": 0.5,
    },
    {"channel": ""},
)
"""All kinds of values; the last row lacks everything but an empty text."""


def column_values(formula: str, rows: Sequence[Row] = ROWS) -> list[Any]:
    """The formula's value in every row, as DuckDB reckons it."""
    return [row[0] for row in _select(formula, rows, Use.COLUMN)]


def metric_value(formula: str, rows: Sequence[Row] = ROWS) -> Any:
    """The formula's value over all rows."""
    return _select(formula, rows, Use.METRIC)[0][0]


def _select(formula: str, rows: Sequence[Row], use: Use) -> list[tuple[Any, ...]]:
    tree = read_formula(formula, COLUMNS, use).tree.transform(_dated)
    source = f"SELECT {tree.sql('duckdb')} FROM held"
    with duckdb.connect() as connection:
        connection.register("held", _made(rows))
        return connection.execute(source).fetchall()


def _dated(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.CurrentDate):
        return exp.cast(exp.Literal.string(TODAY.isoformat()), "DATE")
    return node


def _made(rows: Sequence[Row]) -> pa.Table:
    return pa.table(
        {
            each.key: pa.array([row.get(each.name) for row in rows], ARROW_TYPES[each.type])
            for each in COLUMNS
        }
    )
