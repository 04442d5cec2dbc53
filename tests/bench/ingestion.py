"""From the bytes of Google's answers to a stored object, against reading those bytes as JSON."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path

import orjson

from cashstage.connectors.base import RawCell, RawTable
from cashstage.connectors.google_sheets.fetch import CHUNK_CELLS
from cashstage.ingest.normalise import Known
from cashstage.ingest.run import ingest
from cashstage.snapshots.store import ObjectStore
from tests.bench.measure import Line, compare

COLUMNS = 10
_REPEAT = 5
_HEADER = [
    "Day", "Channel", "Campaign", "Country", "Device",
    "Impressions", "Clicks", "Cost", "Conversions", "Revenue",
]  # fmt: skip
_FIRST_SERIAL = 45_292


class Kind(StrEnum):
    """What the texts of a table are like."""

    REPEATED = "few distinct texts"
    DISTINCT = "distinct texts"


def lines(store: ObjectStore, rows: int) -> Iterator[Line]:
    """One line for a table of ten columns."""
    read = list(answers(rows, Kind.REPEATED))

    def ours() -> None:
        with tempfile.TemporaryDirectory() as folder:
            made = ingest(
                RawTable(chunks=(rows_in(answer) for answer in read), typed=True),
                Known(),
                first_free_key=1,
                directory=Path(folder),
                progress=lambda done, total: None,
            )
            store.put(made.digest, made.path)

    def baseline() -> None:
        # One answer after the other, as ingestion has them: keeping all would cost more.
        for answer in read:
            orjson.loads(answer)

    yield compare(
        f"Ingest {rows:,} x {COLUMNS} cells",
        ours,
        "orjson.loads",
        baseline,
        repeat=_REPEAT,
    )


def rows_in(answer: bytes) -> list[Sequence[RawCell]]:
    """The rows of an answer, as the connector takes them out."""
    rows: list[Sequence[RawCell]]
    rows = orjson.loads(answer)["valueRanges"][0]["values"]
    return rows


def answers(rows: int, kind: Kind) -> Iterator[bytes]:
    """Answers in the size that the connector asks for, made when they are asked for."""
    step = CHUNK_CELLS // COLUMNS
    for start in range(0, rows + 1, step):
        numbers = range(start, min(start + step, rows + 1))
        table = [_row(number - 1, kind) if number else _HEADER for number in numbers]
        yield orjson.dumps({"valueRanges": [{"values": table}]})


def _row(number: int, kind: Kind) -> list[RawCell]:
    row = _repeated(number)
    if kind is Kind.DISTINCT:
        row[1:5] = [f"{text} {number}" for text in row[1:5]]
    return row


def _repeated(number: int) -> list[RawCell]:
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
