"""How much memory an ingestion of ten million cells takes, in a process of its own."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from cashstage.connectors.base import RawCell, RawTable
from cashstage.ingest.normalise import Known
from cashstage.ingest.run import ingest
from tests.bench.ingestion import COLUMNS, Kind, answers, rows_in
from tests.bench.measure import Line

LIMIT_MIB = 2048
_KIB_PER_MIB = 1024
_ROOT = Path(__file__).parents[2]


def lines(rows: int) -> Iterator[Line]:
    """A table whose texts come again and again, and one where each is another."""
    for kind in Kind:
        mebibytes = _peak_of_child(rows, kind)
        yield Line(
            f"Ingest {rows:,} x {COLUMNS} cells, {kind}, peak memory",
            f"{mebibytes:,} MiB",
            f"limit {LIMIT_MIB:,} MiB",
            f"{mebibytes / LIMIT_MIB:.2f}x",
        )


def _peak_of_child(rows: int, kind: Kind) -> int:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.memory", str(rows), kind],
        cwd=_ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return int(done.stdout)


def _chunks(rows: int, kind: Kind) -> Iterator[list[Sequence[RawCell]]]:
    for answer in answers(rows, kind):
        yield rows_in(answer)


def main() -> None:
    """Ingests, and prints this process's peak in MiB: libraries, answers and all."""
    rows, kind = int(sys.argv[1]), Kind(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        ingest(
            RawTable(chunks=_chunks(rows, kind), typed=True),
            Known(),
            first_free_key=1,
            directory=Path(folder),
            progress=lambda done, total: None,
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // _KIB_PER_MIB
    sys.stdout.write(f"{peak}\n")


if __name__ == "__main__":
    main()
