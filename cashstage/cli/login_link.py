"""`cashstage login-link`: a way in without Google."""

from __future__ import annotations

from typing import Annotated

import orjson
import typer

from cashstage.cli.platform import command_platform


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("login-link")(login_link)


def login_link(
    email: Annotated[str, typer.Argument(help="The member's e-mail address.")],
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Make a link that signs a member in, once, within 15 minutes."""
    from cashstage.access import login_links

    with command_platform() as platform:
        url = login_links.create(platform, email)
    typer.echo(orjson.dumps({"url": url}).decode() if as_json else url)
