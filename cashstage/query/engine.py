"""DuckDB, hardened and bounded: it reads the local copies of snapshot objects, nothing else.

The settings go in one order: what may be read, then no extensions, then limits, then the door is
closed and locked. Every question has a cursor of its own, so that interrupting one leaves the
others alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from cashstage.core.errors import InvalidInput, QueryTimeout, Unavailable
from cashstage.query.watch import Watch

TIME_LIMIT_SECONDS = 10.0
MEMORY_LIMIT = "2GB"
THREADS = 2


class Engine:
    """Runs compiled SQL with bound parameters; safe to share between threads."""

    def __init__(
        self,
        directory: Path,
        *,
        threads: int = THREADS,
        memory_limit: str = MEMORY_LIMIT,
        time_limit: float = TIME_LIMIT_SECONDS,
    ) -> None:
        self._time_limit = time_limit
        self._watch = Watch(time_limit)
        self._database = duckdb.connect(":memory:")
        allowed = str(directory.absolute()).replace("'", "''")
        for setting in (
            f"allowed_directories = ['{allowed}']",
            "allow_community_extensions = false",
            "autoinstall_known_extensions = false",
            "autoload_known_extensions = false",
            f"memory_limit = '{memory_limit}'",
            f"threads = {int(threads)}",
            "temp_directory = ''",
            # Objects never change under their name, so their footers need reading only once.
            "parquet_metadata_cache = true",
            "enable_external_access = false",
            "lock_configuration = true",
        ):
            self._database.execute(f"SET {setting}")

    def run(self, sql: str, parameters: Mapping[str, Any]) -> pa.Table:
        """The result as an Arrow table.

        Raises QueryTimeout at the time limit, InvalidInput when a value can't be computed (an
        overflow, a cast), Unavailable when the question needs more memory than it may have.
        """
        with self._database.cursor() as cursor, self._watch.over(cursor.interrupt):
            try:
                # `execute` would copy all rows once more on their way to Arrow, and warn.
                return cursor.sql(sql, params=dict(parameters)).to_arrow_table()
            except duckdb.InterruptException:
                raise QueryTimeout(
                    f"This question took longer than {self._time_limit:g} seconds.",
                    next_step="Narrow the date range, or group by fewer fields.",
                ) from None
            except duckdb.OutOfMemoryException:
                raise Unavailable(
                    "This question needs more memory than it may have.",
                    next_step="Narrow the date range, or group by fewer fields.",
                ) from None
            except duckdb.InvalidInputException as error:
                # The only text of a person that DuckDB itself parses is a regular expression.
                if "REGEXP_MATCHES" not in sql:
                    raise
                reason = str(error).partition("\n")[0].partition(": ")[2]
                raise InvalidInput(f"The regular expression can't be read: {reason}") from None
            except (duckdb.OutOfRangeException, duckdb.ConversionException) as error:
                reason = str(error).partition("\n")[0].partition(": ")[2]
                raise InvalidInput(f"A value can't be computed: {reason}") from None

    def close(self) -> None:
        """Frees the engine's memory."""
        self._watch.close()
        self._database.close()
