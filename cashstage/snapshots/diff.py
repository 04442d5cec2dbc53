"""What changed between two snapshots of one data source: rows, cells, sums, past days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from string import Template
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cashstage.core.errors import InvalidInput
from cashstage.schema.column import ColumnType
from cashstage.snapshots.alignment import Aligned, align, key_of, pairs_sql
from cashstage.snapshots.row_key import KeyProposal, propose_key
from cashstage.snapshots.tables import (
    SnapshotTable,
    SqlEngine,
    as_text,
    listed,
    quoted,
    read_as,
)

__all__ = [
    "ChangeKind",
    "ColumnChange",
    "Diff",
    "KeyProposal",
    "Restatement",
    "RowChange",
    "SnapshotTable",
    "apply",
    "diff",
    "propose_key",
    "restatements",
]

_CALENDAR = (datetime.min, datetime.max)  # noqa: DTZ901 - civil time has no zone
_BOTH = "before_row IS NOT NULL AND after_row IS NOT NULL"

# The page may have no rows; the totals are there in any case.
_DIFF = Template("""
$pairs,
totals AS (
    SELECT count(*) FILTER (before_row IS NULL) AS added,
        count(*) FILTER (after_row IS NULL) AS removed,
        count(*) FILTER ($both) AS changed,
        (SELECT count(*) FROM read_parquet($$before)) AS before_rows,
        $totals
    FROM pairs
),
page AS (SELECT * FROM pairs ORDER BY $order LIMIT $$limit OFFSET $$offset)
SELECT totals.*, page.before_row, page.after_row, $values
FROM totals LEFT JOIN page ON true ORDER BY $page_order
""")
_RETYPED = Template("""
SELECT $columns FROM read_parquet($$before) ORDER BY file_row_number
""")
_RESTATED = Template("""
$pairs,
touched AS (
    SELECT day, $any_touched FROM (
        SELECT $before_day AS day, $touched FROM pairs WHERE before_row IS NOT NULL
        UNION ALL SELECT $after_day, $touched FROM pairs WHERE after_row IS NOT NULL
    ) GROUP BY day
),
earlier AS (
    SELECT CAST($date AS DATE) AS day, $before_sums FROM read_parquet($$before) GROUP BY day
),
later AS (
    SELECT CAST($date AS DATE) AS day, $after_sums FROM read_parquet($$after) GROUP BY day
)
SELECT * FROM touched JOIN earlier USING (day) JOIN later USING (day) ORDER BY day
""")


class ChangeKind(StrEnum):
    """What happened to a row."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row that differs; `key` holds the values of the key columns.

    `before_row` and `after_row` are 0-based places in the tables, None where it has none.
    `before` and `after` are values by column key: of an added or removed row all that its
    snapshot holds, of a changed row those that changed. A day outside the years 1 to 9999 is None.
    """

    kind: ChangeKind
    before_row: int | None
    after_row: int | None
    key: tuple[Any, ...]
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ColumnChange:
    """A column over all changed rows: how many `cells` changed.

    `difference` is the sum of after minus before, an empty cell or one without a finite number
    counting as 0; None for what is no number.
    """

    key: str
    cells: int
    difference: int | float | None


@dataclass(frozen=True, slots=True)
class Diff:
    """From `before` to `after`.

    `columns` are the aligned columns and `key` the keys of those that tell rows apart, none when
    whole rows were compared. Counts are of rows in total; `changes` has the columns in which a
    row changed; `rows` are those of the page, ordered by key.
    """

    columns: list[Aligned]
    key: list[str]
    added: int
    removed: int
    changed: int
    unchanged: int
    changes: list[ColumnChange]
    rows: list[RowChange]

    @property
    def complete(self) -> bool:
        """Whether the page holds every row that differs."""
        return len(self.rows) == self.added + self.removed + self.changed


@dataclass(frozen=True, slots=True)
class Restatement:
    """A past day whose sum of a column is another now; None where the day has no number."""

    day: date
    key: str
    before: int | float | None
    after: int | float | None


def diff(
    engine: SqlEngine,
    before: SnapshotTable,
    after: SnapshotTable,
    key: Sequence[str] = (),
    *,
    limit: int,
    offset: int = 0,
) -> Diff:
    """Compares two tables, and returns `limit` of the differing rows from `offset` on.

    Rows are the same when the values of the `key` columns are; of several with one key those
    that are equal belong together, then the others in their order. Without a key whole rows are
    compared, so that they are added or removed only. A column that a snapshot lacks is empty in
    it. Values of different types are compared as texts. Raises InvalidInput for a key column that
    is not in both, and what the engine raises.
    """
    columns = align(before, after)
    keys = key_of(columns, key)
    sql = _DIFF.substitute(
        pairs=pairs_sql(columns, keys),
        both=_BOTH,
        totals=listed(map(_totals_of, columns)),
        values=listed(map(_values_of, columns)),
        order=_order(keys, "pairs"),
        page_order=_order(keys, "page"),
    )
    paths = {"before": str(before.path), "after": str(after.path)}
    found = _python_rows(engine.run(sql, {**paths, "limit": limit, "offset": offset}))
    totals = found[0]
    rows = [
        _row_change(row, columns, keys)
        for row in found
        if row["before_row"] is not None or row["after_row"] is not None
    ]
    return Diff(
        columns=columns,
        key=[each.key for each in keys] if key else [],
        added=totals["added"],
        removed=totals["removed"],
        changed=totals["changed"],
        unchanged=totals["before_rows"] - totals["removed"] - totals["changed"],
        changes=_column_changes(columns, totals),
        rows=rows,
    )


def apply(engine: SqlEngine, before: SnapshotTable, difference: Diff) -> list[dict[str, Any]]:
    """The rows that `difference` makes of `before`: the later snapshot's, in no certain order.

    Values by column key. Raises ValueError when `difference` is only a page.
    """
    if not difference.complete:
        raise ValueError("Only a complete diff can be applied.")
    held = [each for each in difference.columns if each.after is not None]
    table = engine.run(
        _RETYPED.substitute(
            columns=listed(f"{_converted(each)} AS {quoted(each.key)}" for each in held)
        ),
        {"before": str(before.path)},
    )
    gone = {row.before_row for row in difference.rows if row.kind is ChangeKind.REMOVED}
    changed = {
        row.before_row: row.after for row in difference.rows if row.kind is ChangeKind.CHANGED
    }
    kept = {each.key for each in held}
    rows = [
        row | {key: value for key, value in changed.get(place, {}).items() if key in kept}
        for place, row in enumerate(_python_rows(table))
        if place not in gone
    ]
    return rows + [dict(row.after) for row in difference.rows if row.kind is ChangeKind.ADDED]


def restatements(
    engine: SqlEngine,
    before: SnapshotTable,
    after: SnapshotTable,
    key: Sequence[str],
    date_column: str,
) -> list[Restatement]:
    """The days in both tables whose numbers changed: each numeric column's sum before and after.

    By day, then in the order of the columns. A sum counts as changed only when a row of the day
    did, so that the order of additions makes no difference. Raises InvalidInput when
    `date_column` is not a date in both, and what `diff` raises.
    """
    columns = align(before, after)
    day = next((each for each in columns if each.key == date_column), None)
    if day is None or not all(held and held.temporal for held in (day.before, day.after)):
        raise InvalidInput(
            f"The column {date_column} is not a date in both snapshots.",
            next_step="Choose a column of dates.",
            field="date_column",
        )
    numeric = [each for each in columns if each.before and each.after and each.numeric]
    if not numeric:
        return []
    sql = _RESTATED.substitute(
        pairs=pairs_sql(columns, key_of(columns, key)),
        date=quoted(date_column),
        before_day=_day(f"b{day.position}"),
        after_day=_day(f"a{day.position}"),
        touched=listed(
            f"({each.differs} OR {day.differs}) AS t{each.position}" for each in numeric
        ),
        any_touched=listed(f"bool_or(t{each.position}) AS t{each.position}" for each in numeric),
        before_sums=listed(
            f"{_sum(each.key, each.before)} AS s{each.position}" for each in numeric
        ),
        after_sums=listed(f"{_sum(each.key, each.after)} AS e{each.position}" for each in numeric),
    )
    paths = {"before": str(before.path), "after": str(after.path)}
    return [
        Restatement(row["day"], each.key, old, new)
        for row in _python_rows(engine.run(sql, paths))
        for each in numeric
        if row[f"t{each.position}"]
        and (old := _number(row[f"s{each.position}"])) != (new := _number(row[f"e{each.position}"]))
    ]


def _order(key: Sequence[Aligned], table: str) -> str:
    """By key, then by number within the key, which no two pairs have in common."""
    values = (
        f"coalesce({table}.b{each.position}, {table}.a{each.position}) NULLS FIRST" for each in key
    )
    return listed([*values, f"{table}.number"])


def _totals_of(column: Aligned) -> str:
    """How many cells of the column changed and, of numbers, by how much in sum."""
    place = column.position
    cells = f"count(*) FILTER ({_BOTH} AND {column.differs}) AS n{place}"
    if not column.numeric:
        return cells
    if column.held is ColumnType.INTEGER:
        values = [f"coalesce(CAST({side}{place} AS HUGEINT), 0)" for side in "ab"]
        total = "sum"
    else:
        numbers = [f"CAST({side}{place} AS DOUBLE)" for side in "ab"]
        values = [f"CASE WHEN isfinite({each}) THEN {each} ELSE 0 END" for each in numbers]
        total = "fsum"
    changed = f"FILTER ({_BOTH} AND {column.differs})"
    return f"{cells}, {total}({' - '.join(values)}) {changed} AS d{place}"


def _column_changes(columns: Sequence[Aligned], totals: Mapping[str, Any]) -> list[ColumnChange]:
    return [
        ColumnChange(
            each.key, totals[f"n{each.position}"], _number(totals.get(f"d{each.position}"))
        )
        for each in columns
        if totals[f"n{each.position}"]
    ]


def _values_of(column: Aligned) -> str:
    """Both values in the types of their snapshots, and whether they differ."""
    parts = [f"{column.differs} AS x{column.position}"]
    for side, held in (("b", column.before), ("a", column.after)):
        value = f"{side}{column.position}"
        parts.append(f"{read_as(value, held)} AS {value}" if column.retyped and held else value)
    return listed(parts)


def _row_change(
    row: Mapping[str, Any], columns: Sequence[Aligned], keys: Sequence[Aligned]
) -> RowChange:
    before_row, after_row = row["before_row"], row["after_row"]
    kind = ChangeKind.CHANGED
    if before_row is None or after_row is None:
        kind = ChangeKind.ADDED if before_row is None else ChangeKind.REMOVED
    changed = kind is ChangeKind.CHANGED
    shown = [each for each in columns if not changed or row[f"x{each.position}"]]
    # A changed row shows a column that one snapshot lacks as empty there.
    before = [each for each in shown if changed or each.before]
    after = [each for each in shown if changed or each.after]
    side = "b" if after_row is None else "a"
    return RowChange(
        kind=kind,
        before_row=before_row,
        after_row=after_row,
        key=tuple(row[f"{side}{each.position}"] for each in keys),
        before={each.key: row[f"b{each.position}"] for each in before if before_row is not None},
        after={each.key: row[f"a{each.position}"] for each in after if after_row is not None},
    )


def _converted(column: Aligned) -> str:
    """The earlier value in its later type, where the two are equal."""
    value = quoted(column.key)
    if column.before is None or column.after is None:
        return "NULL"
    if not column.retyped:
        return value
    return read_as(as_text(value, column.before), column.after)


def _day(value: str) -> str:
    # A text of either type is a moment, but that of a moment is no date.
    return f"CAST(CAST({value} AS TIMESTAMP) AS DATE)"


def _sum(key: str, held: ColumnType | None) -> str:
    value = quoted(key)
    return (
        f"sum({value})"
        if held is ColumnType.INTEGER
        else f"fsum({value}) FILTER (isfinite({value}))"
    )


def _number(value: Any) -> int | float | None:
    """Sums of whole numbers come as decimals without a fraction."""
    return int(value) if isinstance(value, Decimal) else value


def _python_rows(table: pa.Table) -> list[dict[str, Any]]:
    names = table.column_names
    columns = [_within_calendar(column).to_pylist() for column in table.columns]
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]


def _within_calendar(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if not (pa.types.is_date(column.type) or pa.types.is_timestamp(column.type)):
        return column
    first, last = (pa.scalar(end, column.type) for end in _CALENDAR)
    fits = pc.and_(pc.greater_equal(column, first), pc.less_equal(column, last))
    return pc.if_else(fits, column, None)
