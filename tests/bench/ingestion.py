"""From the bytes of Google's answers to a stored object, against reading those bytes as JSON."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import orjson

from cashstage.connectors.base import RawCell, RawTable
from cashstage.connectors.google_sheets.fetch import CHUNK_CELLS
from cashstage.ingest.normalise import Known
from cashstage.ingest.run import ingest
from cashstage.snapshots.store import ObjectStore
from tests.bench.measure import Line, compare

_COLUMNS = 10
_REPEAT = 5
_HEADER = [
    "Day", "Channel", "Campaign", "Country", "Device",
    "Impressions", "Clicks", "Cost", "Conversions", "Revenue",
]  # fmt: skip
_FIRST_SERIAL = 45_292


def lines(store: ObjectStore, rows: int) -> Iterator[Line]:
    """One line for a table of ten columns."""
    answers = _answers(rows)

    def ours() -> None:
        with tempfile.TemporaryDirectory() as folder:
            made = ingest(
                RawTable(chunks=(_rows_in(answer) for answer in answers), typed=True),
                Known(),
                first_free_key=1,
                directory=Path(folder),
                progress=lambda done, total: None,
            )
            store.put(made.digest, made.path)

    yield compare(
        f"Ingest {rows:,} x {_COLUMNS} cells",
        ours,
        "orjson.loads",
        lambda: [orjson.loads(answer) for answer in answers],
        repeat=_REPEAT,
    )


def _rows_in(answer: bytes) -> list[Sequence[RawCell]]:
    rows: list[Sequence[RawCell]]
    rows = orjson.loads(answer)["valueRanges"][0]["values"]
    return rows


def _answers(rows: int) -> list[bytes]:
    """Answers in the size that the connector asks for."""
    table = [_HEADER, *(_row(number) for number in range(rows))]
    step = CHUNK_CELLS // _COLUMNS
    return [
        orjson.dumps({"valueRanges": [{"values": table[start : start + step]}]})
        for start in range(0, len(table), step)
    ]


def _row(number: int) -> list[RawCell]:
    spread = number * 2_654_435_761 % 2**32
    return [
        _FIRST_SERIAL + number % 730,
        ("Search", "Social", "Video", "Mail", "Radio")[spread % 5],
        f"Campaign {spread % 200:03}",
        f"Country {spread % 20:02}",
        ("desktop", "mobile", "tablet")[spread % 3],
        spread % 10_000,
        spread % 500,
        spread % 10_000 / 100,
        spread % 50,
        spread % 30_000 / 100,
    ]
