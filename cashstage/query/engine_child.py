"""An engine in a process of its own: `python -m cashstage.query.engine_child FD FOLDER LIMITS`.

It answers one question at a time over a socket, until the other end is closed. Questions are JSON
and answers are bytes in Arrow's format, so neither side can make the other run anything but SQL.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from datetime import date, datetime
from datetime import time as clock_time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa

from cashstage.core.errors import CashstageError
from cashstage.query.engine import Engine
from cashstage.query.walls import bound_memory, forbid_writing, read_only

FAILED, TABLE = b"E", b"T"
MORE, LAST = b"+", b"."
"""Whether the process goes on after an answer, or ends to give its memory back."""
_LOOK_SECONDS = 1.0
_KINDS: dict[str, tuple[type, Callable[[Any], str], Callable[[str], object]]] = {
    # A moment is a date as well, so it comes first.
    "datetime": (datetime, datetime.isoformat, datetime.fromisoformat),
    "date": (date, date.isoformat, date.fromisoformat),
    "time": (clock_time, clock_time.isoformat, clock_time.fromisoformat),
    "float": (float, float.hex, float.fromhex),
    "int": (int, str, int),
}
"""What JSON has no exact word for: its type, and how it becomes text and comes back."""
_NEEDED = [
    Path(place)
    for place in (
        *(sys.prefix, sys.base_prefix, "/usr", "/lib", "/lib64"),
        *("/sys", "/proc/self", "/proc/meminfo"),
    )
]
"""Programs, and what they ask of the machine's size."""


def question_bytes(sql: str, parameters: dict[str, Any]) -> bytes:
    """A question on its way into the process; Arrow would take longer than small questions do."""
    return orjson.dumps(
        [sql, {name: _packed(value) for name, value in parameters.items()}],
        option=orjson.OPT_PASSTHROUGH_DATETIME,
    )


def read_question(data: bytes) -> tuple[str, dict[str, Any]]:
    """SQL and parameters as they were."""
    sql, parameters = orjson.loads(data)
    return sql, {name: _unpacked(value) for name, value in parameters.items()}


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
    memory = os.open("/proc/self/statm", os.O_RDONLY)
    with contextlib.closing(engine), Connection(descriptor) as line:
        line.send_bytes(MORE + TABLE)
        going_on = MORE
        while going_on == MORE:
            try:
                asked = line.recv_bytes()
            except EOFError:
                return
            answer = _answer(engine, asked)
            going_on = LAST if _resident_bytes(memory) > limits["retire_above"] else MORE
            line.send_bytes(going_on + answer)


def _resident_bytes(statm: int) -> int:
    """What this process holds in memory, by its opened /proc/self/statm."""
    pages = int(os.pread(statm, 100, 0).split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _answer(engine: Engine, asked: bytes) -> bytes:
    try:
        return TABLE + _stream(engine.run(*read_question(asked)))
    except MemoryError:
        return FAILED + orjson.dumps({"kind": "memory"})
    except CashstageError as error:
        told = {"kind": error.code, "detail": error.detail, "next_step": error.next_step}
        return FAILED + orjson.dumps(told)
    except Exception as error:  # noqa: BLE001 - the other side has to know, and logs it
        return FAILED + orjson.dumps(
            {"kind": "defect", "detail": f"{type(error).__name__}: {error}"}
        )


def _packed(value: object) -> object:
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, list | tuple):
        return [_packed(each) for each in value]
    for kind, (held, pack, _) in _KINDS.items():
        if isinstance(value, held):
            return {kind: pack(value)}
    raise TypeError(f"a parameter can't be a {type(value).__name__}")


def _unpacked(value: Any) -> Any:
    if isinstance(value, list):
        return [_unpacked(each) for each in value]
    if isinstance(value, dict):
        ((kind, text),) = value.items()
        return _KINDS[kind][2](text)
    return value


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
