"""`cashstage doctor`: what is wrong, and how to mend it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import orjson
import typer

if TYPE_CHECKING:
    from cashstage.ops.doctor import Check

_NAME_WIDTH = 14
_COLORS = {"ok": "green", "warning": "yellow", "error": "red"}


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(doctor)


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Check settings, servers, migrations, Google and the frontend build; exit 1 on an error."""
    from cashstage.ops.doctor import Status, diagnose

    diagnosis = diagnose()
    if as_json:
        checks = [asdict(check) for check in diagnosis.checks]
        typer.echo(orjson.dumps({"status": diagnosis.status, "checks": checks}))
    else:
        for check in diagnosis.checks:
            _show(check)
    if diagnosis.status is Status.ERROR:
        raise typer.Exit(1)


def _show(check: Check) -> None:
    mark = typer.style(f"{check.status:<8}", fg=_COLORS[check.status])
    typer.echo(f"{mark} {check.name:<{_NAME_WIDTH}} {check.detail}")
    if check.fix:
        typer.echo(f"{'':8} {'':{_NAME_WIDTH}} {check.fix}")
