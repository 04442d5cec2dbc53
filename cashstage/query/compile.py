"""Resolved to SQL: one tree per statement, every value a bound parameter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from cashstage.query.parameters import Parameters
from cashstage.query.relation import ObjectRelation, Relation
from cashstage.query.resolved import ResolvedQuery, ResolvedSort
from cashstage.query.selection import Selection, Statement
from cashstage.query.spec import MAX_LIMIT, Direction
from cashstage.schema.column import Column

__all__ = ["MAX_PIVOT_COLUMNS", "Compiled", "Statement", "compile_query", "rows_statement"]

MAX_PIVOT_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class Compiled:
    """The statements of one question; each is independent of the others.

    `totals` have no dimensions and no limit: they are computed over the rows of all groups that
    the condition on groups leaves. What is compared with has neither a limit nor that condition:
    the earlier rows wanted are those of the answer's groups, whatever their rank and value was.
    `subtotals` are by how many of the first dimensions they have. `pivot_rows` and `pivot_columns`
    are the totals of the pivot's rows and columns.
    """

    rows: Statement
    totals: Statement | None = None
    compared_rows: Statement | None = None
    compared_totals: Statement | None = None
    subtotals: Mapping[int, Statement] = field(default_factory=dict)
    pivot_rows: Statement | None = None
    pivot_columns: Statement | None = None

    def named(self) -> dict[str, Statement]:
        """Those that there are, by what they answer."""
        found = {
            "rows": self.rows,
            "totals": self.totals,
            "compared_rows": self.compared_rows,
            "compared_totals": self.compared_totals,
            **{f"subtotals_{depth}": each for depth, each in self.subtotals.items()},
            "pivot_rows": self.pivot_rows,
            "pivot_columns": self.pivot_columns,
        }
        return {name: each for name, each in found.items() if each is not None}


def compile_query(
    query: ResolvedQuery,
    columns: Sequence[Column],
    relation: Relation,
    *,
    compared: Relation | None = None,
    pretty: bool = False,
) -> Compiled:
    """The question's statements over the rows of the relation.

    `compared` are the rows of the snapshot that the answer is held against, where it is another.
    """
    compiler = _Compiler(query, columns, relation, compared or relation, pretty=pretty)
    # Without dimensions the only row is the total.
    has_totals = query.totals and bool(query.dimensions) and bool(query.metrics)
    pivots = bool(query.pivot)
    return Compiled(
        rows=compiler.rows(),
        totals=compiler.part(()) if has_totals or pivots else None,
        compared_rows=compiler.compared_rows() if query.is_compared else None,
        compared_totals=compiler.compared_totals() if query.is_compared and has_totals else None,
        subtotals={
            depth: compiler.part(range(depth))
            for depth in range(1, len(query.dimensions))
            if query.subtotals
        },
        pivot_rows=compiler.part(query.rows_of_pivot, limit=query.limit) if pivots else None,
        pivot_columns=compiler.pivot_columns() if pivots else None,
    )


def rows_statement(columns: Sequence[Column], *, limit: int, offset: int) -> Statement:
    """The named columns of an object that holds them all, in its own order."""
    outputs = [exp.column(exp.to_identifier(column.key, quoted=True)) for column in columns]
    parameters = Parameters()
    select = exp.select(*outputs).from_(ObjectRelation({}).rows(parameters), copy=False)
    select = select.limit(parameters.bind(limit)).offset(parameters.bind(offset))
    return Statement(select.sql(dialect="duckdb"), parameters.values)


class _Compiler:
    def __init__(
        self,
        query: ResolvedQuery,
        columns: Sequence[Column],
        relation: Relation,
        compared: Relation,
        *,
        pretty: bool,
    ) -> None:
        self._query = query
        self._columns = columns
        self._relation = relation
        self._compared = compared
        self._pretty = pretty
        self._all = range(len(query.dimensions))

    def rows(self) -> Statement:
        """The answer; of a pivot its cells, in the rows that are shown."""
        query, selection = self._query, self._over(self._relation)
        shown = query.rows_of_pivot
        kept: Sequence[int] = ()
        if query.pivot and shown and query.limit < MAX_LIMIT and query.having is None:
            selection.keep(shown, limit=query.limit)
            kept = shown
        select = selection.grouped(self._all, query.days, having=True, kept=kept)
        select = selection.ordered(select, self._all)
        limit = MAX_LIMIT if query.pivot else query.limit
        return selection.statement(select.limit(limit, copy=False))

    def part(
        self,
        positions: Sequence[int],
        *,
        limit: int = MAX_LIMIT,
        order: tuple[ResolvedSort, ...] | None = None,
    ) -> Statement:
        """The metrics over all rows that count, by some of the dimensions."""
        selection = self._over(self._relation)
        kept = self._kept(selection, self._all)
        select = selection.grouped(positions, self._query.days, kept=kept)
        if positions:
            select = selection.ordered(select, positions, order).limit(limit, copy=False)
        return selection.statement(select)

    def pivot_columns(self) -> Statement:
        """One more than may be, in time's order, else by the first metric."""
        query, first = self._query, len(self._query.dimensions)
        times = any(query.dimensions[at].column.type.temporal for at in query.pivot)
        by = () if times else (ResolvedSort(first, Direction.DESC),)
        order = (*by, *(ResolvedSort(at, Direction.ASC) for at in query.pivot))
        return self.part(query.pivot, limit=MAX_PIVOT_COLUMNS + 1, order=order)

    def compared_rows(self) -> Statement:
        """The same groups on the other side."""
        selection = self._over(self._compared)
        select = selection.grouped(self._all, self._query.compared)
        select = selection.ordered(select, self._all).limit(MAX_LIMIT, copy=False)
        return selection.statement(select)

    def compared_totals(self) -> Statement:
        """Their total; days are other groups there, so that a condition on them chooses none."""
        query, selection = self._query, self._over(self._compared)
        same = [at for at in self._all if query.compares_moment or not query.dimensions[at].moves]
        kept = self._kept(selection, same)
        return selection.statement(selection.grouped((), query.compared, kept=kept))

    def _kept(self, selection: Selection, positions: Sequence[int]) -> Sequence[int]:
        if self._query.having is None or not positions:
            return ()
        selection.keep(self._all)
        return positions

    def _over(self, relation: Relation) -> Selection:
        return Selection(self._query, self._columns, relation, self._relation, pretty=self._pretty)
