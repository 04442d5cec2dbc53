"""Which columns of several sources are probably one, how surely, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from cashstage.metrics.book import BUILT_IN
from cashstage.query.blend import (
    MOST_KEYS,
    SOURCE_NAME,
    BlendColumn,
    BlendKind,
    BlendSpec,
    Match,
    Member,
)
from cashstage.query.blend_columns import MemberTable, reconciled, settle
from cashstage.query.blend_money import CURRENCY, currency_column, currency_of, is_money
from cashstage.query.spec import Grain
from cashstage.schema.column import Column, ColumnType
from cashstage.schema.drift import alike, spelled_alike
from cashstage.schema.normal_form import normalized
from cashstage.schema.semantic import RATIO_TYPES

_SAME_MEANING, _SAME_NAME = 0.9, 0.8
_LEAST_ALIKE = 0.8


@dataclass(frozen=True, slots=True)
class Found:
    """A source's column for a column of the blend: how sure, 0 to 1, and why."""

    column: Column
    confidence: float
    reason: str


@dataclass(slots=True)
class ProposedColumn:
    """A column of the blend, with what each source has for it; a key of a join has a `match`."""

    name: str
    found: dict[UUID, Found]
    match: Match | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A blend that may be meant; `reason` says why of this kind."""

    kind: BlendKind
    reason: str
    currency: str | None
    columns: list[ProposedColumn] = field(default_factory=list)


def propose(
    tables: Sequence[MemberTable],
    *,
    kind: BlendKind | None = None,
    currency: str | None = None,
    apart: Collection[str] = (),
) -> Proposal:
    """The blend that fits the tables best; `currency` is what amounts are converted to if need be.

    Sources that measure the same are put below each other, others are joined. `apart` names
    columns that are no keys, because their values have nothing in common.
    """
    groups = _groups(tables)
    shared = [one for one in groups if len(one.found) == len(tables)]
    measured = [one.name for one in shared if _is_measured(one)]
    keys = _keys(one for one in shared if one.name not in apart)
    kind = kind or (BlendKind.UNION if measured or not keys else BlendKind.JOIN)
    if kind is BlendKind.JOIN:
        reason = (
            f"All of them have {keys[0].name}."
            if keys
            else "They have no field in common to meet on."
        )
        return Proposal(kind, reason, None, [*keys, *_single(tables, keys)])
    reason = (
        f"All of them measure {measured[0]}." if measured else "They measure nothing in common."
    )
    columns = _named(_without_ratios(tables, groups), {SOURCE_NAME.casefold()})
    return Proposal(kind, reason, _currency(tables, columns, currency), columns)


def _groups(tables: Sequence[MemberTable]) -> list[ProposedColumn]:
    """Columns that are probably one, in the order in which they are met."""
    groups: list[ProposedColumn] = []
    for table in tables:
        pairs = [
            (score, place, column)
            for column in table.columns.values()
            for place, group in enumerate(groups)
            if (score := _score(group, column))[0] > 0
        ]
        pairs.sort(key=lambda pair: (-pair[0][0], pair[1]))
        placed: set[str] = set()
        for (confidence, reason), place, column in pairs:
            if column.key not in placed and table.id not in groups[place].found:
                placed.add(column.key)
                groups[place].found[table.id] = Found(column, round(confidence, 2), reason)
        groups += [
            ProposedColumn(column.name, {table.id: Found(column, 1.0, _means(column))})
            for column in table.columns.values()
            if column.key not in placed
        ]
    for group in groups:
        group.name = _name_of(group)
    return groups


def _name_of(group: ProposedColumn) -> str:
    """What all of them call it, else what it means, else the first one's word."""
    columns = [found.column for found in group.found.values()]
    meaning = columns[0].semantic_type
    if meaning is None or len({normalized(column.name) for column in columns}) == 1:
        return columns[0].name
    return meaning.replace("_", " ").capitalize()


def _means(column: Column) -> str:
    return f"Means {column.semantic_type.replace('_', ' ')}." if column.semantic_type else ""


def _score(group: ProposedColumn, column: Column) -> tuple[float, str]:
    """How surely the column is the group's, and why; 0 when it is not."""
    return max(_fit(found.column, column) for found in group.found.values())


def _fit(one: Column, other: Column) -> tuple[float, str]:
    if reconciled((one.type, other.type)) is None:
        return 0.0, ""
    if (one.format == "percent") is not (other.format == "percent"):
        return 0.0, ""
    if one.semantic_type and one.semantic_type == other.semantic_type:
        spelling = spelled_alike(one.name, other.name)
        meaning = one.semantic_type.replace("_", " ")
        return _SAME_MEANING + (1 - _SAME_MEANING) * spelling, f"Both mean {meaning}."
    if one.semantic_type and other.semantic_type:
        return 0.0, ""
    likeness = alike(one.name, other.name)
    if likeness < _LEAST_ALIKE:
        return 0.0, ""
    same = normalized(one.name) == normalized(other.name)
    words = "Has the same name as" if same else "Is named like"
    return _SAME_NAME * likeness, f"{words} {one.name}."


def _is_measured(group: ProposedColumn) -> bool:
    return all(
        found.column.type.numeric
        and found.column.semantic_type is not None
        and found.column.semantic_type not in RATIO_TYPES
        for found in group.found.values()
    )


def _keys(shared: Iterable[ProposedColumn]) -> list[ProposedColumn]:
    """What all have to meet on: dates first, then texts."""
    shared = list(shared)
    fields = [one for one in shared if _type_of(one).temporal]
    keys = [ProposedColumn(one.name, one.found, Match(grain=Grain.DAY)) for one in fields[:1]]
    texts = [one for one in shared if _type_of(one) is ColumnType.TEXT]
    keys += [ProposedColumn(one.name, one.found, Match()) for one in texts]
    return keys[:MOST_KEYS]


def text_keys(proposal: Proposal) -> list[ProposedColumn]:
    """The keys of a proposed join whose values may have nothing in common."""
    return [
        column
        for column in proposal.columns
        if column.match is not None and _type_of(column) is ColumnType.TEXT
    ]


def _type_of(group: ProposedColumn) -> ColumnType:
    return next(iter(group.found.values())).column.type


def _single(tables: Sequence[MemberTable], keys: Sequence[ProposedColumn]) -> list[ProposedColumn]:
    """All other columns, each of its own source."""
    columns = [
        ProposedColumn(column.name, {table.id: Found(column, 1.0, f"Only {table.name} has it.")})
        for table in tables
        for column in table.columns.values()
        if not any(key.found[table.id].column.key == column.key for key in keys)
    ]
    names = {table.id: table.name for table in tables}
    return _named(columns, {key.name.casefold() for key in keys}, names)


def _named(
    columns: list[ProposedColumn], taken: set[str], sources: dict[UUID, str] | None = None
) -> list[ProposedColumn]:
    """The columns under names that differ: of the same ones, later ones tell their source."""
    for column in columns:
        own = column.name
        source = (sources or {}).get(next(iter(column.found)))
        number = 2
        while column.name.casefold() in taken:
            column.name = f"{own} ({source})" if source else f"{own} {number}"
            source, number = None, number + 1
        taken.add(column.name.casefold())
    return columns


def _without_ratios(
    tables: Sequence[MemberTable], groups: list[ProposedColumn]
) -> list[ProposedColumn]:
    """Ratios that the blend's own sums give are left out: averages of them would be wrong."""
    spec = BlendSpec.model_construct(
        kind=BlendKind.UNION,
        members=tuple(Member(source=table.id) for table in tables),
        columns=tuple(
            BlendColumn(
                name=one.name, origin={at: each.column.key for at, each in one.found.items()}
            )
            for one in groups
        ),
        currency=None,
        label_name=None,
    )
    columns = [settled.column for settled in settle(spec, tables, ())]
    sums = [column for column in columns if column.semantic_type not in RATIO_TYPES]
    given = {definition.name for definition in BUILT_IN.available(sums) if definition.is_ratio}
    return [
        one
        for one in groups
        if not {found.column.semantic_type for found in one.found.values()} & given
    ]


def _currency(
    tables: Sequence[MemberTable], columns: Iterable[ProposedColumn], usual: str | None
) -> str | None:
    """The usual currency where amounts are in several; None where nothing has to be converted."""
    by_id = {table.id: table for table in tables}
    told: set[str | None] = set()
    for column in columns:
        for source, found in column.found.items():
            if is_money(found.column):
                by_row = currency_column(by_id[source].columns.values())
                told.add(currency_of(found.column) or (CURRENCY if by_row else None))
    return usual if len(told) > 1 else None
