"""The third scan of a profile: how many values fall into each bin, or on each day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from string import Template
from typing import Any

from cashstage.snapshots.bins import number_bins
from cashstage.snapshots.measures import Measured, usable
from cashstage.snapshots.tables import SnapshotTable, SqlEngine, listed

MOST_DAYS = 40_000
"""A hundred years: dates that lie further apart are counted by year."""

_TALLY = Template("SELECT $tallies FROM (SELECT $values FROM read_parquet($$file))")
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Tally:
    """Of numbers how many are in the bin at each place; of dates, on each day or in each year.

    `day_count` is how many different days there are where only years are counted.
    """

    places: Mapping[int, int] = field(default_factory=dict)
    days: Mapping[date, int] = field(default_factory=dict)
    years: Mapping[int, int] = field(default_factory=dict)
    day_count: int = 0


def read_tallies(
    engine: SqlEngine, table: SnapshotTable, columns: Sequence[Measured]
) -> dict[str, Tally]:
    """The tallies of those columns that are numbers or dates and have values."""
    chosen = [each for each in columns if each.values and (each.type.numeric or each.type.temporal)]
    if not chosen:
        return {}
    sql = _TALLY.substitute(
        values=listed(
            f"{usable(each.key, each.type)} AS v{place}" for place, each in enumerate(chosen)
        ),
        tallies=listed(_tally_sql(place, each) for place, each in enumerate(chosen)),
    )
    row = engine.run(sql, {"file": str(table.path)}).to_pylist()[0]
    return {each.key: _tally(each, row, place) for place, each in enumerate(chosen)}


def _tally_sql(place: int, measured: Measured) -> str:
    value = f"v{place}"
    if measured.type.numeric:
        bins = number_bins(measured.minimum, measured.maximum, measured.type)
        # `least` and `greatest` leave nulls out, so that a null would get a place.
        counted = f"FILTER ({value} IS NOT NULL)"
        return f"histogram({bins.place_sql(value, measured.type)}) {counted} AS t{place}"
    day = f"CAST({value} AS DATE)"
    if _many_days(measured):
        return f"histogram(year({value})) AS t{place}, count(DISTINCT {day}) AS d{place}"
    return f"histogram({day} - DATE '1970-01-01') AS t{place}"


def _tally(measured: Measured, row: Mapping[str, Any], place: int) -> Tally:
    counts = dict(row[f"t{place}"])
    if measured.type.numeric:
        return Tally(places=counts)
    if _many_days(measured):
        return Tally(years=counts, day_count=row[f"d{place}"])
    days = {date.fromordinal(_EPOCH + day): count for day, count in counts.items()}
    return Tally(days=days)


def _many_days(measured: Measured) -> bool:
    return bool((measured.maximum - measured.minimum).days > MOST_DAYS)
