"""What a question means for each source of a join, and which questions have no right answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sqlglot import exp

from cashstage.core.errors import InvalidInput
from cashstage.core.words import listed
from cashstage.query.blend import JoinKind
from cashstage.query.blend_union import filter_keys
from cashstage.query.periods import Days
from cashstage.query.resolved import (
    GroupKind,
    ResolvedDimension,
    ResolvedFilter,
    ResolvedGroup,
    ResolvedMetric,
    ResolvedQuery,
)
from cashstage.query.spec import Grain
from cashstage.schema.column import Column

if TYPE_CHECKING:
    from cashstage.query.blend_join import JoinRelation

_COARSER = {
    Grain.DAY: set(Grain) - {Grain.HOUR, Grain.HOUR_OF_DAY},
    Grain.WEEK: {Grain.WEEK},
    Grain.MONTH: {
        Grain.MONTH,
        Grain.QUARTER,
        Grain.YEAR,
        Grain.FISCAL_QUARTER,
        Grain.FISCAL_YEAR,
        Grain.MONTH_OF_YEAR,
    },
    Grain.QUARTER: {Grain.QUARTER, Grain.YEAR},
    Grain.YEAR: {Grain.YEAR},
}
"""The buckets that whole buckets of a key fit into."""
_OF_KEYS = (exp.Min, exp.Max)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A question, told apart by sources, which are named by their places.

    `places` are those whose rows count, none for all; `filters` and `days` hold inside a source;
    `outer` holds for the keys of all. `notes` say what people might not expect.
    """

    places: tuple[int, ...] = ()
    filters: Mapping[int, Sequence[ResolvedFilter]] = field(default_factory=dict)
    days: Mapping[int, tuple[Column, Days]] = field(default_factory=dict)
    outer: ResolvedFilter | None = None
    notes: tuple[str, ...] = ()


def narrowed(join: JoinRelation, query: ResolvedQuery, days: Days | None) -> Narrowed:
    """Tells the question apart; raises InvalidInput where it would count something twice."""
    owners = _Owners(join)
    grouped = _grouped(owners, query.dimensions)
    measured: set[int] = set()
    for metric in query.metrics:
        measured |= _measured(owners, metric, grouped)
    filters: dict[int, list[ResolvedFilter]] = {}
    outer: list[ResolvedFilter] = []
    for part in _parts_of(query.filters):
        place = owners.only(filter_keys(part), "A condition")
        (outer if place is None else filters.setdefault(place, [])).append(part)
    dated = _dated(join, owners, query, days)
    if days is not None and query.date_column is not None and len(dated) == 1:
        # The date of one source alone narrows it like any other condition.
        filters.setdefault(next(iter(dated)), [])
    return Narrowed(
        places=_places(join, grouped, measured),
        filters=filters,
        days=dated,
        outer=ResolvedGroup(GroupKind.AND, tuple(outer)) if outer else None,
        notes=_not_narrowed(owners, query, filters, measured),
    )


class _Owners:
    """Which source a column of the join is from; its keys are from all."""

    def __init__(self, join: JoinRelation) -> None:
        self.join = join
        keys = {key.column.key for key in join.keys}
        self._names = {settled.column.key: settled.column.name for settled in join.columns}
        self._places = {
            settled.column.key: next(iter(settled.parts))
            for settled in join.columns
            if settled.column.key not in keys and settled.parts
        }

    def of(self, key: str) -> int | None:
        """The source's place; None for a key."""
        return self._places.get(key)

    def only(self, keys: Iterable[str], what: str) -> int | None:
        """The one source that these columns are from, None for keys alone."""
        found = {self._places[key]: key for key in keys if key in self._places}
        if len(found) > 1:
            named = [f"“{self._names[key]}” ({self.source(place)})" for place, key in found.items()]
            raise InvalidInput(
                f"{what} can't mix {listed(named)}: their rows do not belong to each other.",
                next_step="Aggregate each by itself, as in SUM(…) / SUM(…).",
            )
        return next(iter(found), None)

    def name(self, key: str) -> str:
        """What the column is called."""
        return self._names[key]

    def source(self, place: int) -> str:
        """The name of the source at that place."""
        return self.join.members[place].table.name


def _grouped(owners: _Owners, dimensions: Sequence[ResolvedDimension]) -> int | None:
    """The source whose own fields are grouped by; None when there are only keys."""
    places: dict[int, str] = {}
    for dimension in dimensions:
        place = owners.of(dimension.column.key)
        if place is None:
            _check_grain(owners, dimension)
        else:
            places.setdefault(place, dimension.column.name)
    if len(places) > 1:
        named = [f"“{name}” of {owners.source(place)}" for place, name in places.items()]
        raise InvalidInput(
            f"{listed(named)} can't be grouped by together: nothing says which rows belong"
            " to each other.",
            next_step=f"Group by {_key_names(owners)} and by the fields of one source.",
        )
    return next(iter(places), None)


def _check_grain(owners: _Owners, dimension: ResolvedDimension) -> None:
    match = next(
        asked.match
        for settled, asked in zip(owners.join.columns, owners.join.spec.columns, strict=True)
        if settled.column.key == dimension.column.key
    )
    if dimension.grain is None or match is None:
        return
    joined_by = match.grain or Grain.DAY
    if dimension.grain not in _COARSER[joined_by]:
        raise InvalidInput(
            f"“{dimension.column.name}” is joined by {joined_by}; it can't be shown by"
            f" {dimension.grain}.",
            next_step=f"Choose {joined_by}, or change the key of the blend.",
        )


def _measured(owners: _Owners, metric: ResolvedMetric, grouped: int | None) -> set[int]:
    """The sources that the metric aggregates, each aggregate from one of them."""
    places: set[int] = set()
    for aggregate in metric.tree.find_all(exp.AggFunc):
        place = owners.only(
            (column.name for column in aggregate.find_all(exp.Column)), f"“{metric.label}”"
        )
        if place is None:
            _check_of_keys(owners, metric, aggregate)
            continue
        if grouped is not None and place != grouped:
            own, other = owners.source(place), owners.source(grouped)
            raise InvalidInput(
                f"“{metric.label}” is from {own}; it can't be divided by a field that only"
                f" {other} has.",
                next_step=f"Group by {_key_names(owners)}, or use metrics of {other}.",
            )
        places.add(place)
    return places


def _check_of_keys(owners: _Owners, metric: ResolvedMetric, aggregate: exp.Expr) -> None:
    """Keys are in the rows of every source, so that counting or adding them up says nothing."""
    distinct = isinstance(aggregate, exp.Count) and isinstance(aggregate.this, exp.Distinct)
    if isinstance(aggregate, _OF_KEYS) or distinct:
        return
    raise InvalidInput(
        f"“{metric.label}” would count rows of several sources together.",
        next_step=f"Count a column of one source, or the different values of {_key_names(owners)}.",
    )


def _parts_of(tree: ResolvedFilter | None) -> Sequence[ResolvedFilter]:
    """Conditions that hold all at once, each by itself."""
    if tree is None:
        return ()
    if isinstance(tree, ResolvedGroup) and tree.kind is GroupKind.AND:
        return [inner for part in tree.parts for inner in _parts_of(part)]
    return (tree,)


def _dated(
    join: JoinRelation, owners: _Owners, query: ResolvedQuery, days: Days | None
) -> dict[int, tuple[Column, Days]]:
    """The date range inside the sources that have the date, before its buckets are made."""
    column = query.date_column
    if days is None or column is None:
        return {}
    place = owners.of(column.key)
    places = range(len(join.members)) if place is None else (place,)
    return {
        each: (replace(column, type=join.part(column.key, each)[0].type), days) for each in places
    }


def _places(join: JoinRelation, grouped: int | None, measured: set[int]) -> tuple[int, ...]:
    """The sources whose rows are needed; a key that must be shown is in the first, or in any."""
    if grouped is not None:
        return (grouped,)
    if join.spec.join is JoinKind.FULL:
        return ()
    if join.spec.join is JoinKind.LEFT:
        return tuple(sorted({0, *measured}))
    return tuple(sorted(measured)) or (0,)


def _not_narrowed(
    owners: _Owners,
    query: ResolvedQuery,
    filters: Mapping[int, Sequence[ResolvedFilter]],
    measured: set[int],
) -> tuple[str, ...]:
    notes = []
    for place, parts in filters.items():
        others = sorted(measured - {place})
        if not others:
            continue
        keys = [key for part in parts for key in filter_keys(part)]
        names = [owners.name(key) for key in dict.fromkeys(keys)]
        if not names and query.date_column is not None:
            names = [query.date_column.name]
        sources = listed([owners.source(other) for other in others])
        notes.append(
            f"{sources} can't be narrowed by {listed(names)}: all rows count whose"
            f" {_key_names(owners)} is left in {owners.source(place)}."
        )
    return tuple(notes)


def _key_names(owners: _Owners) -> str:
    return listed([key.column.name for key in owners.join.keys])
