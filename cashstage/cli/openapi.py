"""`cashstage openapi`: the API's description, for generators and reviews."""

from __future__ import annotations

import orjson
import typer


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(openapi)


def openapi() -> None:
    """Print the OpenAPI document; needs no server."""
    from cashstage.api.app import create_api
    from cashstage.core.settings import load_settings
    from cashstage.models.platform import create_platform

    # Nothing connects until the first use, so placeholders are enough to list the routes.
    settings = load_settings(
        {
            "secret_key": "x" * 32,
            "database_url": "postgresql://localhost/none",
            "redis_url": "redis://localhost/0",
        }
    )
    document = create_api(create_platform(settings)).openapi()
    typer.echo(orjson.dumps(document, option=orjson.OPT_INDENT_2).decode())
