"""Joins: against an independent computation, and the questions they refuse."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from cashstage.core.errors import InvalidInput
from cashstage.query.blend import KEY_GRAINS, Match
from cashstage.query.run import QuerySource
from cashstage.query.spec import Grain
from tests.factories.columns import column
from tests.query.asking import Asking, Row
from tests.query.blending import Table, blended, civil, relation_of, spec_of

ADS = (
    column("c1", "Day", "date", "date"),
    column("c2", "Channel", "text", "channel"),
    column("c3", "Cost", "number", "cost"),
    column("c4", "Campaign", "text", "campaign"),
)
CRM = (
    column("c1", "Closed", "date", "date"),
    column("c2", "Origin", "text", "source"),
    column("c3", "Revenue", "integer", "revenue"),
    column("c4", "Stage", "text", "deal_stage"),
)
KEYS: dict[str, Any] = {"Day": (["c1", "c1"], {}), "Channel": (["c2", "c2"], {})}
OWN = {
    "Cost": ["c3", None], "Campaign": ["c4", None], "Revenue": [None, "c3"], "Stage": [None, "c4"],
}  # fmt: skip
FITS = {
    "day": "day week month quarter year fiscal_quarter fiscal_year day_of_week month_of_year",
    "week": "week",
    "month": "month quarter year fiscal_quarter fiscal_year month_of_year",
    "quarter": "quarter year",
    "year": "year",
}
TOTALS = [
    {"field": "Cost"},
    {"field": "Revenue"},
    {"formula": "SUM(Revenue)/SUM(Cost)", "name": "r"},
]


def ads(*rows: tuple[Any, ...]) -> Table:
    names = ("Day", "Channel", "Cost", "Campaign")
    return Table("Ads", ADS, [dict(zip(names, row, strict=True)) for row in rows])


def crm(*rows: tuple[Any, ...]) -> Table:
    names = ("Closed", "Origin", "Revenue", "Stage")
    return Table("CRM", CRM, [dict(zip(names, row, strict=True)) for row in rows])


def joined(asking: Asking, kind: str, tables: Sequence[Table], **keys: Any) -> QuerySource:
    return blended(asking, spec_of("join", tables, {**(keys or KEYS), **OWN}, join=kind), tables)


def expected(
    kind: str, left: Sequence[Row], right: Sequence[Row], by: Sequence[int]
) -> dict[tuple[Any, ...], tuple[Any, Any]]:
    """Each side summed to the keys, the sums joined, then added up by some of the keys."""
    sides = []
    for rows, names in (
        (left, ("Day", "Channel", "Cost")),
        (right, ("Closed", "Origin", "Revenue")),
    ):
        sums: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
        for row in rows:
            sums[row[names[0]], row[names[1]]].append(row[names[2]])
        sides.append(sums)
    matched = {key for key in sides[0] if key in sides[1] and None not in key}
    kept = {
        "inner": (matched, matched),
        "left": (set(sides[0]), matched),
        "full": (set(sides[0]), set(sides[1])),
    }[kind]
    groups: dict[tuple[Any, ...], tuple[list[Any], list[Any]]] = {}
    for place, (sums, keys) in enumerate(zip(sides, kept, strict=True)):
        for key in keys:
            group = groups.setdefault(tuple(key[each] for each in by), ([], []))
            group[place].extend(value for value in sums[key] if value is not None)
    return {
        group: tuple(sum(values) if values else None for values in both)  # type: ignore[misc]
        for group, both in groups.items()
    }


DAYS = st.sampled_from([None, date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 9)])
CHANNELS = st.sampled_from([None, "a", "A", "b", ""])
ROWS = st.lists(
    st.tuples(DAYS, CHANNELS, st.one_of(st.none(), st.integers(-5, 5)), st.sampled_from("xy")),
    max_size=8,
)


@settings(max_examples=60)
@given(
    ROWS,
    ROWS,
    st.sampled_from(["left", "inner", "full"]),
    st.sampled_from([(0, 1), (0,), (1,), ()]),
)
def test_every_side_is_summed_once_whatever_its_rows(
    asking: Asking,
    left: list[tuple[Any, ...]],
    right: list[tuple[Any, ...]],
    kind: str,
    by: tuple[int, ...],
) -> None:
    one, other = ads(*left), crm(*right)
    source = joined(asking, kind, [one, other])
    dimensions = [{"field": ("Day", "Channel")[each]} for each in by]
    rows = asking.rows(source, dimensions=dimensions, metrics=TOTALS)
    found = {
        tuple(
            date.fromisoformat(value) if value and ("Day", "Channel")[by[at]] == "Day" else value
            for at, value in enumerate(row[: len(by)])
        ): row[len(by) :]
        for row in rows
    }
    wanted = expected(kind, one.rows, other.rows, by) or ({} if by else {(): (None, None)})

    assert {key: row[:2] for key, row in found.items()} == wanted
    for cost, revenue, ratio in found.values():
        whole = None if cost is None or revenue is None or not cost else revenue / cost
        assert ratio == (pytest.approx(whole) if whole is not None else None)


FIVE = [
    (date(2026, 3, 1), "a", 1.0, "x"), (date(2026, 3, 1), "a", 2.0, "y"),
    (date(2026, 3, 2), "a", 4.0, "x"), (date(2026, 4, 2), "b", 8.0, "x"),
    (None, "a", 16.0, "x"),
]  # fmt: skip
DEALS = [
    (date(2026, 3, 1), "a", 10, "won"), (date(2026, 3, 1), "a", 20, "lost"),
    (date(2026, 3, 5), "a", 40, "won"), (None, "a", 80, "won"),
]  # fmt: skip


@pytest.fixture
def both() -> list[Table]:
    return [ads(*FIVE), crm(*DEALS)]


def test_a_median_and_different_values_are_of_the_rows_of_their_source(
    asking: Asking, both: list[Table]
) -> None:
    metrics = [
        {"field": "Cost", "aggregation": "median"},
        {"field": "Stage", "aggregation": "count_distinct"},
        {"field": "Day", "aggregation": "count_distinct"},
    ]

    assert asking.rows(joined(asking, "left", both), metrics=metrics) == [(4.0, 2, 3)]


def test_a_field_of_one_source_divides_that_source_alone(asking: Asking, both: list[Table]) -> None:
    source = joined(asking, "inner", both)
    by_campaign: dict[str, Any] = {"dimensions": [{"field": "Campaign"}]}

    assert asking.rows(source, **by_campaign, metrics=[{"field": "Cost"}], totals=True) == [
        ("y", 2.0), ("x", 1.0),
    ]  # fmt: skip
    with pytest.raises(InvalidInput, match="“Revenue” is from CRM; it can't be divided by a field"):
        asking.ask(source, **by_campaign, metrics=[{"field": "Revenue"}])
    with pytest.raises(InvalidInput, match="“r” is from CRM"):
        asking.ask(source, **by_campaign, metrics=TOTALS[2:])
    with pytest.raises(InvalidInput, match="“Campaign” of Ads and “Stage” of CRM can't be grouped"):
        asking.ask(source, dimensions=[{"field": "Campaign"}, {"field": "Stage"}])


def test_a_filter_of_one_source_leaves_the_others_the_keys_that_remain(
    asking: Asking, both: list[Table]
) -> None:
    source = joined(asking, "left", both)
    lost = {"field": "Stage", "operator": "equals", "value": "lost"}
    body = asking.read(source, metrics=TOTALS, filters=lost)

    assert [column[0] for column in body["data"]] == [3.0, 20, pytest.approx(20 / 3)]
    assert body["notes"][0] == (
        "Ads can't be narrowed by Stage: all rows count whose Day and Channel is left in CRM."
    )
    mixed = {"or": [lost, {"field": "Campaign", "operator": "equals", "value": "x"}]}
    with pytest.raises(InvalidInput, match="A condition can't mix “Stage”"):
        asking.ask(source, metrics=TOTALS, filters=mixed)


def test_dates_narrow_every_source_before_they_become_months(
    asking: Asking, both: list[Table]
) -> None:
    keys = {"Month": (["c1", "c1"], {"grain": "month"}), "Channel": KEYS["Channel"]}
    source = joined(asking, "full", both, **keys)
    march = {"field": "Month", "start": "2026-03-02", "end": "2026-03-31"}

    assert asking.rows(
        source,
        dimensions=[{"field": "Month", "grain": "month"}],
        metrics=TOTALS[:2],
        date_range=march,
    ) == [("2026-03-01", 4.0, 40)]
    with pytest.raises(InvalidInput, match="“Month” is joined by month; it can't be shown by week"):
        asking.ask(source, dimensions=[{"field": "Month", "grain": "week"}])
    assert asking.rows(
        source,
        dimensions=[{"field": "Month", "grain": "month_of_year"}],
        metrics=TOTALS[:1],
        date_range=march,
    ) == [(3, 4.0)]


@pytest.mark.parametrize("grain", sorted(set(Grain) - set(KEY_GRAINS)))
def test_dates_do_not_meet_by_hours_or_cycles(grain: Grain) -> None:
    with pytest.raises(ValidationError, match=f"year, not by {grain}"):
        Match(grain=grain)


@pytest.mark.parametrize("joined_by", KEY_GRAINS)
@pytest.mark.parametrize("asked", Grain)
def test_every_grain_adds_up_or_is_refused_with_a_sentence(
    asking: Asking, both: list[Table], joined_by: Grain, asked: Grain
) -> None:
    keys = {"Day": (["c1", "c1"], {"grain": joined_by}), "Channel": KEYS["Channel"]}
    source = joined(asking, "full", both, **keys)
    question: dict[str, Any] = {"dimensions": [{"field": "Day", "grain": asked}]}
    question["metrics"] = TOTALS[:1]
    if asked.value not in FITS[joined_by.value].split():
        with pytest.raises(InvalidInput, match="“Day”"):
            asking.ask(source, **question)
        return

    whole = asking.rows(source, metrics=TOTALS[:1])[0][0]
    assert sum(row[1] or 0 for row in asking.rows(source, **question)) == whole > 0


def test_moments_meet_days_and_texts_can_meet_in_any_case(asking: Asking) -> None:
    moments = (column("c1", "At", "datetime"), *CRM[1:])
    tables = [
        ads((date(2026, 3, 1), "Email ", 1.0, "x")),
        Table(
            "CRM",
            moments,
            [{"At": civil(date(2026, 3, 1), 23, 30), "Origin": "email", "Revenue": 5}],
        ),
    ]
    exact = joined(asking, "inner", tables)
    alike = joined(
        asking, "inner", tables,
        Day=KEYS["Day"], Channel=(["c2", "c2"], {"trim": True, "ignore_case": True}),
    )  # fmt: skip
    asked: dict[str, Any] = {"dimensions": [{"field": "Channel"}], "metrics": TOTALS[:2]}

    assert asking.rows(exact, **asked) == []
    assert asking.rows(alike, **asked) == [("email", 1.0, 5)]


@pytest.mark.parametrize(
    ("kind", "left", "right"),
    [
        ("left", "count alone", "are left out"),
        ("full", "count alone", "count alone"),
        ("inner", "are left out", "are left out"),
    ],
)
def test_keys_without_a_match_are_counted(
    asking: Asking, both: list[Table], kind: str, left: str, right: str
) -> None:
    what = "combinations of Day and Channel have no match in"

    assert asking.read(joined(asking, kind, both), metrics=TOTALS[:1])["notes"] == [
        f"Ads: 3 of 4 {what} CRM and {left}.",
        f"CRM: 2 of 3 {what} Ads and {right}.",
    ]


def test_three_sources_meet_and_the_comparison_has_days_of_its_own(asking: Asking) -> None:
    plan = Table(
        "Plan",
        (column("c1", "Day", "date"), column("c2", "Budget", "integer")),
        [{"Day": date(2026, 3, day), "Budget": day} for day in (1, 2, 3, 5)],
    )
    tables = [ads(*FIVE), crm(*DEALS), plan]
    columns: dict[str, Any] = {
        "Day": (["c1", "c1", "c1"], {}), "Cost": ["c3", None, None],
        "Revenue": [None, "c3", None], "Budget": [None, None, "c2"],
    }  # fmt: skip
    source = blended(asking, spec_of("join", tables, columns, join="inner"), tables)
    days = {"field": "Day", "start": "2026-03-02", "end": "2026-03-02"}
    metrics = [{"field": name} for name in ("Cost", "Revenue", "Budget")]
    body = asking.read(source, metrics=metrics, date_range=days, compare={})

    assert asking.rows(source, metrics=metrics) == [(3.0, 30, 1)]
    assert body["data"] == [[None], [None], [None]]
    assert body["comparison"]["data"] == [[3.0], [30], [1]]


@pytest.mark.parametrize(
    ("metric", "words"),
    [
        ({"formula": "COUNT(*)", "name": "rows"}, "“rows” would count rows of several"),
        ({"field": "Day", "aggregation": "count"}, "would count rows of several"),
        (
            {"formula": "SUM(Cost * Revenue)", "name": "x"},
            "“x” can't mix “Cost” .Ads. and “Revenue”",
        ),
    ],
)
def test_what_would_count_twice_is_refused(
    asking: Asking, both: list[Table], metric: dict[str, Any], words: str
) -> None:
    with pytest.raises(InvalidInput, match=words):
        asking.ask(joined(asking, "left", both), metrics=[metric])


def test_keys_of_different_types_are_refused_by_name(asking: Asking) -> None:
    texts = (column("c1", "Closed", "text"), *CRM[1:])
    tables = [ads(*FIVE), Table("CRM", texts)]

    with pytest.raises(InvalidInput, match="“Day” is date in Ads and text in CRM. Keys must be"):
        asking.ask(joined(asking, "left", tables), metrics=TOTALS[:1])


def test_the_columns_that_a_question_does_not_name_are_not_read(both: list[Table]) -> None:
    spec = spec_of("join", both, {**KEYS, **OWN})
    identities = [relation_of(spec, both).identity for _ in itertools.repeat(None, 2)]

    assert identities[0] == identities[1]
