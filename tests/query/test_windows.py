"""Functions over the groups of an answer, against plain Python over the same groups."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import orjson
import pytest

from tests.query.asking import Asking, Row

DAYS = [date(2026, 1, 1) + timedelta(days=step) for step in range(12)]
CHANNELS = ["email", "search", "social"]
Values = dict[tuple[Any, ...], float]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    """Some days lack some channels; costs are whole, so sums are exact."""
    dice = random.Random(7)  # noqa: S311 - figures, no secrets
    return [
        {
            "day": dice.choice(DAYS),
            "channel": dice.choice(CHANNELS),
            "cost": float(dice.randint(1, 50)),
            "clicks": dice.randint(1, 9),
        }
        for _ in range(120)
    ]


def formula(text: str, name: str = "w") -> dict[str, str]:
    return {"formula": text, "name": name}


def sums(rows: list[Row], *names: str) -> Values:
    """Cost by these columns, in their order."""
    found: Values = defaultdict(float)
    for row in rows:
        found[tuple(row[name] for name in names)] += row["cost"]
    return dict(sorted(found.items()))


def along_days(values: Values, length: int | None = None) -> dict[tuple[Any, ...], list[float]]:
    """For each (day, channel) the channel's values up to that day, at most the last `length`."""
    before: dict[Any, list[float]] = defaultdict(list)
    found = {}
    for key, value in values.items():
        before[key[1:]].append(value)
        found[key] = before[key[1:]][-length:] if length else list(before[key[1:]])
    return found


def test_dates_down_a_pivot_leave_whole_totals_below(asking: Asking, rows: list[Row]) -> None:
    answered = asking.ask(
        asking.source(rows),
        dimensions=[{"field": "day"}, {"field": "channel"}],
        metrics=[
            formula("RUNNING_TOTAL(SUM(cost))", "so_far"),
            formula("DIFFERENCE_TO_PREVIOUS(SUM(cost))", "step"),
            formula("SHARE_OF_TOTAL(SUM(cost))", "share"),
            {"field": "cost"},
        ],
        pivot=["channel"],
    )
    pivot = orjson.loads(answered.body)["pivot"]
    below, costs = pivot["column_totals"], pivot["column_totals"]["cost"]

    assert below["so_far"] == costs
    assert below["step"] == [None] * len(costs)
    assert below["share"] == pytest.approx([cost / sum(costs) for cost in costs])
    assert pivot["row_totals"]["so_far"][-1] == pivot["totals"]["so_far"] == sum(costs)


@pytest.mark.parametrize(
    ("text", "length", "meaning"),
    [
        ("RUNNING_TOTAL(SUM(cost))", None, sum),
        ("MOVING_AVERAGE(SUM(cost), 3)", 3, lambda each: sum(each) / len(each)),
        (
            "DIFFERENCE_TO_PREVIOUS(SUM(cost))",
            2,
            lambda each: each[1] - each[0] if len(each) == 2 else None,
        ),
        (
            "PERCENT_CHANGE_TO_PREVIOUS(SUM(cost))",
            2,
            lambda each: (each[1] - each[0]) / each[0] if len(each) == 2 else None,
        ),
    ],
)
def test_what_goes_along_the_date_goes_apart_for_each_channel(
    asking: Asking, rows: list[Row], text: str, length: int | None, meaning: Any
) -> None:
    answered = asking.rows(
        asking.source(rows),
        dimensions=[{"field": "day"}, {"field": "channel"}],
        metrics=[formula(text)],
    )

    expected = along_days(sums(rows, "day", "channel"), length)
    assert {(date.fromisoformat(day), channel): value for day, channel, value in answered} == {
        key: pytest.approx(meaning(values)) for key, values in expected.items()
    }


def test_a_share_and_a_rank_are_of_all_groups(asking: Asking, rows: list[Row]) -> None:
    answered = asking.rows(
        asking.source(rows),
        dimensions=[{"field": "day"}, {"field": "channel"}],
        metrics=[formula("SHARE_OF_TOTAL(SUM(cost))", "s"), formula("RANK(SUM(cost))", "r")],
    )

    values = sums(rows, "day", "channel")
    total = sum(values.values())
    ranks = {key: 1 + sum(other > own for other in values.values()) for key, own in values.items()}
    assert [(share, rank) for *_, share, rank in answered] == [
        (pytest.approx(value / total), ranks[key]) for key, value in values.items()
    ]


def test_without_a_date_a_running_total_follows_the_order(asking: Asking, rows: list[Row]) -> None:
    answered = asking.rows(
        asking.source(rows),
        dimensions=[{"field": "channel"}],
        metrics=[{"field": "cost"}, formula("RUNNING_TOTAL(SUM(cost))")],
        sort=[{"by": "cost", "direction": "desc"}],
    )

    so_far, expected = 0.0, []
    for (channel,), cost in sorted(sums(rows, "channel").items(), key=lambda item: -item[1]):
        so_far += cost
        expected.append((channel, cost, so_far))
    assert answered == expected


def test_a_limit_cuts_after_the_windows(asking: Asking, rows: list[Row]) -> None:
    question: dict[str, Any] = {
        "dimensions": [{"field": "channel"}],
        "metrics": [formula("SHARE_OF_TOTAL(SUM(cost))")],
        "sort": [{"by": "w", "direction": "desc"}],
    }
    source = asking.source(rows)

    assert asking.rows(source, limit=1, **question) == asking.rows(source, **question)[:1]


def test_totals_of_windows_are_the_whole_or_missing(asking: Asking, rows: list[Row]) -> None:
    texts = {
        "total": "RUNNING_TOTAL(SUM(cost))",
        "share": "SHARE_OF_TOTAL(SUM(cost))",
        "rank": "RANK(SUM(cost))",
        "mean": "MOVING_AVERAGE(SUM(cost), 7)",
        "more": "DIFFERENCE_TO_PREVIOUS(SUM(cost))",
        "change": "PERCENT_CHANGE_TO_PREVIOUS(SUM(cost))",
    }
    metrics = [formula(text, name) for name, text in texts.items()]
    expected = {"total": sum(row["cost"] for row in rows), "share": 1.0} | dict.fromkeys(
        ("rank", "mean", "more", "change")
    )

    grouped = asking.read(
        asking.source(rows), dimensions=[{"field": "day"}], metrics=metrics, totals=True
    )
    alone = asking.read(asking.source(rows), metrics=metrics, totals=True)

    assert grouped["totals"] == expected
    assert alone["totals"] == expected


def test_a_window_is_part_of_a_larger_formula(asking: Asking, rows: list[Row]) -> None:
    """A ratio over time: two running totals, divided last."""
    answered = asking.rows(
        asking.source(rows),
        dimensions=[{"field": "day"}],
        metrics=[formula("RUNNING_TOTAL(SUM(cost)) / RUNNING_TOTAL(SUM(clicks))")],
    )

    cost = clicks = 0.0
    expected = []
    for day in sorted({row["day"] for row in rows}):
        cost += sum(row["cost"] for row in rows if row["day"] == day)
        clicks += sum(row["clicks"] for row in rows if row["day"] == day)
        expected.append((day.isoformat(), pytest.approx(cost / clicks)))
    assert answered == expected


def test_nothing_is_ranked_nowhere_and_divided_by_nothing(asking: Asking) -> None:
    source = asking.source([{"channel": "a"}, {"channel": "b", "cost": 0.0}])

    answered = asking.rows(
        source,
        dimensions=[{"field": "channel"}],
        metrics=[formula("RANK(SUM(cost))", "r"), formula("SHARE_OF_TOTAL(SUM(cost))", "s")],
        sort=[{"by": "channel"}],
    )

    assert answered == [("a", None, None), ("b", 1, None)]


def test_an_earlier_period_has_windows_of_its_own(asking: Asking, rows: list[Row]) -> None:
    body = asking.read(
        asking.source(rows),
        dimensions=[{"field": "day"}],
        metrics=[formula("RUNNING_TOTAL(SUM(cost))")],
        date_range={"start": "2026-01-07", "end": "2026-01-12"},
        compare={"to": "previous_period"},
    )

    earlier = sum(row["cost"] for row in rows if row["day"] <= date(2026, 1, 6))
    assert body["comparison"]["data"][1][-1] == earlier
