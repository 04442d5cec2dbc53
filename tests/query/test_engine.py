"""The engine's walls: what SQL may not reach, and what it may not take."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cashstage.core.errors import InvalidInput, QueryTimeout
from cashstage.query.engine import Engine


@pytest.fixture
def objects(tmp_path: Path) -> Path:
    folder = tmp_path / "objects"
    folder.mkdir()
    pq.write_table(pa.table({"c1": [1, 2, 3], "c2": ["a", "b", "a"]}), folder / "d1")
    return folder


@pytest.fixture
def engine(objects: Path) -> Iterator[Engine]:
    made = Engine(objects, threads=1, memory_limit="256MB", time_limit=0.4)
    yield made
    made.close()


def test_it_reads_an_object_with_bound_values(engine: Engine, objects: Path) -> None:
    sql = "SELECT c2, sum(c1) AS s FROM read_parquet($o) WHERE c1 > $n GROUP BY c2 ORDER BY c2"
    table = engine.run(sql, {"o": str(objects / "d1"), "n": 1})

    assert table.to_pylist() == [{"c2": "a", "s": 3}, {"c2": "b", "s": 2}]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_parquet('/tmp/elsewhere')",
        "SELECT * FROM glob('/*')",
        "COPY (SELECT 1) TO '/tmp/out.csv'",
        "ATTACH '/tmp/other.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET memory_limit = '100GB'",
        "RESET lock_configuration",
    ],
)
def test_it_reaches_nothing_else(engine: Engine, sql: str) -> None:
    with pytest.raises(duckdb.Error):
        engine.run(sql, {})


def test_a_way_out_of_the_folder_is_closed(engine: Engine, objects: Path) -> None:
    secret = objects.parent / "secret"
    pq.write_table(pa.table({"c1": [42]}), secret)
    (objects / "link").symlink_to(secret)
    for path in (objects / ".." / "secret", objects / "link"):
        with pytest.raises(duckdb.Error):
            engine.run("SELECT * FROM read_parquet($o)", {"o": str(path)})


def test_a_long_question_is_interrupted_and_others_live_on(engine: Engine) -> None:
    with pytest.raises(QueryTimeout, match="longer than"):
        engine.run("SELECT sum(a.range * b.range) FROM range(9000000) a, range(9000000) b", {})

    assert engine.run("SELECT 1 AS one", {}).to_pylist() == [{"one": 1}]


def test_an_overflow_is_the_question_s_fault(engine: Engine) -> None:
    with pytest.raises(InvalidInput, match="can't be computed"):
        engine.run("SELECT 9223372036854775807::BIGINT + 1::BIGINT", {})
