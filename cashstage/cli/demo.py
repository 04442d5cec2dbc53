"""`cashstage seed-demo`: the demo workspace."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("seed-demo")(seed_demo)


def seed_demo() -> None:
    """Load the demo workspace into an empty installation whose Google is the emulator."""
    from cashstage.core.settings import load_settings
    from cashstage.ops import demo, migrations
    from cashstage.ops.embedded import running_services

    with running_services(load_settings()) as settings:
        migrations.migrate(settings.require("database_url"))
        loaded = demo.seed(settings)
    typer.echo("The demo workspace is loaded." if loaded else "There is a workspace already.")
