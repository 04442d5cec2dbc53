"""Blends of rows that a test wrote, asked like any source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from cashstage.query.blend import BlendKind, BlendSpec
from cashstage.query.blend_columns import MemberTable, settle
from cashstage.query.blend_join import JoinRelation
from cashstage.query.blend_money import Rate
from cashstage.query.blend_union import BlendMember, UnionRelation, object_parameter
from cashstage.query.relation import ObjectRelation
from cashstage.query.run import QuerySource
from cashstage.schema.column import Column
from tests.query.asking import Asking, Row


@dataclass(frozen=True)
class Table:
    """A source of a blend: its name, columns and rows."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Row] = ()


def identifier(place: int) -> UUID:
    """The id of the source at that place."""
    return UUID(int=place + 1)


def spec_of(
    kind: str, tables: Sequence[Table], columns: Mapping[str, Any], **parts: Any
) -> BlendSpec:
    """A blend over the tables.

    `columns` say by name which column of each table is meant, None where there is none; for a
    join, a pair of these and of the match.
    """
    asked = []
    for name, origin in columns.items():
        keys, match = origin if isinstance(origin, tuple) else (origin, None)
        held = {str(identifier(place)): key for place, key in enumerate(keys) if key}
        asked.append({"name": name, "from": held} | ({} if match is None else {"match": match}))
    labels = parts.pop("labels", [None] * len(tables))
    members = [
        {"source": str(identifier(place)), "label": label} for place, label in enumerate(labels)
    ]
    return BlendSpec.model_validate({"kind": kind, "members": members, "columns": asked, **parts})


def blended(
    asking: Asking, spec: BlendSpec, tables: Sequence[Table], rates: Sequence[Rate] = ()
) -> QuerySource:
    """The blend as what can be asked."""
    sources = [asking.source(table.rows, table.columns) for table in tables]
    return QuerySource(
        columns=[each.column for each in settle(spec, members_of(tables), rates)],
        relation=relation_of(spec, tables, rates),
        snapshots=tuple(source.snapshots[0] for source in sources),
        paths={
            object_parameter(place): next(iter(source.paths.values()))
            for place, source in enumerate(sources)
        },
    )


def members_of(tables: Sequence[Table]) -> list[MemberTable]:
    """The tables as a blend knows them."""
    return [
        MemberTable(identifier(place), table.name, {each.key: each for each in table.columns})
        for place, table in enumerate(tables)
    ]


def relation_of(
    spec: BlendSpec, tables: Sequence[Table], rates: Sequence[Rate] = ()
) -> UnionRelation | JoinRelation:
    """The rows of the blend."""
    tables_of = members_of(tables)
    members = [
        BlendMember(
            member,
            ObjectRelation(
                {key: column.type for key, column in member.columns.items()},
                parameter=object_parameter(place),
            ),
        )
        for place, member in enumerate(tables_of)
    ]
    columns = settle(spec, tables_of, rates)
    if spec.kind is BlendKind.UNION:
        return UnionRelation(spec, members, columns)
    return JoinRelation(spec, members, columns)


def month(number: int, year: int = 2026) -> date:
    """The first day of a month."""
    return date(year, number, 1)


def civil(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """A moment of that day, as sheets have them."""
    return datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001 - without a zone
