"""Resolved to SQL: one tree per statement, every value a bound parameter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from cashstage.query.buckets import bucketed
from cashstage.query.parameters import Parameters
from cashstage.query.periods import Days
from cashstage.query.predicates import predicate, within
from cashstage.query.relation import ObjectRelation, Relation
from cashstage.query.resolved import ResolvedDimension, ResolvedQuery, Value
from cashstage.query.spec import MAX_LIMIT, Direction
from cashstage.schema.column import Column


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL in DuckDB's dialect with named parameters, the paths of objects not among them."""

    sql: str
    parameters: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Compiled:
    """The statements of one question; each is independent of the others.

    `totals` have no dimensions and no limit. What is compared with has none either: the earlier
    rows wanted are those of the answer's groups, whatever their rank was before.
    """

    rows: Statement
    totals: Statement | None
    compared_rows: Statement | None
    compared_totals: Statement | None


def compile_query(
    query: ResolvedQuery,
    columns: Sequence[Column],
    relation: Relation,
    *,
    pretty: bool = False,
) -> Compiled:
    """The question's statements over the rows of the relation."""
    compiler = _Compiler(query, columns, relation, pretty=pretty)
    # Without dimensions the only row is the total.
    has_totals = query.totals and bool(query.dimensions) and bool(query.metrics)
    compared = query.compared
    return Compiled(
        rows=compiler.rows(query.days, query.limit),
        totals=compiler.totals(query.days) if has_totals else None,
        compared_rows=compiler.rows(compared, MAX_LIMIT) if compared else None,
        compared_totals=compiler.totals(compared) if compared and has_totals else None,
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
        *,
        pretty: bool,
    ) -> None:
        self._query = query
        self._columns = {column.key: column for column in columns}
        self._relation = relation
        self._pretty = pretty

    def rows(self, days: Days | None, limit: int) -> Statement:
        query, parameters = self._query, Parameters()
        groups = [self._dimension(dimension) for dimension in query.dimensions]
        select = self._select(days, parameters, groups)
        if groups:
            select = select.group_by(*_positions(len(groups)), copy=False)
        ordered = [_ordered(sort.position, sort.direction) for sort in query.sort]
        if ordered:
            select = select.order_by(*ordered, copy=False)
        return self._statement(select.limit(limit, copy=False), parameters)

    def totals(self, days: Days | None) -> Statement:
        parameters = Parameters()
        return self._statement(self._select(days, parameters, []), parameters)

    def _select(
        self, days: Days | None, parameters: Parameters, groups: list[exp.Expr]
    ) -> exp.Select:
        query, days, relation = self._relation.serving(self._query, days)
        values = [self._metric(metric.tree, parameters) for metric in query.metrics]
        outputs = [
            exp.alias_(value, f"v{position}") for position, value in enumerate(groups + values)
        ]
        select = exp.select(*outputs).from_(relation.rows(parameters), copy=False)
        conditions = []
        if days is not None and query.date_column is not None:
            conditions.append(within(query.date_column, days, relation, parameters))
        if query.filters is not None:
            conditions.append(predicate(query.filters, relation, parameters))
        return select.where(*conditions, copy=False) if conditions else select

    def _dimension(self, dimension: ResolvedDimension) -> exp.Expr:
        return bucketed(
            self._relation.read(dimension.column),
            dimension.column.type,
            dimension.grain,
            week_starts_on=self._query.week_starts_on,
        )

    def _metric(self, tree: exp.Expr, parameters: Parameters) -> exp.Expr:
        """The aggregate over the object's columns, its texts bound."""

        def lowered(node: exp.Expr) -> exp.Expr:
            if isinstance(node, exp.Column):
                return self._relation.read(self._columns[node.name])
            if isinstance(node, exp.Literal) and node.is_string:
                return parameters.bind(node.name)
            return node

        return tree.transform(lowered)

    def _statement(self, select: exp.Select, parameters: Parameters) -> Statement:
        sql = select.sql(dialect="duckdb", pretty=self._pretty)
        return Statement(sql, parameters.values)


def _positions(count: int) -> list[exp.Expr]:
    return [exp.Literal.number(position + 1) for position in range(count)]


def _ordered(position: int, direction: Direction) -> exp.Expr:
    return exp.Ordered(
        this=exp.column(f"v{position}"), desc=direction is Direction.DESC, nulls_first=False
    )
