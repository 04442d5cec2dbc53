"""Keys of a join that are not found in the other sources: how many, and which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from cashstage.core.words import listed
from cashstage.query.blend import JoinKind
from cashstage.query.parameters import Parameters

if TYPE_CHECKING:
    from cashstage.query.blend_join import JoinRelation
    from cashstage.query.relation import Run


@dataclass(frozen=True, slots=True)
class KeyCount:
    """How many different keys a source has, and how many of them a partner lacks."""

    total: int
    unmatched: int


def counts(join: JoinRelation, run: Run) -> list[KeyCount]:
    """The counts of all sources, in their order."""
    parameters = Parameters()
    outputs = []
    for place in range(len(join.members)):
        every = _distinct(join, place, [], parameters)
        found = _distinct(join, place, _looked_up(join, place), parameters)
        outputs += [_count(every), _count(found)]
    named = [exp.alias_(value, f"v{position}") for position, value in enumerate(outputs)]
    table = run(exp.select(*named), parameters)
    values = [column[0].as_py() for column in table.columns]
    return [
        KeyCount(total, total - found)
        for total, found in zip(values[::2], values[1::2], strict=True)
    ]


def sentences(join: JoinRelation, counted: Sequence[KeyCount]) -> list[str]:
    """What to tell of the keys without a match; nothing where all have one."""
    keys = listed([key.column.name for key in join.keys])
    what = f"values of {keys}" if len(join.keys) == 1 else f"combinations of {keys}"
    notes = []
    for place, count in enumerate(counted):
        if not count.unmatched:
            continue
        others = [join.members[other].table.name for other in _looked_up(join, place)]
        names = others[0] if len(others) == 1 else f"one of {listed(others)}"
        is_one = count.total == 1
        notes.append(
            f"{join.members[place].table.name}: {count.unmatched:,} of {count.total:,}"
            f" {what.replace('values', 'value', 1) if is_one else what}"
            f" {'has' if count.unmatched == 1 else 'have'} no match in {names}"
            f" and {_fate(join, place, count.unmatched)}."
        )
    return notes


def unmatched_values(
    join: JoinRelation, place: int, *, limit: int, run: Run
) -> list[tuple[object, ...]]:
    """The keys of a source that a partner lacks, in their order, at most `limit`."""
    parameters = Parameters()
    names = [key.column.key for key in join.keys]
    using: list[int | str | exp.Expr] = [exp.to_identifier(name, quoted=True) for name in names]
    every = _distinct(join, place, [], parameters)
    found = _distinct(join, place, _looked_up(join, place), parameters)
    select = (
        exp.select(
            *(exp.column(exp.to_identifier(name, quoted=True), table="every") for name in names)
        )
        .from_(every.subquery("every", copy=False), copy=False)
        .join(found.subquery("found", copy=False), join_type="ANTI", using=using, copy=False)
        .order_by(
            *(
                exp.Ordered(this=exp.Literal.number(position + 1), nulls_first=False)
                for position in range(len(names))
            ),
            copy=False,
        )
        .limit(parameters.bind(limit), copy=False)
    )
    table = run(select, parameters)
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def _looked_up(join: JoinRelation, place: int) -> list[int]:
    """Where the keys of a source are looked for: in the first, or in all others."""
    if join.spec.join is JoinKind.LEFT and place:
        return [0]
    return [other for other in range(len(join.members)) if other != place]


def _distinct(
    join: JoinRelation, place: int, partners: Sequence[int], parameters: Parameters
) -> exp.Select:
    alias = f"s{place + 1}"
    side = join.side(place, join.keys, parameters).subquery(alias, copy=False)
    outputs = [
        exp.column(exp.to_identifier(key.column.key, quoted=True), table=alias) for key in join.keys
    ]
    select = exp.select(*outputs).distinct(copy=False).from_(side, copy=False)
    return join.matching(select, partners, parameters)


def _count(select: exp.Select) -> exp.Expr:
    counted = exp.select(exp.Count(this=exp.Star())).from_(select.subquery("k", copy=False))
    return counted.subquery(copy=False)


def _fate(join: JoinRelation, place: int, count: int) -> str:
    one = count == 1
    if join.spec.join is JoinKind.INNER or (join.spec.join is JoinKind.LEFT and place):
        return "is left out" if one else "are left out"
    return "counts alone" if one else "count alone"
