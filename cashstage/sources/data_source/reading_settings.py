"""Changing what a data source reads: other cells, another header, another account."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session

from cashstage.connectors.google_sheets.reference import parse_range
from cashstage.core.errors import InvalidInput
from cashstage.models import ConnectionState, DataSource
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.sources.connection import repository as connections
from cashstage.sources.data_source.schemas import DataSourceUpdate, ReadingUpdate, SourceKind

_OF_BOTH = {"header_row", "header_rows"}
_FIELDS = {
    SourceKind.GOOGLE_SHEETS: _OF_BOTH | {"tab", "range", "include_hidden"},
    SourceKind.FILE_UPLOAD: _OF_BOTH | {"sheet"},
}


def changed_reading(
    session: Session, organization: VerifiedOrganization, row: DataSource, body: DataSourceUpdate
) -> dict[str, Any]:
    """What changes of `settings` and `connection_id`; empty when everything stays as it is.

    Raises InvalidInput for what its kind does not know, and NotFound for a foreign connection.
    """
    changes: dict[str, Any] = {}
    if body.settings is not None:
        settings = row.settings | _checked(SourceKind(row.kind), body.settings)
        if settings.get("tab") != row.settings.get("tab"):
            # The tab's own number is known again after the next refresh.
            settings["sheet_id"] = None
        if settings != row.settings:
            # The version that was read says nothing about other cells.
            changes |= {"settings": settings, "file_version": None}
    if body.connection_id is not None and body.connection_id != row.connection_id:
        if row.kind != SourceKind.GOOGLE_SHEETS:
            raise InvalidInput("A file has no connection.", field="connection_id")
        found = connections.read(session, organization, body.connection_id)
        if found.state is not ConnectionState.ACTIVE:
            raise InvalidInput(
                "This connection has ended.",
                next_step="Choose another one, or have its owner connect it again.",
                field="connection_id",
            )
        changes["connection_id"] = body.connection_id
    return changes


def _checked(kind: SourceKind, body: ReadingUpdate) -> dict[str, Any]:
    given = body.model_dump(include=body.model_fields_set)
    unknown = sorted(set(given) - _FIELDS[kind])
    if unknown:
        raise InvalidInput(
            f"A data source of the type {kind} has no {unknown[0]!r}.",
            next_step=f"It has: {', '.join(sorted(_FIELDS[kind]))}.",
            field=f"settings.{unknown[0]}",
        )
    if "tab" in given and given["tab"] is None:
        raise InvalidInput("A spreadsheet is read from a tab.", field="settings.tab")
    parse_range(given.get("range"))
    return given
