"""One statement over a relation: groups, metrics, and conditions on rows and on groups.

Outputs are called `v0` and following, dimensions first, then metrics, whichever of them a
statement has; `o0` and following say of a dimension's group that it is that of the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from cashstage.query.dimension_sql import group_value
from cashstage.query.having import Outputs, output_key
from cashstage.query.parameters import Parameters
from cashstage.query.periods import Calendar, Days
from cashstage.query.predicates import predicate, within
from cashstage.query.relation import Relation
from cashstage.query.resolved import (
    ResolvedFilter,
    ResolvedQuery,
    ResolvedSort,
    ResolvedTop,
    Value,
)
from cashstage.query.spec import Direction, Grain
from cashstage.query.windows import over_groups
from cashstage.schema.column import Column

_KEPT = "kept"
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL in DuckDB's dialect with named parameters, the paths of objects not among them."""

    sql: str
    parameters: Mapping[str, Value]


class Selection:
    """Builds one statement of a question; `base` are the rows that decide who leads and stays.

    `relation` has the rows to aggregate, which may be those of another snapshot.
    """

    def __init__(
        self,
        query: ResolvedQuery,
        columns: Sequence[Column],
        relation: Relation,
        base: Relation,
        *,
        pretty: bool = False,
    ) -> None:
        self.parameters = Parameters()
        self._query = query
        self._columns = {column.key: column for column in columns}
        self._relation = relation
        self._base = base
        self._pretty = pretty
        self._calendar = Calendar(query.week_starts_on, query.fiscal_year_starts_on)
        self._with: dict[str, exp.Expr] = {}

    def grouped(
        self,
        positions: Sequence[int],
        days: Days | None,
        *,
        having: bool = False,
        kept: Sequence[int] = (),
        conditions: Iterable[exp.Expr] = (),
    ) -> exp.Select:
        """The metrics of each group of the dimensions at `positions`.

        `having` keeps the groups that the question's condition holds for; `kept` names dimensions
        of which only the values stay that `keep` has found.
        """
        query = self._query
        values = [self.value(position) for position in positions]
        outputs = [
            exp.alias_(value, output_key(position))
            for position, value in zip(positions, values, strict=True)
        ]
        first = len(query.dimensions)
        metrics = [self.metric(metric.tree) for metric in query.metrics]
        outputs += [
            exp.alias_(value, output_key(first + position))
            for position, value in enumerate(over_groups(query, positions, values, metrics))
        ]
        others = [at for at in positions if query.dimensions[at].has_others]
        flags = [exp.alias_(self._is_other(at), f"o{at}") for at in others]
        asked, left, relation = self._relation.serving(query, days)
        select = exp.select(*outputs, *flags)
        select = select.from_(relation.rows(self.parameters), copy=False)
        more = [*conditions, *self._staying(kept)]
        select = self.narrowed(select, left, more, filters=asked.filters)
        groups = [*range(len(positions)), *range(len(outputs), len(outputs) + len(flags))]
        if groups:
            select = select.group_by(*(_literal(at + 1) for at in groups), copy=False)
        if having and query.having is not None:
            condition = predicate(query.having, Outputs(), self.parameters)
            select = select.having(condition, copy=False)
        return select

    def narrowed(
        self,
        select: exp.Select,
        days: Days | None,
        more: Iterable[exp.Expr] = (),
        *,
        filters: ResolvedFilter | None,
    ) -> exp.Select:
        """Only the rows that count: of these days, under the filters, of the leading values."""
        query, conditions = self._query, []
        if days is not None and query.date_column is not None:
            conditions.append(within(query.date_column, days, self._relation, self.parameters))
        if filters is not None:
            conditions.append(predicate(filters, self._relation, self.parameters))
        conditions += [
            self.leads(at)
            for at, dimension in enumerate(query.dimensions)
            if dimension.top is not None and not dimension.has_others
        ]
        conditions += more
        return select.where(*conditions, copy=False) if conditions else select

    def keep(self, positions: Sequence[int], *, limit: int | None = None) -> None:
        """Finds out which groups of these dimensions stay, over the rows of the base.

        Those that the condition on groups holds for, or the first `limit` in the question's order.
        """
        inner = self._on_base()
        if limit is None:
            inner_positions = range(len(self._query.dimensions))
            select = inner.grouped(list(inner_positions), self._query.days, having=True)
        else:
            select = inner.grouped(positions, self._query.days)
            select = inner.ordered(select, positions).limit(limit, copy=False)
        self._with |= inner._with  # noqa: SLF001 - one of its own kind
        self._with[_KEPT] = select

    def _on_base(self) -> Selection:
        inner = Selection(self._query, tuple(self._columns.values()), self._base, self._base)
        inner.parameters = self.parameters
        return inner

    def _staying(self, positions: Sequence[int]) -> list[exp.Expr]:
        if not positions:
            return []
        same = [_same(exp.column(output_key(at), table=_KEPT), self.value(at)) for at in positions]
        same += [
            _same(exp.column(f"o{at}", table=_KEPT), exp.paren(self._is_other(at), copy=False))
            for at in positions
            if self._query.dimensions[at].has_others
        ]
        return [_exists(_KEPT, exp.and_(*same))]

    def ordered(
        self,
        select: exp.Select,
        positions: Sequence[int],
        order: Sequence[ResolvedSort] | None = None,
    ) -> exp.Select:
        """The question's order, as far as these dimensions go; the others come last."""
        query, first = self._query, len(self._query.dimensions)
        entries: list[exp.Expr] = []
        others = [at for at in positions if query.dimensions[at].has_others]
        for sort in query.sort if order is None else order:
            if sort.position >= first:
                entries += [_ordered(exp.column(f"o{at}"), Direction.ASC) for at in others]
                others = []
            elif sort.position not in positions:
                continue
            elif sort.position in others:
                entries.append(_ordered(exp.column(f"o{sort.position}"), Direction.ASC))
                others.remove(sort.position)
            entries.append(self._entry(sort))
        return select.order_by(*entries, copy=False) if entries else select

    def _entry(self, sort: ResolvedSort) -> exp.Expr:
        value: exp.Expr = exp.column(output_key(sort.position))
        shift = self._query.week_starts_on
        dimensions = self._query.dimensions
        in_week = sort.position < len(dimensions) and (
            dimensions[sort.position].grain is Grain.DAY_OF_WEEK
        )
        if in_week and shift:
            moved = exp.Add(this=value, expression=_literal(_WEEK - 1 - shift))
            value = exp.Mod(this=exp.paren(moved), expression=_literal(_WEEK))
        return _ordered(value, sort.direction)

    def value(self, position: int) -> exp.Expr:
        """What a row belongs to in a dimension: its value, or the name of the others."""
        value = self.plain(position)
        dimension = self._query.dimensions[position]
        if dimension.top is None or dimension.top.others is None:
            return value
        leads = exp.If(this=self.leads(position), true=value)
        return exp.Case(ifs=[leads], default=self.parameters.bind(dimension.top.others))

    def leads(self, position: int) -> exp.Expr:
        """The row's value is one of the leading ones of a dimension that has such."""
        top = self._query.dimensions[position].top
        name = f"top{position}"
        if top is not None and name not in self._with:
            self._with[name] = self._leading(position, top)
        return _exists(name, _same(exp.column("leader", table=name), self.plain(position)))

    def _is_other(self, position: int) -> exp.Expr:
        return exp.Not(this=self.leads(position))

    def _leading(self, position: int, top: ResolvedTop) -> exp.Expr:
        query, inner = self._query, self._on_base()
        value = inner.plain(position)
        by = inner.metric(query.metrics[top.metric].tree)
        select = exp.select(exp.alias_(value, "leader"), exp.alias_(by, "led_by"))
        asked, days, relation = self._base.serving(query, query.days)
        select = select.from_(relation.rows(self.parameters), copy=False)
        conditions = []
        if days is not None and query.date_column is not None:
            conditions.append(within(query.date_column, days, self._base, self.parameters))
        if asked.filters is not None:
            conditions.append(predicate(asked.filters, self._base, self.parameters))
        select = select.where(*conditions, copy=False) if conditions else select
        order = [
            _ordered(exp.column("led_by"), top.direction),
            _ordered(exp.column("leader"), Direction.ASC),
        ]
        select = select.group_by(_literal(1), copy=False).order_by(*order, copy=False)
        return select.limit(top.count, copy=False)

    def plain(self, position: int) -> exp.Expr:
        """What a row belongs to in a dimension, before anything is said of who leads."""
        dimension = self._query.dimensions[position]
        return group_value(dimension, self._relation, self._calendar, self.parameters)

    def metric(self, tree: exp.Expr) -> exp.Expr:
        """The aggregate over the relation's columns, its texts bound."""

        def lowered(node: exp.Expr) -> exp.Expr:
            if isinstance(node, exp.Column):
                return self._relation.read(self._columns[node.name])
            if isinstance(node, exp.Literal) and node.is_string:
                return self.parameters.bind(node.name)
            if isinstance(node, exp.CurrentDate):
                return self.parameters.bind(self._query.today)
            return node

        return tree.transform(lowered)

    def statement(self, select: exp.Select) -> Statement:
        """The statement, with all that it refers to before it."""
        for name, query in self._with.items():
            select = select.with_(name, as_=query, copy=False)
        sql = select.sql(dialect="duckdb", pretty=self._pretty)
        return Statement(sql, self.parameters.values)


def _same(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    """Equal, or both missing."""
    return exp.NullSafeEQ(this=left, expression=right)


def _exists(name: str, condition: exp.Expr) -> exp.Expr:
    inner = exp.select(_literal(1)).from_(exp.to_table(name), copy=False)
    return exp.Exists(this=inner.where(condition, copy=False))


def _ordered(value: exp.Expr, direction: Direction) -> exp.Expr:
    return exp.Ordered(this=value, desc=direction is Direction.DESC, nulls_first=False)


def _literal(number: int) -> exp.Expr:
    return exp.Literal.number(number)
