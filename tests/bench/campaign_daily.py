"""The table that everything is measured on: two years of marketing numbers, generated."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from cashstage.schema.column import Column, ColumnType, Role

FIRST_DAY = "2024-01-01"
_METRICS = ("impressions", "clicks", "cost", "conversions", "revenue")
_TYPES = {
    "date": ColumnType.DATE,
    "channel": ColumnType.TEXT,
    "campaign": ColumnType.TEXT,
    "country": ColumnType.TEXT,
    "device": ColumnType.TEXT,
    "impressions": ColumnType.INTEGER,
    "clicks": ColumnType.INTEGER,
    "cost": ColumnType.NUMBER,
    "conversions": ColumnType.INTEGER,
    "revenue": ColumnType.NUMBER,
}
COLUMNS = tuple(
    Column(f"c{place}", name, kind, Role.METRIC if name in _METRICS else Role.DIMENSION)
    for place, (name, kind) in enumerate(_TYPES.items(), start=1)
)
_CHANNELS = ["google_ads", "facebook_ads", "linkedin_ads", "tiktok_ads", "email"]
_DEVICES = ["desktop", "mobile", "tablet"]
_ROW_GROUP = 122_880

# The hash of row and column stands for a random number, so that every run makes the same table.
_GENERATE = f"""
SELECT
    DATE '{FIRST_DAY}' + (hash(i, 1) % 730)::INTEGER AS c1,
    {_CHANNELS}[1 + (hash(i, 2) % 5)::INTEGER] AS c2,
    printf('Campaign %03d', (hash(i, 3) % 200)::INTEGER) AS c3,
    printf('Country %02d', (hash(i, 4) % 20)::INTEGER) AS c4,
    {_DEVICES}[1 + (hash(i, 5) % 3)::INTEGER] AS c5,
    (hash(i, 6) % 10000)::BIGINT AS c6,
    (hash(i, 7) % 500)::BIGINT AS c7,
    (hash(i, 8) % 10000) / 100.0::DOUBLE AS c8,
    (hash(i, 9) % 50)::BIGINT AS c9,
    (hash(i, 10) % 30000) / 100.0::DOUBLE AS c10
FROM range(?) AS rows(i)
"""


def write(path: Path, rows: int) -> None:
    """Writes the table as ingestion writes an object: columns named by key, zstd."""
    with duckdb.connect(":memory:") as connection:
        table = connection.sql(_GENERATE, params=[rows]).to_arrow_table()
    pq.write_table(
        table,
        path,
        compression="zstd",
        compression_level=3,
        row_group_size=_ROW_GROUP,
        store_schema=False,
    )
