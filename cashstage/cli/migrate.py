"""`cashstage migrate`: the database schema to the version of this code."""

from __future__ import annotations

from typing import Annotated

import orjson
import typer


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(migrate)


def migrate(
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Bring the database to this version's schema; safe to run twice, also at once."""
    from cashstage.core.settings import load_settings
    from cashstage.ops import migrations
    from cashstage.ops.database_role import require_bound_role
    from cashstage.ops.embedded import running_services

    with running_services(load_settings()) as settings:
        require_bound_role(settings)
        before = migrations.migrate(settings.require("database_url"))
    head = migrations.head_revision()
    if as_json:
        typer.echo(orjson.dumps({"from": before, "to": head}))
    elif before == head:
        typer.echo(f"The database already is at revision {head}.")
    else:
        typer.echo(f"The database moved from {before or 'empty'} to revision {head}.")
