"""`cashstage up`: everything on one machine."""

from __future__ import annotations

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(up)


def up(
    demo: Annotated[bool, typer.Option("--demo", help="Load the demo workspace.")] = False,
    port: Annotated[int, typer.Option(min=1, max=65_535, help="Port of the pages.")] = 3000,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    build: Annotated[
        bool, typer.Option("--build/--no-build", help="Rebuild the frontend if it is stale.")
    ] = True,
) -> None:
    """Start PostgreSQL, Valkey, worker, scheduler and web here; Ctrl-C stops them all.

    Servers that DATABASE_URL or REDIS_URL name are used instead of embedded ones. Without a
    Google client an emulator plays Google's part.
    """
    from cashstage.core.settings import load_settings
    from cashstage.ops.machine import UpOptions, run

    run(load_settings(), UpOptions(host=host, port=port, demo=demo, build=build))
