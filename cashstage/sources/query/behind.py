"""Behind a number: the rows it is made of, and where it comes from."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.connectors.google_sheets.endpoints import located
from cashstage.core.errors import InvalidInput
from cashstage.models import DataSnapshot, DataSource
from cashstage.models.platform import Platform
from cashstage.query.behind import read_behind, read_parts
from cashstage.query.spec import parse_query
from cashstage.sources.data_source import repository
from cashstage.sources.data_source.schemas import ColumnRead
from cashstage.sources.query.schemas import (
    ComponentRead,
    NumberAsked,
    Provenance,
    ProvenancePlace,
    ProvenanceSource,
    RowsAsked,
    RowsBehind,
)
from cashstage.sources.query.service import Prepared, engine_of, prepare
from cashstage.sources.snapshot.schemas import SnapshotRead

_SPREADSHEETS = "https://docs.google.com/spreadsheets"


def rows_behind(platform: Platform, actor: Principal, asked: RowsAsked) -> RowsBehind:
    """The rows that a number of an answer is made of, in the order of the sheet."""
    organization = actor.require(Permission.VIEW)
    spec = parse_query(asked.query)
    with platform.database.tenant(organization) as session:
        prepared = prepare(platform, session, organization, spec)
    snapshot = _only(prepared)
    rows, count = read_behind(
        spec,
        prepared.source,
        prepared.context,
        asked.cell,
        engine=engine_of(platform.settings),
        limit=asked.limit,
        offset=asked.offset,
    )
    return RowsBehind(
        columns=[ColumnRead.model_validate(column) for column in prepared.source.columns],
        rows=rows,
        row_count=count,
        snapshot=SnapshotRead.model_validate(snapshot),
    )


def provenance(platform: Platform, actor: Principal, asked: NumberAsked) -> Provenance:
    """Formula, parts, source, snapshot and place of a number of an answer."""
    organization = actor.require(Permission.VIEW)
    spec = parse_query(asked.query)
    with platform.database.tenant(organization) as session:
        prepared = prepare(platform, session, organization, spec)
        snapshot = _only(prepared)
        row = repository.read(session, organization, snapshot.data_source_id)
        place = _place(platform, row, snapshot)
        source = ProvenanceSource(id=row.id, name=row.name, type=row.kind)
    parts = read_parts(
        spec,
        prepared.source,
        prepared.context,
        asked.cell,
        asked.metric,
        engine=engine_of(platform.settings),
    )
    return Provenance(
        metric=parts.metric.name,
        label=parts.metric.label,
        format=parts.metric.format,
        value=parts.value,
        formula=parts.formula,
        words=parts.words,
        components=[
            ComponentRead.model_validate(each, from_attributes=True) for each in parts.components
        ],
        row_count=parts.row_count,
        source=source,
        snapshot=SnapshotRead.model_validate(snapshot),
        place=place,
    )


def _only(prepared: Prepared) -> DataSnapshot:
    if prepared.snapshot is None:
        raise InvalidInput(
            "A number of a blend is made of rows of several sources.",
            next_step="Ask one of its sources for its rows.",
            field="source",
        )
    return prepared.snapshot


def _place(platform: Platform, source: DataSource, snapshot: DataSnapshot) -> ProvenancePlace:
    origin: dict[str, str] = snapshot.report.get("origin") or {}
    if "spreadsheet_id" not in origin:
        return ProvenancePlace(label=str(source.settings.get("file_name", source.name)), url=None)
    cells = origin.get("cells", "")
    shown = f"{origin['tab']}!{cells}" if cells else origin["tab"]
    tab = {"gid": origin["sheet_id"]}
    area = urlencode(tab | ({"range": cells} if cells else {}), safe=":")
    base = located(_SPREADSHEETS, platform.settings.google_api_endpoint)
    path = f"/d/{quote(origin['spreadsheet_id'], safe='')}/edit"
    return ProvenancePlace(
        label=f"{shown} in {origin['title']}",
        url=f"{base}{path}?{urlencode(tab)}#{area}",
    )
