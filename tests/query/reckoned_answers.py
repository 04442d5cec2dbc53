"""Whole answers in plain Python, row by row, apart from the SQL that is tested.

It knows the questions that `specs` makes: sums, counts and a ratio, over a handful of dimensions.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.query.asking import Row
from tests.query.reckoning import holds

Key = tuple[Any, ...]
Groups = dict[Key, list[Row]]

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
LABELS: list[str] = ["none", "few", "some", "many"]
MEMBERS: dict[str, list[str | None]] = {"Paid": ["ads", "meta"], "Unknown": [None, ""]}
METRICS = [
    {"field": "cost", "name": "spend"},
    {"metric": "cpc"},
    {"formula": "COUNT(*)", "name": "n"},
]
NAMES = ["spend", "cpc", "n"]
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "day": st.none() | st.dates(FIRST, LAST),
            "channel": st.sampled_from(["email", "ads", "meta", "", None, "Others"]),
            # Quarters add up exactly in whatever order they come.
            "cost": st.none() | st.integers(-40, 400).map(lambda each: each / 4),
            "clicks": st.none() | st.integers(0, 5),
            "active": st.none() | st.booleans(),
        }
    ),
    max_size=25,
)


def dimensions() -> st.SearchStrategy[list[dict[str, Any]]]:
    """One to three of them, on fields of their own."""
    channel: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
        [
            {"field": "channel"},
            {"field": "channel", "groups": MEMBERS},
            {"field": "channel", "groups": MEMBERS, "others": "Rest"},
            {"field": "channel", "top": {"n": 2, "by": "spend"}},
            {"field": "channel", "top": {"n": 2, "by": "n", "others": True}},
            {"field": "channel", "top": {"n": 1, "direction": "asc", "others": True}},
        ]
    )
    day: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
        [
            {"field": "day", "grain": each}
            for each in ("week", "month", "fiscal_quarter", "day_of_week", "month_of_year")
        ]
    )
    cost: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
        [
            {"field": "cost", "bins": {"width": 25}, "label": "x"},
            {"field": "cost", "bins": {"edges": [0, 10, 50], "labels": LABELS}},
        ]
    )
    active: st.SearchStrategy[dict[str, Any]] = st.just({"field": "active"})
    wholes: st.SearchStrategy[tuple[dict[str, Any], ...]] = st.tuples(channel, day, cost, active)
    return st.tuples(wholes, st.permutations(range(4)), st.integers(1, 3)).map(
        lambda drawn: [drawn[0][at] for at in drawn[1][: drawn[2]]]
    )


def member(dimension: dict[str, Any], row: Row) -> Any:
    """What a row belongs to, before anything is said of who leads."""
    value = row[dimension["field"]]
    if "groups" in dimension:
        named = [label for label, values in MEMBERS.items() if value in values]
        if named:
            return named[0]
        return dimension.get("others", value)
    if value is None:
        return None
    if "bins" in dimension:
        return _bin(dimension["bins"], value)
    return _bucket(dimension["grain"], value) if "grain" in dimension else value


def _bin(bins: dict[str, Any], value: float) -> str:
    if "edges" in bins:
        reached: int = sum(value >= edge for edge in bins["edges"])
        return LABELS[reached]
    low = math.floor(value / bins["width"]) * bins["width"]
    return f"{low} to {low + bins['width']}"


def _bucket(grain: str, day: date) -> Any:
    if grain == "day_of_week":
        return day.isoweekday()
    if grain == "month_of_year":
        return day.month
    begins: dict[str, Callable[[date], bool]] = {
        "week": lambda each: each.isoweekday() == 7,
        "month": lambda each: each.day == 1,
        "fiscal_quarter": lambda each: each.day == 1 and each.month in {2, 5, 8, 11},
    }
    while not begins[grain](day):
        day -= timedelta(days=1)
    return day.isoformat()


def measured(rows: Sequence[Row]) -> list[Any]:
    """The metrics of some rows: a sum, two sums divided last, a count."""
    costs = [row["cost"] for row in rows if row["cost"] is not None]
    clicks = [row["clicks"] for row in rows if row["clicks"] is not None]
    cost = sum(costs) if costs else None
    ratio = None if cost is None or not sum(clicks) else cost / sum(clicks)
    return [cost, ratio, len(rows)]


class Reckoning:
    """One question over some rows; `leaders` are decided over the rows of the present days."""

    def __init__(self, spec: dict[str, Any], rows: Sequence[Row]) -> None:
        self.spec = spec
        self.dimensions: list[dict[str, Any]] = spec["dimensions"]
        self._all = [row for row in rows if holds(spec.get("filters", {"and": []}), row)]
        asked = spec.get("date_range")
        self.days = (
            None
            if asked is None
            else (date.fromisoformat(asked["start"]), date.fromisoformat(asked["end"]))
        )
        present = self._within(self.days)
        self.leaders = [self._leaders(each, present) for each in self.dimensions]
        groups = self.by(self.counted(present), range(len(self.dimensions)))
        self.groups = {key: found for key, found in groups.items() if self._stays(found)}

    def _within(self, days: tuple[date, date] | None) -> list[Row]:
        if days is None:
            return self._all
        return [row for row in self._all if row["day"] and days[0] <= row["day"] <= days[1]]

    def _leaders(self, dimension: dict[str, Any], rows: list[Row]) -> list[Any] | None:
        top = dimension.get("top")
        if top is None:
            return None
        found: dict[Any, list[Row]] = defaultdict(list)
        for row in rows:
            found[member(dimension, row)].append(row)
        at = NAMES.index(top.get("by", "spend"))
        sign = 1 if top.get("direction") == "asc" else -1

        def rank(value: Any) -> tuple[Any, ...]:
            by = measured(found[value])[at]
            return by is None, sign * (by or 0), value is None, value or ""

        return sorted(found, key=rank)[: top["n"]]

    def counted(self, rows: list[Row]) -> list[Row]:
        """Without what does not lead, where the others are left out."""
        return [
            row
            for row in rows
            if all(
                leaders is None or each["top"].get("others") or member(each, row) in leaders
                for each, leaders in zip(self.dimensions, self.leaders, strict=True)
            )
        ]

    def key(self, row: Row, positions: Sequence[int]) -> Key:
        """The group of a row: values, and for each whether it stands for the others."""
        parts = []
        for at in positions:
            value, leaders = member(self.dimensions[at], row), self.leaders[at]
            is_other = leaders is not None and value not in leaders
            parts.append(("Others", True) if is_other else (value, False))
        return tuple(parts)

    def by(self, rows: Sequence[Row], positions: Sequence[int]) -> Groups:
        """The rows of each group."""
        found: Groups = defaultdict(list)
        for row in rows:
            found[self.key(row, positions)].append(row)
        return found

    def _stays(self, rows: list[Row]) -> bool:
        least = self.spec.get("having")
        if least is None:
            return True
        cost = measured(rows)[0]
        return cost is not None and bool(cost >= least["value"])

    @property
    def remaining(self) -> list[Row]:
        """The rows of all groups that stay."""
        return [row for rows in self.groups.values() for row in rows]

    def before(self, days: tuple[date, date]) -> Groups:
        """The groups of other days, whatever the condition on groups says."""
        rows = self.counted(self._within(days))
        return self.by(rows, range(len(self.dimensions)))


def shown(groups: Groups) -> list[Key]:
    """Groups as an answer shows them, in no order: values, then metrics."""
    return [(*(value for value, _ in key), *measured(rows)) for key, rows in groups.items()]
