"""The other side of a comparison beside the answer's rows, and how far they lie apart.

Groups meet by their names. Points in time meet by their place: the third week of one range meets
the third week of the other, whatever their dates are. Over the years that means: after 29 February
every day meets the one after its date of the year before, and weeks are counted from the range's
first. When the other side is another snapshot, the days are the same, and meet themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

import pyarrow as pa

from cashstage.query.having import output_key
from cashstage.query.outputs import keys, output
from cashstage.query.periods import Calendar, Days
from cashstage.query.resolved import ResolvedDimension, ResolvedMetric, ResolvedQuery
from cashstage.query.spec import Grain

Change = dict[str, Any]


def aligned(query: ResolvedQuery, rows: pa.Table, compared: pa.Table) -> dict[str, list[Any]]:
    """For every metric the value of the other side, one for each row of the answer."""
    places = {key: row for row, key in enumerate(_meeting(query, compared, query.compared))}
    found = [places.get(key) for key in _meeting(query, rows, query.days)]
    first = len(query.dimensions)
    other = {
        metric.name: output(query, compared, first + position)
        for position, metric in enumerate(query.metrics)
    }
    return {
        name: [None if row is None else values[row] for row in found]
        for name, values in other.items()
    }


def changes(
    query: ResolvedQuery, rows: pa.Table, before: dict[str, list[Any]]
) -> dict[str, Change]:
    """For every number by how much it has changed, row by row."""
    first = len(query.dimensions)
    return {
        metric.name: _change(
            metric, output(query, rows, first + position), before[metric.name], unit=True
        )
        for position, metric in enumerate(query.metrics)
        if _is_number(rows.schema.field(output_key(first + position)).type)
    }


def total_changes(
    query: ResolvedQuery, now: dict[str, Any] | None, before: dict[str, Any] | None
) -> dict[str, Change] | None:
    """The same of the totals; None without them."""
    if now is None or before is None:
        return None
    found = {}
    for metric in query.metrics:
        pair = now.get(metric.name), before.get(metric.name)
        if all(each is None or _measures(each) for each in pair):
            change = _change(metric, [pair[0]], [pair[1]])
            found[metric.name] = {name: values[0] for name, values in change.items()}
    return found


def _change(
    metric: ResolvedMetric, now: Sequence[Any], before: Sequence[Any], *, unit: bool = False
) -> Change:
    """Absolute, which of percentages is in points, and relative to what was before.

    Where one side is missing there is neither; where there was nothing before, nothing relative.
    """
    points = metric.format == "percent"
    scale = 100 if points else 1
    pairs = list(zip(now, before, strict=True))
    change: Change = {
        "absolute": [None if None in pair else (pair[0] - pair[1]) * scale for pair in pairs],
        "relative": [
            None if None in pair or pair[1] == 0 else (pair[0] - pair[1]) / abs(pair[1])
            for pair in pairs
        ],
    }
    return {**change, "unit": "points" if points else None} if unit else change


def _meeting(query: ResolvedQuery, table: pa.Table, days: Days | None) -> list[tuple[Any, ...]]:
    """What the rows of both sides meet by."""
    positions = range(len(query.dimensions))
    found = keys(query, table, positions)
    if query.compares_moment:
        return found
    calendar = Calendar(query.week_starts_on, query.fiscal_year_starts_on)
    moving = [at for at in positions if query.dimensions[at].moves]
    for at in moving:
        values = table.column(output_key(at)).to_pylist()
        places = _places(query.dimensions[at], values, days, calendar)
        found = [
            (*key[:at], place, *key[at + 1 :]) for key, place in zip(found, places, strict=True)
        ]
    return found


def _places(
    dimension: ResolvedDimension, values: Sequence[Any], days: Days | None, calendar: Calendar
) -> list[Any]:
    """How far each point in time lies from where its range begins."""
    there = [value for value in values if value is not None]
    if not there:
        return list(values)
    first: date = days.first if days is not None else min(there)
    if isinstance(there[0], datetime):
        begin = first if isinstance(first, datetime) else datetime.combine(first, time.min)
        return [None if value is None else value - begin for value in values]
    unit = dimension.grain or Grain.DAY
    return [None if value is None else calendar.steps(unit, first, value) for value in values]


def _measures(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_number(arrow: pa.DataType) -> bool:
    return bool(
        pa.types.is_integer(arrow) or pa.types.is_floating(arrow) or pa.types.is_decimal(arrow)
    )
