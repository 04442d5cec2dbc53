"""How often a table says something, and with it how its time is best shown at first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from cashstage.access.principal import Principal
from cashstage.models.platform import Platform
from cashstage.query.spec import Aggregation, DatePreset, Grain
from cashstage.sources.query import service as queries

Question = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How much of the time to show, and in which steps."""

    dates: DatePreset
    grain: Grain


DAILY = Rhythm(DatePreset.LAST_30_DAYS, Grain.DAY)
ENOUGH_DAYS = 7
"""Recent days with data that make a line worth looking at."""
_COARSER = ((Grain.MONTH, 25, 400), (Grain.WEEK, 6, 120))
"""The step for dates that are so many days apart, or that span so many."""


def rhythm_of(dates: int, span: int) -> Rhythm:
    """For a table without recent data, whose dates lie within `span` days."""
    gap = span / max(dates - 1, 1)
    fitting = (grain for grain, apart, spanned in _COARSER if gap >= apart or span >= spanned)
    return Rhythm(DatePreset.ALL_TIME, next(fitting, Grain.DAY))


def read_rhythm(platform: Platform, actor: Principal, data_source_id: UUID, field: str) -> Rhythm:
    """The last 30 days day by day, or all time for a table that holds little of them."""
    dates: Question = {"field": field, "aggregation": Aggregation.COUNT_DISTINCT}
    question: Question = {"source": str(data_source_id), "metrics": [dates]}
    recent = {"date_range": {"field": field, "preset": DatePreset.LAST_30_DAYS}}
    if _row(platform, actor, question | recent)[0] >= ENOUGH_DAYS:
        return DAILY
    ends = [
        {"field": field, "aggregation": end, "name": f"{end} of {field}"}
        for end in (Aggregation.MIN, Aggregation.MAX)
    ]
    count, first, last = _row(platform, actor, question | {"metrics": [dates, *ends]})
    if not count:
        return DAILY
    span = datetime.fromisoformat(last) - datetime.fromisoformat(first)
    return rhythm_of(count, span.days)


def _row(platform: Platform, actor: Principal, question: Question) -> list[Any]:
    """The one row of an answer without dimensions."""
    columns = orjson.loads(queries.ask(platform, actor, question).body)["data"]
    return [values[0] for values in columns]
