"""`cashstage query`: ask a question from a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import click
import orjson
import typer

from cashstage.cli.platform import command_platform
from cashstage.cli.sources import OrgOption
from cashstage.core.errors import MalformedBody


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(query)


def query(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, allow_dash=True, help="JSON; - is stdin.")
    ],
    org: OrgOption = None,
) -> None:
    """Answer a question, as POST /api/v1/query does; prints columnar JSON."""
    from cashstage.access import operator
    from cashstage.sources.query import service

    question = _read(file)
    with command_platform() as platform:
        answer = service.ask(platform, operator.act_in(platform, org), question)
    typer.echo(answer.body.decode())


def _read(file: Path) -> dict[str, object]:
    with click.open_file(str(file), "rb") as stream:
        body = stream.read()
    try:
        question = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise MalformedBody(f"{file} is not valid JSON: {error}.") from error
    if not isinstance(question, dict):
        raise MalformedBody(f"{file} must hold a JSON object.")
    return question
