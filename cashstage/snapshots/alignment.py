"""Which row of one snapshot is which row of another, as a statement in SQL.

Equal rows cancel out first, so that only what differs is joined. What is left over is paired by
key and, within a key, by its order in the sheet; nothing is paired twice and nothing is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from string import Template

from cashstage.core.errors import InvalidInput
from cashstage.schema.column import ColumnType
from cashstage.snapshots.tables import SQL_TYPES, SnapshotTable, as_text, listed, quoted

# Only column keys and positions are filled in; the objects' paths are bound.
_PAIRS = Template("""
WITH pool AS (
    SELECT 'before' AS side, file_row_number AS place, $before_values FROM read_parquet($$before)
    UNION ALL
    SELECT 'after', file_row_number, $after_values FROM read_parquet($$after)
),
unequal AS MATERIALIZED (
    SELECT $values,
        coalesce(list_sort(list(place) FILTER (side = 'before')), []) AS befores,
        coalesce(list_sort(list(place) FILTER (side = 'after')), []) AS afters
    FROM pool GROUP BY $values
    HAVING count(*) FILTER (side = 'before') <> count(*) FILTER (side = 'after')
),
lost AS (
    SELECT *, row_number() OVER (PARTITION BY $key ORDER BY place) AS number
    FROM (SELECT $values, unnest(befores[len(afters) + 1:]) AS place FROM unequal)
),
gained AS (
    SELECT *, row_number() OVER (PARTITION BY $key ORDER BY place) AS number
    FROM (SELECT $values, unnest(afters[len(befores) + 1:]) AS place FROM unequal)
),
pairs AS MATERIALIZED (
    SELECT $pairs, lost.place AS before_row, gained.place AS after_row,
        coalesce(lost.number, gained.number) AS number
    FROM lost FULL JOIN gained ON lost.number = gained.number AND $same_key
)
""")


@dataclass(frozen=True, slots=True)
class Aligned:
    """One column of either snapshot; a type is None where the snapshot lacks the column.

    In SQL its values are `b{position}` before and `a{position}` after, both of the type `held`.
    """

    position: int
    key: str
    before: ColumnType | None
    after: ColumnType | None

    @property
    def retyped(self) -> bool:
        """Whether both snapshots have it, as different types."""
        return self.before is not None and self.after is not None and self.before is not self.after

    @property
    def held(self) -> ColumnType:
        """The type of what is compared: text where the types differ."""
        return ColumnType.TEXT if self.retyped else self.after or self.before or ColumnType.TEXT

    @property
    def numeric(self) -> bool:
        """Whether it is a number wherever it is."""
        return all(held.numeric for held in (self.before, self.after) if held is not None)

    @property
    def differs(self) -> str:
        """The condition that the two values are not the same; null is null, NaN is NaN."""
        return f"b{self.position} IS DISTINCT FROM a{self.position}"

    def compared(self, held: ColumnType | None) -> str:
        """The value to compare in a snapshot that holds the column as `held`."""
        if held is None:
            return f"CAST(NULL AS {SQL_TYPES[self.held]})"
        return as_text(quoted(self.key), held) if self.retyped else quoted(self.key)


def align(before: SnapshotTable, after: SnapshotTable) -> list[Aligned]:
    """The columns of both: those of `after` in its order, then those that only `before` has."""
    keys = list(dict.fromkeys([*after.columns, *before.columns]))
    return [
        Aligned(position, key, before.columns.get(key), after.columns.get(key))
        for position, key in enumerate(keys)
    ]


def key_of(columns: Sequence[Aligned], key: Sequence[str]) -> list[Aligned]:
    """The key's columns, all columns when there is no key.

    Raises InvalidInput for a column that is not in both snapshots.
    """
    shared = {each.key: each for each in columns if each.before and each.after}
    for name in key:
        if name not in shared:
            raise InvalidInput(
                f"The column {name} is not in both snapshots, so it can't tell rows apart.",
                next_step=f"Choose among {listed(shared)}." if shared else None,
                field="key",
            )
    return [shared[name] for name in dict.fromkeys(key)] or list(columns)


def pairs_sql(columns: Sequence[Aligned], key: Sequence[Aligned]) -> str:
    """A WITH clause whose `pairs` holds every row that has no equal in the other snapshot.

    A pair has `before_row` and `after_row` (0-based places in the objects, null for none), the
    values `b…` and `a…`, and its `number` within the key. The parameters `before` and `after` are
    the paths.
    """
    places = [each.position for each in columns]
    return _PAIRS.substitute(
        values=listed(f"v{place}" for place in places),
        before_values=listed(
            f"{each.compared(each.before)} AS v{each.position}" for each in columns
        ),
        after_values=listed(f"{each.compared(each.after)} AS v{each.position}" for each in columns),
        key=listed(f"v{each.position}" for each in key),
        pairs=listed(f"lost.v{place} AS b{place}, gained.v{place} AS a{place}" for place in places),
        same_key=" AND ".join(
            f"lost.v{each.position} IS NOT DISTINCT FROM gained.v{each.position}" for each in key
        ),
    )
