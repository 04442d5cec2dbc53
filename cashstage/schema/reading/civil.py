"""Calendar arithmetic on arrays: from year, month, day and clock to dates and moments."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

MICROSECONDS_PER_DAY = 86_400_000_000
_UNIX_EPOCH_DAYS = 719_468
"""Days from 0000-03-01, where the algorithm's years begin, to 1970-01-01."""


def dates(year: pa.Int64Array, month: pa.Int64Array, day: pa.Int64Array) -> pa.Date32Array:
    """The dates of the proleptic Gregorian calendar; null where there is no such day.

    Days from civil, after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    """
    early = pc.less_equal(month, 2)
    shifted = pc.if_else(early, pc.subtract(year, 1), year)
    era = pc.divide(shifted, 400)
    year_of_era = pc.subtract(shifted, pc.multiply(era, 400))
    months = pc.add(month, pc.if_else(early, 9, -3))
    day_of_year = pc.add(pc.divide(pc.add(pc.multiply(months, 153), 2), 5), pc.subtract(day, 1))
    leaps = pc.subtract(pc.divide(year_of_era, 4), pc.divide(year_of_era, 100))
    day_of_era = pc.add(pc.add(pc.multiply(year_of_era, 365), leaps), day_of_year)
    count = pc.subtract(pc.add(pc.multiply(era, 146_097), day_of_era), _UNIX_EPOCH_DAYS)
    plausible = pc.and_(
        pc.and_(_between(year, 1, 9999), _between(month, 1, 12)), _between(day, 1, 31)
    )
    found = from_days(pc.if_else(plausible, count, None))
    # The 31st of a short month has become the 1st of the next.
    return pc.if_else(pc.equal(pc.day(found), day), found, None)


def from_days(days: pa.Int64Array) -> pa.Date32Array:
    """Dates from days since 1970-01-01."""
    return days.cast(pa.int32()).cast(pa.date32())


def seconds_of_day(
    hour: pa.Int64Array, minute: pa.Int64Array, second: pa.Int64Array
) -> pa.Int64Array:
    """Seconds since midnight; null where there is no such time."""
    valid = pc.and_(
        pc.and_(_between(hour, 0, 23), _between(minute, 0, 59)), _between(second, 0, 59)
    )
    total = pc.add(pc.multiply(pc.add(pc.multiply(hour, 60), minute), 60), second)
    return pc.if_else(valid, total, None)


def moments(date: pa.Date32Array, microseconds: pa.Int64Array) -> pa.TimestampArray:
    """Dates and microseconds since midnight as wall-clock moments."""
    days = date.cast(pa.int32()).cast(pa.int64())
    return pc.add(pc.multiply(days, MICROSECONDS_PER_DAY), microseconds).cast(pa.timestamp("us"))


def _between(values: pa.Int64Array, low: int, high: int) -> pa.BooleanArray:
    return pc.and_(pc.greater_equal(values, low), pc.less_equal(values, high))
