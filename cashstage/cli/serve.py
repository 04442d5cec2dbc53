"""`cashstage serve`: one role in this process, for a supervisor or orchestrator of your own."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from cashstage.ops.programs import ROOT, Role, command, environment, prepare


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(serve)


def serve(
    role: Annotated[Role, typer.Argument(help="What this process is to be.")],
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65_535, help="Port to listen on.")] = 3000,
) -> None:
    """Become the web server, the API alone, a worker, or the scheduler.

    Start as many as you like of each; several schedulers take turns. WEB_CONCURRENCY sets the
    number of processes of web and api.
    """
    from cashstage.core.home import open_home
    from cashstage.core.settings import load_settings
    from cashstage.ops.database_role import require_bound_role
    from cashstage.ops.embedded import announced_settings
    from cashstage.ops.frontend import require_built

    settings = announced_settings(load_settings())
    settings.require("database_url")
    settings.require("redis_url")
    require_bound_role(settings)
    if role is Role.WEB:
        require_built()
    home = open_home(settings.cashstage_home)
    prepare(role, home)
    words = command(role, settings, host=host, port=port)
    os.chdir(ROOT)
    os.execvpe(words[0], words, environment(role, settings, home))  # noqa: S606 - no shell wanted
