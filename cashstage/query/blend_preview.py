"""The first rows of a blend, as a person looks at them."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
from sqlglot import exp

from cashstage.core.errors import InvalidInput
from cashstage.query.blend_join import JoinRelation
from cashstage.query.blend_union import UnionRelation
from cashstage.query.parameters import Parameters
from cashstage.query.relation import Relation, Run
from cashstage.schema.column import Column

MOST_COLUMNS = 40


def first_rows(relation: Relation, columns: Sequence[Column], *, limit: int, run: Run) -> pa.Table:
    """Of a union some rows of each source; of a join its sums by its keys.

    The table's columns are named by key; those that can't be asked for are left out.
    """
    if isinstance(relation, UnionRelation):
        return _of_union(relation, limit, run)
    if isinstance(relation, JoinRelation):
        return _of_join(relation, columns, limit, run)
    raise InvalidInput("Only blends are looked at this way.")


def _of_union(relation: UnionRelation, limit: int, run: Run) -> pa.Table:
    parameters = Parameters()
    each = max(1, limit // len(relation.members))
    shown = relation.rows(parameters, most=each)
    return run(exp.select("*").from_(shown, copy=False).limit(parameters.bind(limit)), parameters)


def _of_join(relation: JoinRelation, columns: Sequence[Column], limit: int, run: Run) -> pa.Table:
    relation.check()
    parameters = Parameters()
    keys = [key.column for key in relation.keys]
    usable = {settled.column.key for settled in relation.columns if settled.refusal is None}
    sums = [each for each in columns if each.type.numeric and each not in keys]
    shown = [*keys, *(each for each in sums if each.key in usable)][:MOST_COLUMNS]
    outputs = [
        exp.alias_(
            relation.read(column) if column in keys else exp.Sum(this=relation.read(column)),
            column.key,
            quoted=True,
        )
        for column in shown
    ]
    positions = [exp.Literal.number(place + 1) for place in range(len(keys))]
    select = exp.select(*outputs).from_(relation.rows(parameters), copy=False)
    select = select.group_by(*positions, copy=False).order_by(
        *(exp.Ordered(this=each.copy(), nulls_first=False) for each in positions), copy=False
    )
    return run(select.limit(parameters.bind(limit), copy=False), parameters)
