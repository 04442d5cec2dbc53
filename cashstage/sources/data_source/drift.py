"""When a table no longer has the columns that charts ask for: the question, and its answer.

Nothing that could falsify a chart replaces the last good snapshot. A person says which column is
which, or that one is given up; every answer can be taken back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.audit.service import record
from cashstage.audit.words import Deed
from cashstage.core.errors import InvalidInput, UpstreamError
from cashstage.models import JobTrigger, SourceColumn, Widget
from cashstage.models.platform import Platform
from cashstage.schema.column import ColumnType
from cashstage.schema.drift import Drift, Missing, Retyped
from cashstage.sources.data_source import repository
from cashstage.sources.data_source.schemas import DataSourceRead, DriftAnswer
from cashstage.sources.data_source.service import as_read, enqueue


class SchemaChanged(UpstreamError):
    """Columns that charts ask for are gone or hold something else."""

    status = 409
    code = "schema_changed"


def question_of(drift: Drift, asked_for: set[str]) -> dict[str, Any] | None:
    """What a person has to decide about the columns that are asked for; None for nothing."""
    missing = [asdict(one) for one in drift.missing if one.key in asked_for]
    changed = [asdict(one) for one in drift.retyped if one.key in asked_for]
    return {"missing": missing, "retyped": changed} if missing or changed else None


def refusal(drift: Drift, asked_for: set[str], key: Sequence[str] = ()) -> SchemaChanged:
    """Why a table does not replace the last good one; `key` tells the rows of both apart."""
    missing = [one for one in drift.missing if one.key in asked_for]
    changed = [one for one in drift.retyped if one.key in asked_for]
    sentences = [*_about_missing(missing, key), *_about_types(changed, key)]
    return SchemaChanged(
        " ".join(sentences),
        next_step="Say on the page of this data source what became of it.",
    )


def asked_for(session: Session, data_source_id: UUID, rows: Sequence[SourceColumn]) -> set[str]:
    """The keys of the columns that any widget names, in fields, filters or formulas.

    A metric of the catalog is asked of meanings, so that it takes every column that has one.
    """
    query = select(Widget.query).where(col(Widget.data_source_id) == data_source_id)
    texts = [found for asked in session.exec(query).all() for found in _texts(asked)]
    exact = {text.casefold() for _, text in texts}
    formulas = " ".join(text for place, text in texts if place == "formula").casefold()
    by_meaning = any(place == "metric" for place, _ in texts)
    return {
        row.key
        for row in rows
        if not exact.isdisjoint(name.casefold() for name in (row.key, row.name, *row.aliases))
        or any(name.casefold() in formulas for name in (row.name, *row.aliases))
        or (by_meaning and row.semantic_type is not None)
    }


def answer(
    platform: Platform, actor: Principal, data_source_id: UUID, body: DriftAnswer
) -> DataSourceRead:
    """Keeps what a person has decided, and reads the source anew."""
    organization = actor.require(Permission.EDIT_SOURCES)
    with platform.database.tenant(organization) as session:
        source = repository.read(session, organization, data_source_id, for_update=True)
        rows = {row.key: row for row in repository.read_columns(session, source.id)}
        _refuse_unknown(rows, [*body.renamed, *body.gone, *body.retyped])
        now = platform.clock()
        for key, name in body.renamed.items():
            rows[key].aliases = [*rows[key].aliases, name]
            for other in rows.values():
                if other.key != key and other.name.casefold() == name.casefold():
                    other.retired_at = now
        for key in body.gone:
            rows[key].retired_at = now
        for key, column_type in body.retyped.items():
            rows[key].type = column_type
        session.add_all(rows.values())
        record(
            session,
            organization,
            Deed.DRIFT_ANSWERED,
            actor_id=actor.user_id,
            target_id=source.id,
            renamed={rows[key].name: name for key, name in body.renamed.items()},
            gone=[rows[key].name for key in body.gone],
            retyped={rows[key].name: str(kind) for key, kind in body.retyped.items()},
        )
        enqueue(platform, session, actor, source, JobTrigger.MANUAL)
        return as_read(session, organization, source)


def forget_alias(
    platform: Platform, actor: Principal, data_source_id: UUID, key: str, alias: str
) -> None:
    """Takes back that a name means this column; the next refresh asks again if need be."""
    organization = actor.require(Permission.EDIT_SOURCES)
    with platform.database.tenant(organization) as session:
        source = repository.read(session, organization, data_source_id, for_update=True)
        rows = {row.key: row for row in repository.read_columns(session, source.id)}
        _refuse_unknown(rows, [key])
        row = rows[key]
        if alias not in row.aliases and alias != row.name:
            raise InvalidInput(f"{row.name} is not known as {alias!r}.")
        others = [name for name in row.aliases if name != alias]
        if alias == row.name:
            if not others:
                raise InvalidInput(f"{row.name} has no other name to go back to.")
            row.name = others.pop()
        row.aliases = others
        session.add(row)
        record(
            session,
            organization,
            Deed.ALIAS_FORGOTTEN,
            actor_id=actor.user_id,
            target_id=source.id,
            column=row.name,
            alias=alias,
        )
        enqueue(platform, session, actor, source, JobTrigger.MANUAL)


def _refuse_unknown(rows: dict[str, SourceColumn], keys: Iterable[str]) -> None:
    for key in keys:
        if key not in rows:
            raise InvalidInput(
                f"There is no column {key!r}.", next_step="Columns are named by their id, as c1."
            )


def _texts(value: Any, place: str = "") -> Iterable[tuple[str, str]]:
    """Every text inside a JSON value, with the name of the member that holds it."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _texts(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, place)


def _about_missing(missing: Sequence[Missing], key: Sequence[str]) -> Iterable[str]:
    for one in missing:
        near = f" It may be {one.candidates[0].name} now." if one.candidates else ""
        yield f"The column {one.name} is gone, and {_needed(one.key, key)}.{near}"


def _about_types(changed: Sequence[Retyped], key: Sequence[str]) -> Iterable[str]:
    for one in changed:
        yield (
            f"{one.name} held {_HELD[one.before]} and holds {_HELD[one.after]} now, "
            f"and {_needed(one.key, key)}."
        )


def _needed(column: str, key: Sequence[str]) -> str:
    return "rows are told apart by it" if column in key else "charts ask for it"


_HELD = {
    ColumnType.INTEGER: "numbers",
    ColumnType.NUMBER: "numbers",
    ColumnType.BOOLEAN: "yes and no",
    ColumnType.DATE: "dates",
    ColumnType.DATETIME: "dates",
    ColumnType.TIME: "times of day",
    ColumnType.TEXT: "texts",
}
