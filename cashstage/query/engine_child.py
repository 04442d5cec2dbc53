"""An engine in a process of its own: `python -m cashstage.query.engine_child FD FOLDER LIMITS`.

It answers one question at a time over a socket, until the other end is closed. Questions and
answers are bytes in Arrow's format, so neither side can make the other run anything but SQL.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa

from cashstage.core.errors import CashstageError
from cashstage.query.engine import Engine
from cashstage.query.walls import bound_memory, forbid_writing, read_only

SQL = b"sql"
FAILED, TABLE = b"E", b"T"
MORE, LAST = b"+", b"."
"""Whether the process goes on after an answer, or ends to give its memory back."""
_LOOK_SECONDS = 1.0
_NEEDED = [
    Path(place)
    for place in (
        *(sys.prefix, sys.base_prefix, "/usr", "/lib", "/lib64"),
        *("/sys", "/proc/self", "/proc/meminfo"),
    )
]
"""Programs, and what they ask of the machine's size."""


def question_bytes(sql: str, parameters: dict[str, Any]) -> bytes:
    """A question on its way into the process."""
    batch = pa.RecordBatch.from_pylist([parameters] if parameters else [{"": None}])
    schema = batch.schema.with_metadata({SQL: sql.encode()})
    return _stream(pa.Table.from_batches([batch.cast(schema)], schema))


def read_table(data: memoryview) -> pa.Table:
    """The table of an answer."""
    return pa.ipc.open_stream(data).read_all()


def main(descriptor: int, folder: Path, limits: dict[str, Any]) -> None:
    """Answers until the other end is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asks.
    _leave_with(os.getppid())
    # Before DuckDB has threads: what the kernel forbids a thread holds for those it starts.
    read_only(folder, *_NEEDED)
    forbid_writing()
    engine = Engine(
        folder,
        threads=limits["threads"],
        memory_limit=limits["memory_limit"],
        time_limit=limits["time_limit"],
    )
    engine.run("SELECT 1", {})
    bound_memory(limits["address_space"])
    with contextlib.closing(engine), Connection(descriptor) as line:
        line.send_bytes(MORE + TABLE)
        going_on = MORE
        while going_on == MORE:
            try:
                asked = line.recv_bytes()
            except EOFError:
                return
            answer = _answer(engine, asked)
            going_on = LAST if _resident_bytes() > limits["retire_above"] else MORE
            line.send_bytes(going_on + answer)


def _answer(engine: Engine, asked: bytes) -> bytes:
    table = pa.ipc.open_stream(asked).read_all()
    parameters = {name: value for name, value in table.to_pylist()[0].items() if name}
    try:
        found = engine.run(table.schema.metadata[SQL].decode(), parameters)
        return TABLE + _stream(found)
    except MemoryError:
        return FAILED + orjson.dumps({"kind": "memory"})
    except CashstageError as error:
        told = {"kind": error.code, "detail": error.detail, "next_step": error.next_step}
        return FAILED + orjson.dumps(told)
    except Exception as error:  # noqa: BLE001 - the other side has to know, and logs it
        return FAILED + orjson.dumps(
            {"kind": "defect", "detail": f"{type(error).__name__}: {error}"}
        )


def _resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _stream(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    written: bytes = sink.getvalue().to_pybytes()
    return written


def _leave_with(parent: int) -> None:
    """Ends this process when its parent is gone, also in the middle of a question."""

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_SECONDS)
        os._exit(0)

    threading.Thread(target=look, daemon=True).start()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), orjson.loads(sys.argv[3]))
