"""A table that grows: fetched rows take the place of those with their key, the others stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import Template

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cashstage.schema.column import ColumnType
from cashstage.snapshots.alignment import Aligned, align, key_of
from cashstage.snapshots.tables import (
    SQL_TYPES,
    SnapshotTable,
    SqlEngine,
    as_text,
    listed,
    quoted,
)

# Only column keys and types are filled in; the objects' paths are bound.
_PLAN = Template("""
WITH earlier AS MATERIALIZED (
    SELECT place, $key, row_number() OVER (PARTITION BY $key ORDER BY place) AS number
    FROM (SELECT file_row_number AS place, $before_key FROM read_parquet($$before))
),
later AS MATERIALIZED (
    SELECT place, $key, row_number() OVER (PARTITION BY $key ORDER BY place) AS number
    FROM (SELECT file_row_number AS place, $after_key FROM read_parquet($$after))
)
SELECT earlier.place AS taken, false AS fetched, false AS inserted, false AS repeated,
    earlier.place AS spot
FROM earlier ANTI JOIN later ON later.number = 1 AND $earlier_later
UNION ALL
SELECT $$rows + later.place, true, founder.place IS NULL, later.number > 1,
    coalesce(earlier.place, $$rows + later.place)
FROM later
LEFT JOIN earlier ON earlier.number = later.number AND $earlier_later
LEFT JOIN earlier AS founder ON founder.number = 1 AND $founder_later
ORDER BY spot
""")
_FILLED = Template("SELECT $counts FROM read_parquet($$file)")
_VALUES = Template("SELECT $values FROM read_parquet($$file) ORDER BY file_row_number")
_WIDER = (
    ({ColumnType.INTEGER, ColumnType.NUMBER}, ColumnType.NUMBER),
    ({ColumnType.DATE, ColumnType.DATETIME}, ColumnType.DATETIME),
)


@dataclass(frozen=True, slots=True)
class Upserted:
    """The grown table; `columns` are its keys and types: the fetched ones first, in their order.

    `values` has one column for each, by key. Of the fetched rows, `inserted` have a key that was
    not there before, `replaced` one that was, and `repeated` the key of a fetched row before
    them. `kept` rows were not fetched.
    """

    columns: dict[str, ColumnType]
    values: pa.Table
    fetched: int
    inserted: int
    replaced: int
    repeated: int
    kept: int


def upsert(
    engine: SqlEngine, before: SnapshotTable, fetched: SnapshotTable, key: Sequence[str]
) -> Upserted:
    """The rows of `before` whose `key` was not fetched, and all that were fetched.

    A fetched row stands where the row with its key stood before, of several with one key the
    first where the first stood; those without such a place follow at the end in their order. So
    a table upserted with itself is itself. Null is a value of a key. A column that one table
    lacks is empty in its rows; types that differ become the wider one of numbers or of moments,
    or else text, except where a column is empty. Raises InvalidInput when a column of the key is
    not in both, ValueError without a key, and what the engine raises.
    """
    columns = align(before, fetched)
    if not key:
        raise ValueError("Rows without a key can't be told apart.")
    keys = key_of(columns, key)
    types = _types(engine, before, fetched, columns)
    rows: int = pq.read_metadata(before.path).num_rows
    plan = engine.run(
        _plan_sql(keys, types),
        {"before": str(before.path), "after": str(fetched.path), "rows": rows},
    )
    both = pa.concat_tables(
        [
            _converted(engine, before, columns, types),
            _converted(engine, fetched, columns, types),
        ]
    )
    came, new = _count(plan, "fetched"), _count(plan, "inserted")
    return Upserted(
        columns=types,
        values=both.take(plan.column("taken")),
        fetched=came,
        inserted=new,
        replaced=came - new,
        repeated=_count(plan, "repeated"),
        kept=plan.num_rows - came,
    )


def _types(
    engine: SqlEngine, before: SnapshotTable, fetched: SnapshotTable, columns: Sequence[Aligned]
) -> dict[str, ColumnType]:
    """The type of each column in the grown table."""
    retyped = [each for each in columns if each.retyped]
    old, new = (_filled(engine, table, retyped) for table in (before, fetched))
    return {each.key: _type(each, old, new) for each in columns}


def _type(column: Aligned, old: Mapping[str, int], new: Mapping[str, int]) -> ColumnType:
    was, now = column.before, column.after
    if was is None or now is None or not column.retyped:
        return column.held
    if not old[column.key] or not new[column.key]:
        return was if old[column.key] else now
    return next((wider for narrower, wider in _WIDER if {was, now} == narrower), column.held)


def _filled(
    engine: SqlEngine, table: SnapshotTable, columns: Sequence[Aligned]
) -> Mapping[str, int]:
    """How many values the columns have that are not null."""
    if not columns:
        return {}
    counts = listed(f"count({quoted(each.key)}) AS {quoted(each.key)}" for each in columns)
    sql = _FILLED.substitute(counts=counts)
    found: dict[str, int] = engine.run(sql, {"file": str(table.path)}).to_pylist()[0]
    return found


def _plan_sql(key: Sequence[Aligned], types: Mapping[str, ColumnType]) -> str:
    """A statement of which row stands where, `taken` from both tables one after the other."""

    def same(one: str) -> str:
        return " AND ".join(
            f"{one}.k{each.position} IS NOT DISTINCT FROM later.k{each.position}" for each in key
        )

    return _PLAN.substitute(
        key=listed(f"k{each.position}" for each in key),
        before_key=listed(
            f"{_as(each.key, each.before, types[each.key])} AS k{each.position}" for each in key
        ),
        after_key=listed(
            f"{_as(each.key, each.after, types[each.key])} AS k{each.position}" for each in key
        ),
        earlier_later=same("earlier"),
        founder_later=same("founder"),
    )


def _converted(
    engine: SqlEngine,
    table: SnapshotTable,
    columns: Sequence[Aligned],
    types: Mapping[str, ColumnType],
) -> pa.Table:
    """All rows of one table in the columns and types of the grown one."""
    values = listed(
        f"{_as(each.key, table.columns.get(each.key), types[each.key])} AS {quoted(each.key)}"
        for each in columns
    )
    return engine.run(_VALUES.substitute(values=values), {"file": str(table.path)})


def _as(key: str, held: ColumnType | None, wanted: ColumnType) -> str:
    value = quoted(key)
    if held is wanted:
        return value
    if held is None:
        return f"CAST(NULL AS {SQL_TYPES[wanted]})"
    if wanted is ColumnType.TEXT:
        return as_text(value, held)
    # Either the type is wider, or there are only nulls.
    return f"TRY_CAST({value} AS {SQL_TYPES[wanted]})"


def _count(plan: pa.Table, flag: str) -> int:
    count: int | None = pc.sum(plan.column(flag)).as_py()
    return count or 0
