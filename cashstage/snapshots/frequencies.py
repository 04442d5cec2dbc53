"""The second scan of a profile: how many different values, and which are the most frequent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from string import Template
from typing import Any

from cashstage.schema.column import ColumnType
from cashstage.snapshots.measures import MAX_TEXT, usable
from cashstage.snapshots.tables import SnapshotTable, SqlEngine, listed

TOP_VALUES = 8

_COUNT = Template("WITH cells AS (SELECT $values FROM read_parquet($$file)) SELECT $counts")
_COUNTED = Template("""(
    SELECT list({'value': $shown, 'count': n, 'distinct': d} ORDER BY n DESC, v) FROM (
        SELECT v, n, count(*) OVER () AS d FROM (
            SELECT v$place AS v, count(*) AS n FROM cells WHERE v$place IS NOT NULL GROUP BY v$place
        ) ORDER BY n DESC, v LIMIT $limit
    )
) AS f$place""")


@dataclass(frozen=True, slots=True)
class TopValue:
    """A value and in how many cells it is."""

    value: Any
    count: int


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How many different values a column has, and the most frequent, the smaller first of two."""

    distinct: int
    top: list[TopValue]


def read_frequencies(
    engine: SqlEngine, table: SnapshotTable, keys: Sequence[str]
) -> dict[str, Frequencies]:
    """Counts every value of some columns."""
    sql = _COUNT.substitute(
        values=listed(
            f"{usable(key, table.columns[key])} AS v{place}" for place, key in enumerate(keys)
        ),
        counts=listed(
            _COUNTED.substitute(
                place=place,
                limit=TOP_VALUES,
                shown=f"left(v, {MAX_TEXT})" if table.columns[key] is ColumnType.TEXT else "v",
            )
            for place, key in enumerate(keys)
        ),
    )
    row = engine.run(sql, {"file": str(table.path)}).to_pylist()[0]
    found = {key: row[f"f{place}"] or [] for place, key in enumerate(keys)}
    return {
        key: Frequencies(
            values[0]["distinct"] if values else 0,
            [TopValue(each["value"], each["count"]) for each in values],
        )
        for key, values in found.items()
    }
