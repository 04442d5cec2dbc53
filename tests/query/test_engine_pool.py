"""Engines in processes: bounded by the kernel, killed and replaced, and harmless to each other."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, datetime
from datetime import time as clock_time
from pathlib import Path

import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cashstage.core.errors import InvalidInput, QueryTimeout, Unavailable
from cashstage.query.engine_child import question_bytes, read_question
from cashstage.query.engine_pool import EngineDefect, EngineLimits, EnginePool

STUBBORN = "SELECT levenshtein(repeat('ab', 200000), repeat('ba', 200000)) AS n"
"""Computes for minutes inside one function, where no interrupt is noticed."""
LIMITS = EngineLimits(threads=1, memory_limit="256MB", time_limit=0.3, kill_after=0.8)


@pytest.fixture
def objects(tmp_path: Path) -> Path:
    folder = tmp_path / "objects"
    folder.mkdir()
    pq.write_table(pa.table({"c1": [1, 2, 3], "c2": ["a", "b", "a"]}), folder / "d1")
    return folder


@pytest.fixture
def pool(objects: Path) -> Iterator[EnginePool]:
    made = EnginePool(objects, size=2, limits=LIMITS)
    yield made
    made.close()


def processes(objects: Path) -> set[int]:
    """The engine processes over this folder."""
    found = set()
    for child in psutil.Process().children():
        # One that ends while it is looked at is none of them.
        with suppress(psutil.NoSuchProcess):
            if str(objects) in child.cmdline():
                found.add(child.pid)
    return found


def test_it_reads_an_object_with_bound_values_of_every_type(
    pool: EnginePool, objects: Path
) -> None:
    given = {
        "n": 1,
        "f": 1.5,
        "t": "it's",
        "b": True,
        "d": date(2026, 1, 31),
        "m": datetime(2026, 1, 31, 9, 30, 0, 1),  # noqa: DTZ001 - civil time has no zone
        "h": clock_time(9, 30),
    }
    columns = ", ".join(f"${name} AS {name}" for name in given)

    table = pool.run(
        f"SELECT {columns}, sum(c1) AS s FROM read_parquet($o) WHERE c1 > $n",
        {**given, "o": str(objects / "d1")},
    )

    assert table.to_pylist() == [{**given, "s": 5}]


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, 0, -(2**63), 2**63 - 1, 0.1, -0.0, 5e-324, 1.7976931348623157e308),
        *(float("inf"), float("-inf"), "", "\0", "$p1 'x' \N{PILE OF POO}", [1, 2.5], ["a", None]),
        date.min,
        datetime.max,  # noqa: DTZ901 - civil time has no zone
        clock_time(23, 59, 59, 999_999),
    ],
)
def test_values_arrive_as_they_were(value: object) -> None:
    sql, parameters = read_question(question_bytes("SELECT $v", {"v": value, "w": 1}))

    assert sql == "SELECT $v"
    assert repr(parameters) == repr({"v": value, "w": 1})


def test_what_is_no_value_is_refused() -> None:
    with pytest.raises(TypeError, match="object"):
        question_bytes("SELECT $v", {"v": object()})


def test_all_processes_can_start_ahead(objects: Path) -> None:
    before = processes(objects)
    pool = EnginePool(objects, size=2, limits=LIMITS)
    pool.warm()
    deadline = time.monotonic() + 30
    while len(processes(objects) - before) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    started = processes(objects) - before
    assert pool.run("SELECT 1 AS one", {}).to_pylist() == [{"one": 1}]
    assert processes(objects) - before == started
    pool.close()
    while processes(objects) & started:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_question_without_parameters_is_one_too(pool: EnginePool, objects: Path) -> None:
    assert pool.run("SELECT 1 AS one", {}).to_pylist() == [{"one": 1}]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "COPY (SELECT 1 AS a) TO '{folder}/out.csv'",
        "COPY (SELECT 1 AS a) TO '{folder}/d1' (FORMAT parquet)",
        "ATTACH '{folder}/other.db'",
        "SET memory_limit = '100GB'",
    ],
)
def test_it_reaches_and_writes_nothing(pool: EnginePool, objects: Path, sql: str) -> None:
    before = (objects / "d1").read_bytes()

    with pytest.raises(EngineDefect):
        pool.run(sql.format(folder=objects), {})

    assert [path.name for path in objects.iterdir()] == ["d1"]
    assert (objects / "d1").read_bytes() == before


def test_an_interrupted_question_keeps_its_process(pool: EnginePool, objects: Path) -> None:
    pool.run("SELECT 1", {})
    before = processes(objects)

    with pytest.raises(QueryTimeout, match=r"longer than 0\.3 seconds"):
        pool.run("SELECT sum(a.range * b.range) FROM range(9000000) a, range(9000000) b", {})

    assert pool.run("SELECT 1 AS one", {}).to_pylist() == [{"one": 1}]
    assert processes(objects) == before


def test_a_question_that_no_interrupt_reaches_is_killed_and_its_process_replaced(
    pool: EnginePool, objects: Path
) -> None:
    pool.run("SELECT 1", {})
    before = processes(objects)
    began = time.monotonic()

    with pytest.raises(QueryTimeout):
        pool.run(STUBBORN, {})

    assert time.monotonic() - began < 10
    assert processes(objects) == set()
    assert pool.run("SELECT 2 AS two", {}).to_pylist() == [{"two": 2}]
    assert processes(objects).isdisjoint(before)


def test_others_are_answered_while_one_is_stubborn(pool: EnginePool, objects: Path) -> None:
    with ThreadPoolExecutor(2) as threads:
        stubborn = threads.submit(pool.run, STUBBORN, {})
        answers = [pool.run("SELECT 1 AS one", {}).to_pylist() for _ in range(5)]

        assert answers == [[{"one": 1}]] * 5
        with pytest.raises(QueryTimeout):
            stubborn.result()


def test_memory_ends_where_the_kernel_says(objects: Path) -> None:
    limits = EngineLimits(threads=1, memory_limit="10GB", address_space=256 * 1024**2)
    pool = EnginePool(objects, size=1, limits=limits)
    try:
        with pytest.raises(Unavailable, match="more memory"):
            pool.run("SELECT len(range(100000000)) AS n", {})

        assert pool.run("SELECT 1 AS one", {}).to_pylist() == [{"one": 1}]
    finally:
        pool.close()


def test_a_process_that_dies_between_questions_is_replaced(pool: EnginePool, objects: Path) -> None:
    pool.run("SELECT 1", {})
    (pid,) = processes(objects)
    psutil.Process(pid).kill()
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)

    assert pool.run("SELECT 1 AS one", {}).to_pylist() == [{"one": 1}]


def test_a_process_that_dies_over_a_question_fails_that_question_alone(
    pool: EnginePool, objects: Path
) -> None:
    pool.run("SELECT 1", {})
    (pid,) = processes(objects)
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(pool.run, STUBBORN, {})
        time.sleep(0.2)
        psutil.Process(pid).kill()

        with pytest.raises(Unavailable):
            asked.result()

    assert pool.run("SELECT 1 AS one", {}).to_pylist() == [{"one": 1}]


def test_a_process_that_has_grown_is_replaced(objects: Path) -> None:
    pool = EnginePool(objects, size=1, limits=EngineLimits(threads=1, retire_above=1))
    try:
        pool.run("SELECT 1", {})
        first = processes(objects)
        assert pool.run("SELECT 2 AS two", {}).to_pylist() == [{"two": 2}]

        assert processes(objects).isdisjoint(first)
    finally:
        pool.close()


def test_who_waits_too_long_for_a_turn_is_told(objects: Path) -> None:
    limits = EngineLimits(threads=1, time_limit=2, kill_after=2.5, wait_for_turn=0.1)
    pool = EnginePool(objects, size=1, limits=limits)
    try:
        pool.run("SELECT 1", {})
        with ThreadPoolExecutor(1) as threads:
            stubborn = threads.submit(pool.run, STUBBORN, {})
            while not stubborn.running():
                time.sleep(0.01)
            time.sleep(0.1)
            with pytest.raises(Unavailable, match="Too many questions"):
                pool.run("SELECT 1", {})
            with pytest.raises(QueryTimeout):
                stubborn.result()
    finally:
        pool.close()


def test_an_overflow_is_the_question_s_fault(pool: EnginePool, objects: Path) -> None:
    with pytest.raises(InvalidInput, match="can't be computed"):
        pool.run("SELECT 9223372036854775807::BIGINT + 1::BIGINT", {})


def test_processes_end_with_the_pool(objects: Path) -> None:
    pool = EnginePool(objects, size=2, limits=LIMITS)
    pool.run("SELECT 1", {})
    assert len(processes(objects)) == 1

    pool.close()

    assert processes(objects) == set()


def test_processes_end_when_nobody_knows_the_pool_any_more(objects: Path) -> None:
    pool = EnginePool(objects, size=1, limits=LIMITS)
    pool.run("SELECT 1", {})
    assert len(processes(objects)) == 1

    del pool
    gc.collect()

    assert processes(objects) == set()
