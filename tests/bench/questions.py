"""The twelve widgets of the reference dashboard: as questions, and as plain SQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Part = dict[str, Any]

_RANGE = {"field": "date", "start": "2024-12-31", "end": "2025-12-30"}
_FROM = "FROM read_parquet($object) WHERE c1 >= DATE '2024-12-31' AND c1 < DATE '2025-12-31'"
_WEEK, _MONTH = ({"field": "date", "grain": grain} for grain in ("week", "month"))
_CTR = {"formula": "SUM(clicks) / SUM(impressions)", "name": "ctr"}
_CPC = {"formula": "SUM(cost) / SUM(clicks)", "name": "cpc"}
_ROAS = {"formula": "SUM(revenue) / SUM(cost)", "name": "roas"}


@dataclass(frozen=True, slots=True)
class Question:
    """One widget's question; `select` is the same in SQL, without its FROM and WHERE."""

    title: str
    parts: Part
    select: str
    ending: str = ""

    @property
    def sql(self) -> str:
        """The whole statement; `$object` is the path of the stored object."""
        return f"SELECT {self.select} {_FROM} {self.ending}"

    @property
    def body(self) -> Part:
        """The question without its source."""
        return {**self.parts, "date_range": _RANGE}


def _sums(*fields: str) -> list[Part]:
    return [{"field": field, "aggregation": "sum"} for field in fields]


def _by(*fields: Part | str) -> list[Part]:
    return [{"field": field} if isinstance(field, str) else field for field in fields]


def _total(field: str, key: str) -> Question:
    return Question(field.capitalize(), {"metrics": _sums(field)}, f"sum({key})")


def _grouped(title: str, dimensions: list[Part], metrics: list[Part], select: str) -> Question:
    places = ", ".join(str(place) for place in range(1, len(dimensions) + 1))
    parts = {"dimensions": dimensions, "metrics": metrics}
    return Question(title, parts, select, f"GROUP BY {places} ORDER BY {places}")


def _top(title: str, metrics: list[Part], by: str, limit: int, select: str, place: int) -> Question:
    parts = {
        "dimensions": _by("campaign"),
        "metrics": metrics,
        "sort": [{"by": by, "direction": "desc"}],
        "limit": limit,
    }
    ending = f"GROUP BY 1 ORDER BY {place} DESC LIMIT {limit}"
    return Question(title, parts, select, ending)


QUESTIONS = (
    _total("cost", "c8"),
    _total("revenue", "c10"),
    _total("clicks", "c7"),
    Question("ROAS", {"metrics": [_ROAS]}, "sum(c10) / sum(c8)"),
    _grouped(
        "Cost and revenue by week",
        _by(_WEEK),
        _sums("cost", "revenue"),
        "date_trunc('week', c1), sum(c8), sum(c10)",
    ),
    _grouped(
        "Clicks by week by channel",
        _by(_WEEK, "channel"),
        _sums("clicks"),
        "date_trunc('week', c1), c2, sum(c7)",
    ),
    _grouped("Cost by channel", _by("channel"), _sums("cost"), "c2, sum(c8)"),
    _top("Revenue by campaign", _sums("revenue"), "revenue", 20, "c3, sum(c10)", 2),
    _grouped("Cost by device", _by("device"), _sums("cost"), "c5, sum(c8)"),
    _grouped(
        "Revenue, channel by month",
        _by(_MONTH, "channel"),
        _sums("revenue"),
        "date_trunc('month', c1), c2, sum(c10)",
    ),
    _top(
        "Top 50 campaigns",
        [*_sums("impressions", "clicks", "cost"), _CTR, _CPC, _ROAS],
        "cost",
        50,
        "c3, sum(c6), sum(c7), sum(c8), sum(c7) / sum(c6), sum(c8) / sum(c7), sum(c10) / sum(c8)",
        4,
    ),
    _grouped(
        "Three sums by device",
        _by("device"),
        _sums("impressions", "clicks", "conversions"),
        "c5, sum(c6), sum(c7), sum(c9)",
    ),
)
