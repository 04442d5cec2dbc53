"""Whatever is written to a CSV file in an ordinary way is read back equal, in value and type."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cashstage.connectors.file_upload import open_file
from cashstage.ingest.normalise import Known
from cashstage.ingest.run import ingest
from tests.ingest.written_tables import KINDS, Table, tables

PATIENT = [HealthCheck.too_slow, HealthCheck.filter_too_much]


def expect_read_back(table: Table) -> None:
    """Writes the file, ingests it, and compares what the Parquet object holds."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "upload").write_bytes(table.content)
        read = ingest(
            open_file(folder / "upload"),
            Known(),
            first_free_key=1,
            directory=folder,
            progress=lambda _done, _total: None,
        )
        values = pq.read_table(read.path)

    assert [column.type for column in read.columns] == [column.type for column in table.columns]
    for column, written in zip(read.columns, table.columns, strict=True):
        assert values.column(column.key).to_pylist() == written.values


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60, suppress_health_check=PATIENT)
@given(data=st.data())
def test_a_column_is_read_back(kind: str, data: st.DataObject) -> None:
    expect_read_back(data.draw(tables([kind], most=1)))


@settings(max_examples=100, suppress_health_check=PATIENT)
@given(table=tables())
def test_columns_of_all_kinds_beside_each_other_are_read_back(table: Table) -> None:
    expect_read_back(table)
