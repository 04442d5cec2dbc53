"""A stored table sorted by a date: `python -m cashstage.query.arrange FROM TO COLUMN`.

Questions ask for a time; in a table sorted by it, all other rows lie in parts that need not be
read. The copy is not compressed, because it is read far more often than it is written. Sorting
takes memory, so it happens in a process of its own that gives everything back.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from cashstage.core.errors import Unavailable
from cashstage.query.walls import bound_memory

_ROOT = Path(__file__).resolve().parents[2]
_MODULE = "cashstage.query.arrange"
_SECONDS = 120.0
_MEMORY_LIMIT = "1GB"
_SPILL_LIMIT = "8GB"
_ADDRESS_SPACE = 3 * 1024**3
_KINDNESS = 10
_COPY = """
COPY (
    SELECT * EXCLUDE (file_row_number) FROM read_parquet({source}, file_row_number = true)
    ORDER BY {column}, file_row_number
) TO {destination} (FORMAT parquet, COMPRESSION uncompressed, ROW_GROUP_SIZE 122880)
"""


def arrange(source: Path, destination: Path, column: str) -> None:
    """Writes the rows of `source` to `destination`, by `column` and then as they were.

    Both lie in one folder or one below the other. Raises Unavailable when that takes too much
    memory or time.
    """
    words = [sys.executable, "-m", _MODULE, str(source), str(destination), column]
    try:
        subprocess.run(
            words,
            cwd=_ROOT,
            env={"PYTHONPATH": str(_ROOT), "PATH": os.environ.get("PATH", "")},
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=_SECONDS,
            check=True,
        )
    except subprocess.TimeoutExpired:
        raise Unavailable("Sorting the table took too long.") from None
    except subprocess.CalledProcessError as error:
        told = error.stderr.decode(errors="replace").rpartition("Traceback")[2]
        reason = next((line for line in told.splitlines() if "Error: " in line), "it ended")
        raise Unavailable(f"The table can't be sorted: {reason}") from None


def main(source: str, destination: str, column: str) -> None:
    """Sorts with one thread, behind everything else that this machine does."""
    os.nice(_KINDNESS)
    with TemporaryDirectory() as spilled, duckdb.connect(":memory:") as database:
        folders = sorted({str(Path(each).absolute().parent) for each in (source, destination)})
        for setting in (
            f"allowed_directories = [{', '.join(map(_text, folders))}]",
            f"memory_limit = '{_MEMORY_LIMIT}'",
            "threads = 1",
            f"temp_directory = {_text(spilled)}",
            f"max_temp_directory_size = '{_SPILL_LIMIT}'",
            "autoinstall_known_extensions = false",
            "autoload_known_extensions = false",
            "enable_external_access = false",
            "lock_configuration = true",
        ):
            database.execute(f"SET {setting}")
        bound_memory(_ADDRESS_SPACE)
        identifier = '"' + column.replace('"', '""') + '"'
        database.execute(
            _COPY.format(source=_text(source), destination=_text(destination), column=identifier)
        )


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


if __name__ == "__main__":
    main(*sys.argv[1:])
