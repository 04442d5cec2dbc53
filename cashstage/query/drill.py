"""Behind a number: the rows that it is made of, and the parts of its formula over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from sqlglot import exp

from cashstage.core.errors import InvalidInput
from cashstage.metrics.naming import did_you_mean
from cashstage.query.bins import bin_number
from cashstage.query.conditions import typed_value
from cashstage.query.formula_words import aggregates_of
from cashstage.query.relation import Relation
from cashstage.query.resolved import ResolvedDimension, ResolvedMetric, ResolvedQuery, Value
from cashstage.query.selection import Selection, Statement
from cashstage.query.spec import Scalar
from cashstage.schema.column import Column

Cell = Mapping[str, Scalar | None]
"""A group by the names of its dimensions; those that are left out are added up."""


@dataclass(frozen=True, slots=True)
class Behind:
    """The rows of a cell, a page of them, and how many there are."""

    rows: Statement
    count: Statement


@dataclass(frozen=True, slots=True)
class Place:
    """A value of a dimension, or what stands for all that do not lead."""

    position: int
    value: Value | None
    is_others: bool = False


def resolve_cell(query: ResolvedQuery, cell: Cell, zone: ZoneInfo) -> tuple[Place, ...]:
    """The cell's places; InvalidInput for a name or value that the answer can't have."""
    positions = {dimension.name.casefold(): at for at, dimension in enumerate(query.dimensions)}
    places = []
    for name, value in cell.items():
        position = positions.get(name.casefold())
        if position is None:
            known = [dimension.name for dimension in query.dimensions]
            raise InvalidInput(
                f"The query has no dimension “{name}”.{did_you_mean(name, known)}",
                field=f"cell.{name}",
            )
        places.append(_place(query.dimensions[position], position, value, zone))
    return tuple(places)


def _place(
    dimension: ResolvedDimension, position: int, value: Scalar | None, zone: ZoneInfo
) -> Place:
    if value is None:
        return Place(position, None)
    if dimension.top is not None and dimension.top.others == value:
        return Place(position, None, is_others=True)
    if dimension.bins is not None:
        number = bin_number(dimension.bins, str(value))
        if number is None:
            raise InvalidInput(
                f"“{dimension.name}” has no bin “{value}”.", field=f"cell.{dimension.name}"
            )
        return Place(position, number)
    held = replace(dimension.column, type=dimension.type)
    try:
        return Place(position, typed_value(value, held, zone))
    except InvalidInput as error:
        raise InvalidInput(error.detail, field=f"cell.{dimension.name}") from None


def find_metric(query: ResolvedQuery, name: str | None) -> ResolvedMetric:
    """The metric called so, or the first one."""
    for metric in query.metrics:
        if name is None or metric.name.casefold() == name.casefold():
            return metric
    known = [metric.name for metric in query.metrics]
    raise InvalidInput(
        f"The query has no metric “{name}”.{did_you_mean(name or '', known)}", field="metric"
    )


def behind_statements(
    query: ResolvedQuery,
    columns: Sequence[Column],
    relation: Relation,
    places: Sequence[Place],
    *,
    limit: int,
    offset: int,
) -> Behind:
    """The rows under the question's filters and days that belong to the cell, as they lie there."""
    selection = Selection(query, columns, relation, relation)
    outputs = [
        exp.alias_(relation.read(column), f"r{position}") for position, column in enumerate(columns)
    ]
    rows = _within(selection, exp.select(*outputs), query, relation, places)
    bind = selection.parameters.bind
    rows = rows.limit(bind(limit), copy=False).offset(bind(offset), copy=False)
    counting = Selection(query, columns, relation, relation)
    count = exp.select(exp.alias_(exp.Count(this=exp.Star()), "n"))
    count = _within(counting, count, query, relation, places)
    return Behind(selection.statement(rows), counting.statement(count))


def parts_statement(
    query: ResolvedQuery,
    columns: Sequence[Column],
    relation: Relation,
    places: Sequence[Place],
    metric: ResolvedMetric,
) -> Statement:
    """One row: the metric, the number of rows, then each aggregate of its formula."""
    selection = Selection(query, columns, relation, relation)
    trees = [metric.tree, exp.Count(this=exp.Star()), *aggregates_of(metric.tree)]
    outputs = [
        exp.alias_(selection.metric(tree), f"p{position}") for position, tree in enumerate(trees)
    ]
    select = _within(selection, exp.select(*outputs), query, relation, places)
    return selection.statement(select)


def _within(
    selection: Selection,
    select: exp.Select,
    query: ResolvedQuery,
    relation: Relation,
    places: Sequence[Place],
) -> exp.Select:
    select = select.from_(relation.rows(selection.parameters), copy=False)
    conditions = [
        condition
        for place in places
        for condition in _conditions(selection, query.dimensions[place.position], place)
    ]
    return selection.narrowed(select, query.days, conditions, filters=query.filters)


def _conditions(selection: Selection, dimension: ResolvedDimension, place: Place) -> list[exp.Expr]:
    if place.is_others:
        return [exp.Not(this=selection.leads(place.position))]
    value = selection.plain(place.position)
    if place.value is None:
        found: list[exp.Expr] = [exp.Is(this=value, expression=exp.Null())]
    else:
        found = [exp.EQ(this=value, expression=selection.parameters.bind(place.value))]
    if dimension.has_others:
        found.append(selection.leads(place.position))
    return found
