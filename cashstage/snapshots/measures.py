"""The first scan of a profile: how many cells, their ends, their sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from string import Template
from typing import Any

from cashstage.schema.column import ColumnType
from cashstage.snapshots.tables import SnapshotTable, SqlEngine, listed, quoted

MAX_TEXT = 200
"""Characters of a text that a profile shows."""

_MEASURE = Template("""
SELECT $measures FROM (SELECT $values FROM read_parquet($$file))
""")
_USABLE = {
    ColumnType.NUMBER: "isfinite({0})",
    ColumnType.DATE: "{0} BETWEEN DATE '0001-01-01' AND DATE '9999-12-31'",
    ColumnType.DATETIME: (
        "{0} BETWEEN TIMESTAMP '0001-01-01' AND TIMESTAMP '9999-12-31 23:59:59.999999'"
    ),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """What one scan tells of a column; `filled` cells are not empty, `values` of them usable.

    `estimate` is about how many different values there are.
    """

    key: str
    type: ColumnType
    filled: int
    values: int
    estimate: int
    minimum: Any = None
    maximum: Any = None
    sum: int | float | None = None
    zeros: int | None = None
    negatives: int | None = None
    shortest: int | None = None
    longest: int | None = None


def usable(key: str, held: ColumnType) -> str:
    """The cell in SQL, null where it holds nothing that can be reckoned with."""
    cell = quoted(key)
    condition = _USABLE.get(held)
    return f"CASE WHEN {condition.format(cell)} THEN {cell} END" if condition else cell


def read_measures(
    engine: SqlEngine, table: SnapshotTable, keys: Sequence[str]
) -> dict[str, Measured]:
    """The measures of some columns."""
    sql = _MEASURE.substitute(
        values=listed(
            f"{quoted(key)} AS c{place}, {usable(key, table.columns[key])} AS v{place}"
            for place, key in enumerate(keys)
        ),
        measures=listed(
            f"{expression} AS {name}{place}"
            for place, key in enumerate(keys)
            for name, expression in _measures_of(place, table.columns[key]).items()
        ),
    )
    row = engine.run(sql, {"file": str(table.path)}).to_pylist()[0]
    return {key: _measured(key, table.columns[key], row, place) for place, key in enumerate(keys)}


def _measures_of(place: int, held: ColumnType) -> dict[str, str]:
    """Expressions by the letter that they are called."""
    value = f"v{place}"
    measures = {
        "n": f"count(c{place})",
        "u": f"count({value})",
        "e": f"approx_count_distinct({value})",
    }
    if held is ColumnType.BOOLEAN:
        return measures
    ends = {"a": f"min({value})", "z": f"max({value})"}
    if held is ColumnType.TEXT:
        ends = {name: f"left({end}, {MAX_TEXT})" for name, end in ends.items()}
        ends |= {"s": f"min(length({value}))", "l": f"max(length({value}))"}
    if held.numeric:
        # Compensated: ten million amounts in cents would drift visibly otherwise.
        total = "sum" if held is ColumnType.INTEGER else "fsum"
        ends |= {
            "t": f"{total}({value})",
            "o": f"count(*) FILTER ({value} = 0)",
            "m": f"count(*) FILTER ({value} < 0)",
        }
    return measures | ends


def _measured(key: str, held: ColumnType, row: Mapping[str, Any], place: int) -> Measured:
    def found(letter: str) -> Any:
        return row.get(f"{letter}{place}")

    total = found("t")
    return Measured(
        key=key,
        type=held,
        filled=found("n"),
        values=found("u"),
        estimate=max(found("e"), min(found("u"), 1)),
        minimum=found("a"),
        maximum=found("z"),
        sum=int(total) if isinstance(total, Decimal) else total,
        zeros=found("o"),
        negatives=found("m"),
        shortest=found("s"),
        longest=found("l"),
    )
