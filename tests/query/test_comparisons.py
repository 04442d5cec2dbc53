"""Two sides of a comparison: other days, the year before, the table as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashstage.query.periods import Calendar, Days, days_a_year_before
from cashstage.query.relation import ObjectRelation
from cashstage.query.run import QuerySource
from tests.query.asking import ALL, Asking, Row

DAY = timedelta(days=1)
COST: dict[str, Any] = {"metrics": [{"field": "cost", "name": "spend"}]}


def against(now: QuerySource, before: QuerySource) -> QuerySource:
    """The source, compared with another one's object."""
    path = before.paths["object"]
    other = replace(
        before,
        relation=ObjectRelation({each.key: each.type for each in ALL}, parameter="before"),
        paths={"before": path},
    )
    return replace(now, compared=other)


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (("2026-03-05", "2026-03-10"), ("2025-03-05", "2025-03-10")),
        (("2024-02-29", "2024-03-01"), ("2023-02-28", "2023-03-01")),
        (("2024-02-01", "2024-02-29"), ("2023-02-01", "2023-02-28")),
        (("2025-02-01", "2025-02-28"), ("2024-02-01", "2024-02-29")),
        (("2025-01-01", "2025-02-28"), ("2024-01-01", "2024-02-29")),
        (("2025-02-02", "2025-02-28"), ("2024-02-02", "2024-02-28")),
    ],
)
def test_a_year_before_are_the_same_days_of_the_calendar(
    now: tuple[str, str], before: tuple[str, str]
) -> None:
    def days(pair: tuple[str, str]) -> Days:
        return Days(date.fromisoformat(pair[0]), date.fromisoformat(pair[1]))

    assert days_a_year_before(days(now)) == days(before)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 500), st.integers(1, 12))
def test_steps_count_the_buckets_between(first: date, length: int, month: int) -> None:
    calendar = Calendar(6, month)
    days = [first + at * DAY for at in range(length + 1)]
    for unit in ("day", "week", "month", "quarter", "year", "fiscal_quarter", "fiscal_year"):
        starts = list(dict.fromkeys(calendar.start_of(unit, day) for day in days))
        assert calendar.steps(unit, first, days[-1]) == len(starts) - 1


def test_points_in_time_meet_by_their_place(asking: Asking) -> None:
    rows: list[Row] = [
        {"day": date(2024, 2, 28), "cost": 1.0},
        {"day": date(2024, 2, 29), "cost": 2.0},
        {"day": date(2024, 3, 1), "cost": 4.0},
        {"day": date(2023, 2, 28), "cost": 8.0},
        {"day": date(2023, 3, 1), "cost": 16.0},
        {"day": None, "cost": 99.0},
    ]
    comparison = asking.read(
        asking.source(rows),
        **COST,
        dimensions=[{"field": "day", "grain": "day"}],
        date_range={"start": "2024-02-28", "end": "2024-03-01"},
        compare={"to": "previous_year"},
        totals=True,
    )["comparison"]

    assert comparison["date_range"] == {"start": "2023-02-28", "end": "2023-03-01"}
    assert comparison["aligned"]["spend"] == [8.0, 16.0, None]
    assert comparison["change"]["spend"]["absolute"] == [-7.0, -14.0, None]
    assert comparison["total_change"] == {
        "spend": {"absolute": 7.0 - 24.0, "relative": (7.0 - 24.0) / 24.0}
    }


def test_groups_and_weeks_meet_in_both_dimensions(asking: Asking) -> None:
    rows: list[Row] = [
        {"day": date(2026, 3, 2) + at * DAY, "channel": channel, "cost": float(at)}
        for at in range(-14, 14)
        for channel in ("a", "b")
        if channel == "a" or at >= 7 or at < -7
    ]
    body = asking.read(
        asking.source(rows),
        **COST,
        dimensions=[{"field": "day", "grain": "week"}, {"field": "channel"}],
        date_range={"start": "2026-03-02", "end": "2026-03-15"},
        compare={},
    )

    assert body["data"][:2] == [["2026-03-02", "2026-03-09", "2026-03-09"], ["a", "a", "b"]]
    assert body["comparison"]["aligned"]["spend"] == [-77.0, -28.0, None]


def test_percentages_change_by_points(asking: Asking) -> None:
    rows: list[Row] = [
        {"day": date(2026, 3, 2), "ctr": 0.03},
        {"day": date(2026, 3, 1), "ctr": 0.02},
    ]
    change = asking.read(
        asking.source(rows),
        metrics=[{"field": "ctr"}],
        date_range={"start": "2026-03-02", "end": "2026-03-02"},
        compare={},
    )["comparison"]["change"]["ctr"]

    assert change["unit"] == "points"
    assert change["absolute"] == [pytest.approx(1.0)]
    assert change["relative"] == [pytest.approx(0.5)]


def test_the_table_as_it_was_is_read_from_its_own_object(asking: Asking) -> None:
    now: list[Row] = [
        {"day": date(2026, 3, 1), "channel": "a", "cost": 5.0},
        {"day": date(2026, 3, 2), "channel": "b", "cost": 7.0},
    ]
    before: list[Row] = [
        {"day": date(2026, 3, 1), "channel": "a", "cost": 2.0},
        {"day": date(2026, 3, 3), "channel": "c", "cost": 1.0},
    ]
    source = against(asking.source(now), asking.source(before))
    asked: dict[str, Any] = {
        **COST,
        "dimensions": [{"field": "channel", "top": {"n": 1, "others": True}}],
        "compare": {"to": {"as_of": "2026-04-01"}},
        "totals": True,
    }
    body = asking.read(source, **asked)
    by_day = asking.read(source, **{**asked, "dimensions": [{"field": "day", "grain": "day"}]})

    # Who leads is decided by the present table: only “b” does.
    assert body["data"] == [["b", "Others"], [7.0, 5.0]]
    assert body["comparison"]["date_range"] is None
    assert body["comparison"]["aligned"]["spend"] == [None, 3.0]
    assert body["comparison"]["totals"] == {"spend": 3.0}
    assert by_day["comparison"]["aligned"]["spend"] == [2.0, None]
    assert [each["taken_at"] for each in body["compared_snapshots"]] == ["2026-04-15T12:00:00Z"]


def test_the_etag_covers_what_is_compared_with(asking: Asking) -> None:
    now = asking.source([{"cost": 1.0}])
    earlier, latest = asking.source([{"cost": 2.0}]), asking.source([{"cost": 3.0}])
    asked: dict[str, Any] = {**COST, "compare": {"to": {"as_of": "2026-04-01"}}}
    first = asking.ask(against(now, earlier), **asked)
    other = asking.ask(against(now, latest), **asked)
    again = asking.ask(
        against(now, earlier), **{**COST, "compare": {"to": {"as_of": "2026-03-31"}}}
    )

    assert len({first.etag, other.etag, asking.ask(now, **COST).etag}) == 3
    assert again.etag == first.etag


def test_over_all_time_only_other_days_can_be_compared(asking: Asking) -> None:
    rows: list[Row] = [{"day": date(2026, 3, at), "cost": float(at)} for at in (1, 2, 3)]
    asked: dict[str, Any] = {**COST, "date_range": {"preset": "all_time"}}
    source = asking.source(rows)
    days = {"to": {"start": "2026-03-01", "end": "2026-03-02"}}

    assert asking.read(source, **asked, compare={})["comparison"] is None
    assert asking.read(source, **asked, compare=days)["comparison"]["data"] == [[3.0]]
