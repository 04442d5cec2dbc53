"""Small facts about data sources that the dashboard page shows around its charts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TypedDict
from uuid import UUID

import orjson

from cashstage.access.principal import Principal
from cashstage.core.errors import CashstageError, NotFound
from cashstage.models.platform import Platform
from cashstage.schema.column import ColumnType, Role
from cashstage.sources.query import asked
from cashstage.sources.query import service as queries

MAX_FILTER_VALUES = 200


class SourceFacts(TypedDict):
    """What a card needs to know of its source.

    `reason` is empty when all is well; `fields` are what the page's filters can mean: names and
    meanings, case folded.
    """

    name: str
    digest: str
    taken_at: str
    reason: str
    fields: list[str]


def source_facts(
    platform: Platform, actor: Principal, source_ids: Collection[UUID]
) -> dict[str, SourceFacts]:
    """The facts by source id; a source that was just deleted is left out."""
    facts: dict[str, SourceFacts] = {}
    for source_id in source_ids:
        try:
            standing = asked.read_standing(platform, actor, source_id)
            columns = asked.read_columns(platform, actor, source_id)
        except NotFound:
            continue
        facts[str(source_id)] = SourceFacts(
            name=standing.name,
            digest=standing.digest,
            taken_at=standing.taken_at.isoformat() if standing.taken_at else "",
            reason=standing.reason,
            fields=sorted(
                {column.name.casefold() for column in columns}
                | {alias.casefold() for column in columns for alias in column.aliases}
                | {column.semantic_type for column in columns if column.semantic_type}
            ),
        )
    return facts


def filter_values(
    platform: Platform, actor: Principal, source_ids: Sequence[str], fields: Sequence[str]
) -> dict[str, list[str]]:
    """The values that each field has in any of the sources, in order."""
    found: dict[str, set[str]] = {field: set() for field in fields}
    for source_id in source_ids:
        columns = asked.read_columns(platform, actor, UUID(source_id))
        for field in fields:
            if any(column.name.casefold() == field.casefold() for column in columns):
                found[field] |= _values(platform, actor, source_id, field)
    return {field: sorted(values, key=str.casefold) for field, values in found.items()}


def filter_candidates(platform: Platform, actor: Principal, source_ids: Sequence[str]) -> list[str]:
    """The names of text fields that any of the sources can be filtered by, in order."""
    names = {
        column.name
        for source_id in source_ids
        for column in asked.read_columns(platform, actor, UUID(source_id))
        if column.type is ColumnType.TEXT and column.role is Role.DIMENSION
    }
    return sorted(names, key=str.casefold)


def _values(platform: Platform, actor: Principal, source_id: str, field: str) -> set[str]:
    question = {
        "source": source_id,
        "dimensions": [{"field": field}],
        "limit": MAX_FILTER_VALUES,
    }
    try:
        answer = orjson.loads(queries.ask(platform, actor, question).body)
    except CashstageError:
        # A source without data yet offers no values; its own card says why.
        return set()
    return {str(value) for value in answer["data"][0] if value is not None}
