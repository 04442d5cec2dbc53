"""Resolved to SQL: one tree per statement, every value a bound parameter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from cashstage.query.parameters import Parameters
from cashstage.query.periods import Days
from cashstage.query.predicates import predicate, within
from cashstage.query.relation import ObjectRelation, Relation
from cashstage.query.resolved import ResolvedDimension, ResolvedQuery, Value
from cashstage.query.spec import MAX_LIMIT, Direction, Grain
from cashstage.query.windows import over_groups
from cashstage.schema.column import Column, ColumnType


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
        query = self._query
        values = [self._metric(metric.tree, parameters) for metric in query.metrics]
        values = over_groups(query, groups, values)
        outputs = [
            exp.alias_(value, f"v{position}") for position, value in enumerate(groups + values)
        ]
        select = exp.select(*outputs).from_(self._relation.rows(parameters), copy=False)
        conditions = []
        if days is not None and query.date_column is not None:
            conditions.append(within(query.date_column, days, self._relation, parameters))
        if query.filters is not None:
            conditions.append(predicate(query.filters, self._relation, parameters))
        return select.where(*conditions, copy=False) if conditions else select

    def _dimension(self, dimension: ResolvedDimension) -> exp.Expr:
        """The value to group by: as it is, its hour, or the day on which its bucket begins."""
        value, grain = self._relation.read(dimension.column), dimension.grain
        if grain is None:
            return value
        if grain is Grain.HOUR:
            return _truncated(value, grain)
        day = value if dimension.column.type is ColumnType.DATE else _day(value)
        if grain is Grain.DAY:
            return day
        shift = self._query.week_starts_on if grain is Grain.WEEK else 0
        if not shift:
            return _day(_truncated(day, grain))
        # DuckDB's weeks begin on Monday; days are moved there and back.
        days = exp.Literal.number(shift)
        monday = _day(_truncated(exp.Sub(this=day, expression=days), grain))
        return exp.Add(this=monday, expression=days.copy())

    def _metric(self, tree: exp.Expr, parameters: Parameters) -> exp.Expr:
        """The aggregate over the object's columns, its texts bound."""

        def lowered(node: exp.Expr) -> exp.Expr:
            if isinstance(node, exp.Column):
                return self._relation.read(self._columns[node.name])
            if isinstance(node, exp.Literal) and node.is_string:
                return parameters.bind(node.name)
            if isinstance(node, exp.CurrentDate):
                return parameters.bind(self._query.today)
            return node

        return tree.transform(lowered)

    def _statement(self, select: exp.Select, parameters: Parameters) -> Statement:
        sql = select.sql(dialect="duckdb", pretty=self._pretty)
        return Statement(sql, parameters.values)


def _truncated(value: exp.Expr, grain: Grain) -> exp.Expr:
    unit = exp.Literal.string(grain.value)
    return exp.Anonymous(this="date_trunc", expressions=[unit, value])


def _day(value: exp.Expr) -> exp.Expr:
    """The calendar day of a moment; to DuckDB a truncated date is a moment too."""
    return exp.Cast(this=value, to=exp.DataType.build("DATE", dialect="duckdb"))


def _positions(count: int) -> list[exp.Expr]:
    return [exp.Literal.number(position + 1) for position in range(count)]


def _ordered(position: int, direction: Direction) -> exp.Expr:
    return exp.Ordered(
        this=exp.column(f"v{position}"), desc=direction is Direction.DESC, nulls_first=False
    )
