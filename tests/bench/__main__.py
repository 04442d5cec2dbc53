"""`python -m tests.bench`: measures, and prints a table."""

from __future__ import annotations

import argparse
import os
import platform as machine
import tempfile
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from cashstage.access.work import scope_of_row
from cashstage.ops.embedded.postgres import EmbeddedPostgres
from cashstage.ops.embedded.valkey import EmbeddedValkey
from cashstage.sources.snapshot.objects import PostgresObjectStore
from tests.bench import (
    comparison,
    dashboard,
    engine,
    ingestion,
    memory,
    profiling,
    requests,
    serving,
)
from tests.bench.measure import Line
from tests.conftest import migrate, open_platform, settings_of
from tests.factories import people

ROWS = 1_000_000


def main() -> None:
    """Prints each line as soon as it is known, then the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "--rows", type=int, default=ROWS, help="rows of the queried table; a tenth is ingested"
    )
    rows = parser.parse_args().rows
    console = Console()
    table = Table(title=f"{os.cpu_count()} CPUs, Python {machine.python_version()}")
    for heading in ("what", "median", "compared with", "ratio"):
        table.add_column(heading)
    with tempfile.TemporaryDirectory(prefix="cashstage-bench-") as folder:
        Path(folder).chmod(0o711)
        with console.status("Starting") as status:
            for line in _lines(Path(folder), rows):
                status.update(f"{line.what}: {line.measured}")
                table.add_row(line.what, line.measured, line.compared, line.ratio)
    console.print(table)


def _lines(folder: Path, rows: int) -> Iterator[Line]:
    # A spreadsheet has no more rows; only the questions are asked of any number.
    usual = min(rows, ROWS)
    # First: a child's peak is at least what its parent took when it began.
    yield from memory.lines(usual)
    yield from engine.lines(folder, rows)
    yield from comparison.lines(folder, usual)
    yield from profiling.lines(folder, usual)
    with (
        EmbeddedPostgres(folder / "postgres") as postgres,
        EmbeddedValkey(folder / "valkey") as valkey,
    ):
        migrate(postgres.url)
        with open_platform(settings_of(postgres.url, valkey.url, folder)) as platform:
            place = people.organization(platform, "Ingest")
            store = PostgresObjectStore(platform.database, scope_of_row(place.id))
            yield from ingestion.lines(store, max(usual // 10, 1))
            reference = dashboard.build(platform, folder)
            yield from requests.lines(platform, reference)
            yield from serving.lines(platform.settings, reference)


if __name__ == "__main__":
    main()
