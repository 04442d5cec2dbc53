"""`cashstage import` and `cashstage sync`: data sources from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import orjson
import typer
from pydantic import TypeAdapter, ValidationError

from cashstage.cli.platform import command_platform
from cashstage.core.errors import Conflict
from cashstage.core.words import counted

if TYPE_CHECKING:
    from cashstage.access.principal import Principal
    from cashstage.models.platform import Platform
    from cashstage.sources.snapshot.schemas import SnapshotDetail

OrgOption = Annotated[
    str | None, typer.Option("--org", help="Name or id; needed when there are several.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]


def _name(value: str) -> str:
    from cashstage.sources.data_source.schemas import Name

    try:
        return TypeAdapter(Name).validate_python(value)
    except ValidationError as error:
        raise typer.BadParameter("must have 1 to 200 characters") from error


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("import")(import_file)
    app.command("sync")(sync)


def import_file(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="CSV, XLSX, ODS, Parquet")
    ],
    name: Annotated[str, typer.Option(help="The data source's name.", callback=_name)],
    org: OrgOption = None,
    header_row: Annotated[
        int | None, typer.Option(min=0, max=1000, help="1-based; 0 when there is none.")
    ] = None,
    sheet: Annotated[
        str | None, typer.Option(help="Of a workbook; else its first that holds cells.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Make a data source of a file and read it; prints what was kept and what was not."""
    from cashstage.access import operator
    from cashstage.sources.data_source import connect
    from cashstage.sources.data_source.schemas import UploadCreate

    with command_platform() as platform:
        actor = operator.act_in(platform, org)
        created = connect.upload_file(
            platform,
            actor,
            name=name,
            file_name=file.name,
            path=file,
            options=UploadCreate(header_row=header_row, sheet=sheet),
        )
        result = _read(platform, actor, created.id, created.job.id)
    _tell(result, as_json=as_json)


def sync(
    source_id: Annotated[UUID, typer.Argument(help="The data source's id.")],
    org: OrgOption = None,
    as_json: JsonOption = False,
) -> None:
    """Refresh a data source now and wait for the result."""
    from cashstage.access import operator
    from cashstage.sources.data_source import service

    with command_platform() as platform:
        actor = operator.act_in(platform, org)
        job = service.sync(platform, actor, source_id)
        result = _read(platform, actor, source_id, job.id)
    _tell(result, as_json=as_json)


def _read(
    platform: Platform, actor: Principal, data_source_id: UUID, job_id: UUID
) -> SnapshotDetail:
    from cashstage.models import JobState
    from cashstage.models.paging import PageRequest
    from cashstage.sources import ingestion
    from cashstage.sources.data_source import service

    job = ingestion.run_to_end(platform, actor, job_id)
    if job.state is not JobState.SUCCEEDED:
        raise Conflict(job.reason or "The data source could not be read.")
    timeline = service.read_snapshots(platform, actor, data_source_id, PageRequest(limit=50))
    return next(one for one in timeline.items if one.id == job.snapshot_id)


def _tell(snapshot: SnapshotDetail, *, as_json: bool) -> None:
    from cashstage.sources.snapshot.report import report_parts

    if as_json:
        told = {
            "data_source_id": str(snapshot.data_source_id),
            "snapshot_id": str(snapshot.id),
            "rows": snapshot.row_count,
            "report": snapshot.report,
        }
        typer.echo(orjson.dumps(told).decode())
        return
    typer.echo(f"{counted(snapshot.row_count, 'row')} in data source {snapshot.data_source_id}.")
    for part in report_parts(snapshot):
        typer.echo(f"{part['title']}: {' '.join(part['sentences'])}")
