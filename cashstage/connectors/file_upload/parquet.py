"""Parquet files: typed columns as cells, without a digit lost on the way."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cashstage.connectors.base import ColumnFormat, Progress, RawCell, RawTable
from cashstage.core.errors import UnreadableData
from cashstage.schema.cell_format import CellFormat

_CHUNK_ROWS = 20_000
_DAY_ZERO = -25_569
"""1899-12-30 in days since 1970."""
_SECONDS = 86_400
_EXACT = 2**53
_NO_NUMBER = "#NUM!"
"""What spreadsheets show for NaN and infinity, so that it is counted as what it is."""
_SAVE_AGAIN = "Write it again with plain columns and upload that."


def open_parquet(path: Path, *, progress: Progress | None = None) -> RawTable:
    """The file's rows under its column names; nested columns are left out, with a note.

    Dates become serial days; whole numbers that no float holds exactly, and decimals, stay text.
    Raises UnreadableData for a damaged file.
    """
    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        raise UnreadableData(
            "The Parquet file is damaged.", next_step="Write it again and upload that."
        ) from error
    fields = [field for field in file.schema_arrow if not pa.types.is_nested(field.type)]
    if not fields:
        raise UnreadableData("The Parquet file has no plain columns.", next_step=_SAVE_AGAIN)
    nested = [field.name for field in file.schema_arrow if pa.types.is_nested(field.type)]
    return RawTable(
        chunks=_chunks(file, fields, progress),
        typed=True,
        header_row=1,
        column_formats=[_format(field.type) for field in fields],
        total_rows=file.metadata.num_rows + 1,
        notes=[f"The column {name} holds lists or records, and was left out." for name in nested],
        origin={"format": "parquet"},
    )


def _chunks(
    file: pq.ParquetFile, fields: Sequence[pa.Field], progress: Progress | None
) -> Iterator[list[Sequence[RawCell]]]:
    names = [field.name for field in fields]
    yield [names]
    long = {name for name in names if _has_long_numbers(file, name)}
    done, total = 0, file.metadata.num_rows
    try:
        for batch in file.iter_batches(batch_size=_CHUNK_ROWS, columns=names):
            cells = [_cells(batch.column(name), name in long) for name in names]
            yield list(zip(*cells, strict=True))
            done += batch.num_rows
            if progress is not None:
                progress(done, total)
    except (pa.ArrowException, OSError) as error:
        raise UnreadableData(
            f"The Parquet file is damaged after row {done}.", next_step=_SAVE_AGAIN
        ) from error


def _has_long_numbers(file: pq.ParquetFile, name: str) -> bool:
    """Whether a whole number of the column is beyond what a float keeps exactly."""
    if not pa.types.is_integer(file.schema_arrow.field(name).type):
        return False
    for batch in file.iter_batches(columns=[name]):
        ends = pc.min_max(batch.column(0)).as_py()
        if ends["min"] is not None and (ends["min"] < -_EXACT or ends["max"] > _EXACT):
            return True
    return False


def _cells(column: pa.Array, as_text: bool) -> list[RawCell]:  # noqa: FBT001 - a fact of the column
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.dictionary_decode()
        kind = column.type
    if as_text or pa.types.is_decimal(kind):
        column = column.cast(pa.string())
    elif pa.types.is_date(kind):
        days = column.cast(pa.date32()).cast(pa.int32())
        column = pc.subtract(days, _DAY_ZERO)
    elif pa.types.is_timestamp(kind):
        micros = column.cast(pa.timestamp("us", tz=kind.tz)).cast(pa.int64())
        days = pc.divide(micros.cast(pa.float64()), _SECONDS * 1e6)
        column = pc.subtract(days, float(_DAY_ZERO))
    elif pa.types.is_time(kind):
        micros = column.cast(pa.time64("us")).cast(pa.int64()).cast(pa.float64())
        column = pc.divide(micros, _SECONDS * 1e6)
    elif pa.types.is_duration(kind):
        micros = column.cast(pa.duration("us")).cast(pa.int64()).cast(pa.float64())
        column = pc.divide(micros, _SECONDS * 1e6)
    elif pa.types.is_floating(kind):
        return [_NO_NUMBER if _is_odd(each) else each for each in column.to_pylist()]
    elif not (pa.types.is_integer(kind) or pa.types.is_boolean(kind)):
        column = column.cast(pa.string())
    cells: list[RawCell] = column.to_pylist()
    return cells


def _is_odd(value: float | None) -> bool:
    return value is not None and not math.isfinite(value)


def _format(kind: pa.DataType) -> ColumnFormat | None:
    if pa.types.is_date(kind):
        return ColumnFormat(CellFormat.DATE)
    if pa.types.is_timestamp(kind):
        return ColumnFormat(CellFormat.DATETIME)
    if pa.types.is_time(kind):
        return ColumnFormat(CellFormat.TIME)
    return ColumnFormat(CellFormat.DURATION) if pa.types.is_duration(kind) else None
