"""The columns of a blend, settled from those that its sources have today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from cashstage.core.words import listed
from cashstage.query.blend import (
    LABEL_KEY,
    SOURCE_KEY,
    SOURCE_NAME,
    BlendColumn,
    BlendKind,
    BlendSpec,
)
from cashstage.query.blend_money import (
    CURRENCY,
    Conversion,
    Rate,
    currency_column,
    currency_of,
    is_money,
    steps_between,
)
from cashstage.schema.column import Column, ColumnType, Role
from cashstage.schema.semantic import read_header


@dataclass(frozen=True, slots=True)
class MemberTable:
    """A source of a blend as it is today: its columns by key."""

    id: UUID
    name: str
    columns: Mapping[str, Column]


@dataclass(frozen=True, slots=True)
class SettledColumn:
    """A column of the blend; `parts` are the sources' own ones, by the place of the source.

    One with a `refusal` can't be asked for, and the sentence says why. `conversions` are of the
    sources whose amounts are in another currency.
    """

    column: Column
    parts: Mapping[int, Column]
    refusal: str | None = None
    conversions: Mapping[int, Conversion] = field(default_factory=dict)


def settle(
    spec: BlendSpec, tables: Sequence[MemberTable], rates: Sequence[Rate]
) -> list[SettledColumn]:
    """The blend's columns in their order, a union's own ones first."""
    places = {table.id: place for place, table in enumerate(tables)}
    settled = [*_own(spec)]
    for number, asked in enumerate(spec.columns, start=1):
        parts = {
            places[source]: tables[places[source]].columns[key]
            for source, key in asked.origin.items()
            if key in tables[places[source]].columns
        }
        settled.append(_settled(spec, asked, asked.id or f"n{number}", parts, tables, rates))
    return settled


def _own(spec: BlendSpec) -> Iterable[SettledColumn]:
    if spec.kind is not BlendKind.UNION:
        return
    yield SettledColumn(_constant(SOURCE_KEY, SOURCE_NAME, "source"), {})
    if spec.label_name:
        meaning = read_header(spec.label_name).semantic_type
        yield SettledColumn(_constant(LABEL_KEY, spec.label_name, meaning), {})


def _constant(key: str, name: str, meaning: str | None) -> Column:
    return Column(key, name, ColumnType.TEXT, Role.DIMENSION, semantic_type=meaning)


def _settled(
    spec: BlendSpec,
    asked: BlendColumn,
    key: str,
    parts: Mapping[int, Column],
    tables: Sequence[MemberTable],
    rates: Sequence[Rate],
) -> SettledColumn:
    first = next(iter(parts.values()), None)
    gone = Column(key, asked.name, ColumnType.TEXT, Role.DIMENSION)
    if first is None:
        return SettledColumn(gone, parts, _gone(asked, tables))
    held = reconciled(part.type for part in parts.values())
    if held is None:
        return SettledColumn(replace(gone, type=first.type), parts, _unlike(asked, parts, tables))
    if asked.match is not None:
        held = ColumnType.DATE if held.temporal else held
    meanings = {part.semantic_type for part in parts.values() if part.semantic_type}
    column = Column(
        key,
        asked.name,
        held,
        Role.DIMENSION if asked.match or not held.numeric else first.role,
        semantic_type=next(iter(meanings)) if len(meanings) == 1 else first.semantic_type,
        format=_common(part.format for part in parts.values()) if held.numeric else None,
        aliases=tuple({part.name for part in parts.values()} - {asked.name}),
    )
    if asked.match is not None and len(parts) < len(tables):
        return SettledColumn(column, parts, _gone(asked, tables, parts))
    if spec.kind is BlendKind.UNION and held.numeric:
        return _with_units(spec, column, parts, tables, rates)
    return SettledColumn(column, parts)


def reconciled(types: Iterable[ColumnType]) -> ColumnType | None:
    """The one type that values of all these can have; None when there is none.

    Whole numbers become numbers, and moments the days they are in.
    """
    held = set(types)
    if len(held) == 1:
        return held.pop()
    if all(each.numeric for each in held):
        return ColumnType.NUMBER
    return ColumnType.DATE if all(each.temporal for each in held) else None


def misfit(settled: SettledColumn) -> bool:
    """Whether the parts can never be one, whatever rates there are; not so before a first read."""
    types = {part.type for part in settled.parts.values()}
    return len(types) > 1 and reconciled(types) is None


def _common(formats: Iterable[str | None]) -> str | None:
    held = set(formats)
    return held.pop() if len(held) == 1 else None


def _with_units(
    spec: BlendSpec,
    column: Column,
    parts: Mapping[int, Column],
    tables: Sequence[MemberTable],
    rates: Sequence[Rate],
) -> SettledColumn:
    """Numbers of one unit: shares stay apart from numbers, and amounts get one currency."""
    shares = [place for place, part in parts.items() if part.format == "percent"]
    if shares and len(shares) < len(parts):
        other = next(place for place in parts if place not in shares)
        return SettledColumn(
            column,
            parts,
            f"“{column.name}” is a percentage in {tables[shares[0]].name}, but not in"
            f" {tables[other].name}.",
        )
    if not any(is_money(part) for part in parts.values()):
        return SettledColumn(column, parts)
    codes = {place: _code(part, tables[place]) for place, part in parts.items()}
    told = {code for code in codes.values() if code not in {None, CURRENCY}}
    target = spec.currency or (told.pop() if len(told) == 1 else None)
    if set(codes.values()) <= {target}:
        format_ = f"{CURRENCY}:{target}" if target else CURRENCY
        return SettledColumn(replace(column, format=format_), parts)
    named = listed([f"{_words(codes[place])} ({tables[place].name})" for place in codes])
    if target is None:
        return SettledColumn(
            replace(column, format=CURRENCY),
            parts,
            f"“{column.name}” is in {named}. Choose a currency for the blend.",
        )
    return _converted(replace(column, format=f"{CURRENCY}:{target}"), parts, tables, codes, rates)


def _converted(
    column: Column,
    parts: Mapping[int, Column],
    tables: Sequence[MemberTable],
    codes: Mapping[int, str | None],
    rates: Sequence[Rate],
) -> SettledColumn:
    target = (column.format or "").partition(":")[2]
    conversions: dict[int, Conversion] = {}
    for place, code in codes.items():
        if code == target:
            continue
        table = tables[place]
        if code is None:
            return SettledColumn(
                column,
                parts,
                f"{table.name} does not say in which currency “{parts[place].name}” is."
                " Set it as the format of that column.",
            )
        conversion = _conversion(table, code, target, rates)
        if not conversion.steps.get(code, ()) and code != CURRENCY:
            return SettledColumn(
                column,
                parts,
                f"“{column.name}” of {table.name} is in {code}, and there is no exchange rate"
                f" from {code} to {target}. Add one to see it in {target}.",
            )
        if conversion.day is None and not _all_fixed(conversion):
            return SettledColumn(
                column,
                parts,
                f"{table.name} has no date, so that monthly exchange rates can't be chosen for"
                f" “{column.name}”. Add a fixed rate to {target}.",
            )
        conversions[place] = conversion
    return SettledColumn(column, parts, conversions=conversions)


def _conversion(table: MemberTable, code: str, target: str, rates: Sequence[Rate]) -> Conversion:
    day = _date_of(table)
    if code != CURRENCY:
        return Conversion(target, {code: steps_between(rates, code, target)}, None, day)
    others = {rate.source for rate in rates} | {rate.target for rate in rates}
    steps = {each: steps_between(rates, each, target) for each in sorted(others | {target})}
    known = {each: factors for each, factors in steps.items() if factors}
    return Conversion(target, known, currency_column(table.columns.values()), day)


def _date_of(table: MemberTable) -> Column | None:
    """The day that decides the rate: the column that means the date, else the first one."""
    dates = [column for column in table.columns.values() if column.type.temporal]
    return next((one for one in dates if one.semantic_type == "date"), next(iter(dates), None))


def _all_fixed(conversion: Conversion) -> bool:
    return all(any(since is None for since, _ in steps) for steps in conversion.steps.values())


def _code(part: Column, table: MemberTable) -> str | None:
    """The currency; "currency" where each row names its own; None when nothing tells it."""
    code = currency_of(part)
    if code is None and currency_column(table.columns.values()) is not None:
        return CURRENCY
    return code


def _words(code: str | None) -> str:
    if code is None:
        return "an unknown currency"
    return "the currency of each row" if code == CURRENCY else code


def _gone(
    asked: BlendColumn, tables: Sequence[MemberTable], parts: Mapping[int, Column] | None = None
) -> str:
    names = [
        table.name
        for place, table in enumerate(tables)
        if table.id in asked.origin and place not in (parts or {})
    ]
    return f"The column behind “{asked.name}” is gone from {listed(names)}. Choose another one."


def _unlike(asked: BlendColumn, parts: Mapping[int, Column], tables: Sequence[MemberTable]) -> str:
    named = listed([f"{part.type} in {tables[place].name}" for place, part in parts.items()])
    what = "Keys" if asked.match is not None else "Columns that become one"
    return f"“{asked.name}” is {named}. {what} must be of the same type."
