"""`cashstage`: the commands, and how a refusal looks and ends (exit status 1; usage is 2)."""

from __future__ import annotations

import errno
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from cashstage import __version__
from cashstage.cli import (
    demo,
    doctor,
    login_link,
    migrate,
    openapi,
    query,
    serve,
    sources,
    up,
)
from cashstage.core.errors import CashstageError


class Commands(TyperGroup):
    """Turns expected failures into one sentence on standard error."""

    def invoke(self, ctx: Any) -> Any:
        """Runs the command; exits with 1 when it refuses. Typer hides the type of `ctx`."""
        try:
            return super().invoke(ctx)
        except CashstageError as error:
            sentence = error.sentence
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            sentence = f"The disk that holds {error.filename or 'the state folder'} is full."
        typer.echo(sentence, err=True)
        raise typer.Exit(1)


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Marketing data from spreadsheets, with history, as dashboards.",
)
for group in (up, serve, migrate, doctor, login_link, demo, sources, query, openapi):
    group.register(app)


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - the shape of an option's callback
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def cashstage(
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    """Options before the command."""


if __name__ == "__main__":
    app()
