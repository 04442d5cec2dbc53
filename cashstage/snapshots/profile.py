"""What the columns of a snapshot hold: counts, ends, sums, top values, histograms, days."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cashstage.core.errors import QueryTimeout, Unavailable
from cashstage.schema.column import ColumnType
from cashstage.snapshots.bins import Bin, number_bins
from cashstage.snapshots.coverage import Coverage, coverage_of, date_bins
from cashstage.snapshots.frequencies import Frequencies, TopValue, read_frequencies
from cashstage.snapshots.measures import Measured, read_measures
from cashstage.snapshots.tables import SnapshotTable, SqlEngine
from cashstage.snapshots.tallies import Tally, read_tallies

__all__ = ["Bin", "ColumnProfile", "Coverage", "Profile", "TopValue", "profile"]

MOST_TOP_NUMBERS = 50
"""Of numbers with more distinct values than this the most frequent ones say nothing."""
_COUNT = "SELECT count(*) AS rows FROM read_parquet($file)"
_BATCH_COLUMNS = 40
_BATCH_CELLS = 20_000_000
_MOST_GROUPS = 2_000_000


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """One column; what does not apply to its type, or to an empty column, is None or empty.

    `values` are cells that count: `nulls` are empty, and `unusable` ones hold NaN, an infinity or
    a day outside the years 1 to 9999; the three add up to the rows. Everything else is over the
    values. Of texts `minimum` and `maximum` are the first and last in the order of code points,
    and `shortest` and `longest` their lengths; texts are cut after 200 characters. `distinct` is
    exact unless `estimated`. `sum` of whole numbers is exact, that of others compensated; it is
    None beyond what a float can hold. `top` are the most frequent values of texts, booleans,
    times, and of numbers with at most 50 different ones. `histogram` bins are of even width.
    """

    key: str
    type: ColumnType
    values: int
    nulls: int
    unusable: int
    distinct: int
    estimated: bool = False
    minimum: Any = None
    maximum: Any = None
    mean: float | None = None
    sum: int | float | None = None
    zeros: int | None = None
    negatives: int | None = None
    shortest: int | None = None
    longest: int | None = None
    top: list[TopValue] = field(default_factory=list)
    histogram: list[Bin] = field(default_factory=list)
    coverage: Coverage | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """A table's columns in their order."""

    rows: int
    columns: list[ColumnProfile]


def profile(engine: SqlEngine, table: SnapshotTable) -> Profile:
    """Profiles a table in three scans of each column, many columns at a time.

    The first scan measures, the second counts each value, the third fills histograms whose bins
    follow from the first. Different values are estimated where counting them would take more
    memory or time than the engine has. Raises what the engine raises in the other scans.
    """
    rows: int = engine.run(_COUNT, {"file": str(table.path)}).to_pylist()[0]["rows"]
    measured: dict[str, Measured] = {}
    for batch in _batches(list(table.columns), rows):
        measured |= read_measures(engine, table, batch)
    frequencies = _frequencies(engine, table, measured, rows)
    tallies: dict[str, Tally] = {}
    for batch in _batches(list(table.columns), rows):
        tallies |= read_tallies(engine, table, [measured[key] for key in batch])
    return Profile(
        rows,
        [
            _column(rows, measured[key], frequencies.get(key), tallies.get(key))
            for key in table.columns
        ],
    )


def _frequencies(
    engine: SqlEngine, table: SnapshotTable, measured: Mapping[str, Measured], rows: int
) -> dict[str, Frequencies]:
    """Of the columns whose values can be counted."""
    countable = [key for key, each in measured.items() if 0 < each.estimate <= _MOST_GROUPS]
    found: dict[str, Frequencies] = {}
    for batch in _batches(countable, rows, {key: measured[key].estimate for key in countable}):
        try:
            found |= read_frequencies(engine, table, batch)
        except (QueryTimeout, Unavailable):
            # It would be the same with the next ones; estimates are there already.
            break
    return found


def _batches(
    keys: Sequence[str], rows: int, groups: Mapping[str, int] | None = None
) -> Iterator[list[str]]:
    """Columns that are read at once: bounded in number, in cells and in different values."""
    most = max(min(_BATCH_COLUMNS, _BATCH_CELLS // max(rows, 1)), 1)
    batch: list[str] = []
    held = 0
    for key in keys:
        more = groups[key] if groups else 0
        if batch and (len(batch) == most or held + more > _MOST_GROUPS):
            yield batch
            batch, held = [], 0
        batch.append(key)
        held += more
    if batch:
        yield batch


def _column(
    rows: int, measured: Measured, frequencies: Frequencies | None, tally: Tally | None
) -> ColumnProfile:
    held = measured.type
    distinct = frequencies.distinct if frequencies else min(measured.estimate, measured.values)
    total, mean = _sums(measured)
    coverage = _coverage(measured, tally)
    return ColumnProfile(
        key=measured.key,
        type=held,
        values=measured.values,
        nulls=rows - measured.filled,
        unusable=measured.filled - measured.values,
        distinct=distinct,
        estimated=frequencies is None and measured.values > 0,
        minimum=measured.minimum,
        maximum=measured.maximum,
        mean=mean,
        sum=total,
        zeros=measured.zeros,
        negatives=measured.negatives,
        shortest=measured.shortest,
        longest=measured.longest,
        top=frequencies.top if frequencies and _has_top(held, distinct) else [],
        histogram=_histogram(measured, tally, coverage),
        coverage=coverage,
    )


def _sums(measured: Measured) -> tuple[int | float | None, float | None]:
    """Sum and mean."""
    total = measured.sum
    if total is None or (isinstance(total, float) and not math.isfinite(total)):
        return None, None
    return total, total / measured.values


def _has_top(held: ColumnType, distinct: int) -> bool:
    return not held.temporal and (not held.numeric or distinct <= MOST_TOP_NUMBERS)


def _coverage(measured: Measured, tally: Tally | None) -> Coverage | None:
    if tally is None or not measured.type.temporal:
        return None
    if tally.days:
        return coverage_of(tally.days)
    # Too far apart to look at each day between them.
    return Coverage(_day(measured.minimum), _day(measured.maximum), tally.day_count)


def _histogram(measured: Measured, tally: Tally | None, coverage: Coverage | None) -> list[Bin]:
    if tally is None:
        return []
    if coverage is not None:
        return date_bins(tally.days, tally.years, coverage.step)
    return number_bins(measured.minimum, measured.maximum, measured.type).counted(tally.places)


def _day(moment: Any) -> date:
    return date(moment.year, moment.month, moment.day)
