"""The split of a change is exact, whatever the numbers are."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashstage.metrics.book import BUILT_IN
from cashstage.metrics.effects import (
    NothingToDivideBy,
    Parts,
    Portion,
    parts_of,
    split_ratio,
    split_sum,
)
from cashstage.metrics.formula import read_formula
from cashstage.metrics.references import names_in
from tests.factories.columns import column

COLUMNS = tuple(
    column(f"c{number}", name, "number")
    for number, name in enumerate(("cost", "revenue", "clicks", "sessions", "engaged"))
)
amounts = st.fractions(min_value=-1000, max_value=1000, max_denominator=100)
periods = st.dictionaries(st.sampled_from("abcdefg"), st.builds(Portion, amounts, amounts))


@given(periods, periods)
def test_effects_of_a_ratio_sum_exactly_to_its_difference(
    before: dict[str, Portion], after: dict[str, Portion]
) -> None:
    sums = [sum((p.denominator for p in each.values()), Fraction(0)) for each in (before, after)]
    if 0 in sums:
        with pytest.raises(NothingToDivideBy):
            split_ratio(before, after)
        return
    split = split_ratio(before, after)
    numerators = [
        sum((p.numerator for p in each.values()), Fraction(0)) for each in (before, after)
    ]

    assert [split.before, split.after] == [n / d for n, d in zip(numerators, sums, strict=True)]
    assert sum((each.total for each in split.effects), Fraction(0)) == split.after - split.before
    assert {each.value for each in split.effects} == before.keys() | after.keys()


@given(periods, periods)
def test_contributions_to_a_sum_sum_exactly_to_its_difference(
    before: dict[str, Portion], after: dict[str, Portion]
) -> None:
    split = split_sum(before, after)

    assert sum((each.rate for each in split.effects), Fraction(0)) == split.after - split.before
    assert all(each.mix == 0 for each in split.effects)


@given(periods)
def test_nothing_happens_where_nothing_changes(period: dict[str, Portion]) -> None:
    if sum((p.denominator for p in period.values()), Fraction(0)) == 0:
        return

    assert {each.total for each in split_ratio(period, period).effects} <= {Fraction(0)}


def test_a_worked_example() -> None:
    """Two channels of ROAS 4 and 1, spend 50:50; then 3 and 1, spend 25:75."""
    before = {
        "Meta": Portion(Fraction(400), Fraction(100)),
        "TikTok": Portion(Fraction(100), Fraction(100)),
    }
    after = {
        "Meta": Portion(Fraction(150), Fraction(50)),
        "TikTok": Portion(Fraction(150), Fraction(150)),
    }
    split = split_ratio(before, after)
    meta, tiktok = split.effects

    assert (split.before, split.after) == (Fraction(5, 2), Fraction(3, 2))
    assert (meta.rate, tiktok.rate) == (Fraction(-3, 8), Fraction(0))
    # ⟨r⟩ - ⟨R⟩ is 3.5 - 2 for Meta, which lost a quarter of the spend, and 1 - 2 for TikTok.
    assert (meta.mix, tiktok.mix) == (Fraction(-3, 8), Fraction(-1, 4))
    assert (meta.before, meta.after) == (Fraction(4), Fraction(3))


def test_what_enters_or_leaves_is_mix_and_what_has_no_weight_is_rate() -> None:
    before = {"old": Portion(Fraction(10), Fraction(10)), "free": Portion(Fraction(1))}
    after = {
        "old": Portion(Fraction(10), Fraction(10)),
        "new": Portion(Fraction(30), Fraction(10)),
        "free": Portion(Fraction(5)),
    }
    by_value = {each.value: each for each in split_ratio(before, after).effects}

    assert by_value["new"].rate == 0
    assert by_value["new"].before is None
    assert by_value["free"].mix == 0
    assert by_value["free"].rate == Fraction(5, 20) - Fraction(1, 10)


@pytest.mark.parametrize(
    ("formula", "numerator", "denominator", "scale", "offset"),
    [
        ("SUM(cost)", 'SUM("c0")', None, 1, 0),
        ("SUM(cost) - SUM(revenue)", 'SUM("c0") - SUM("c1")', None, 1, 0),
        ("1000 * SUM(cost) / SUM(clicks)", '1000 * SUM("c0")', 'SUM("c2")', 1, 0),
        ("100 * (SUM(cost) / SUM(clicks))", 'SUM("c0")', 'SUM("c2")', 100, 0),
        ("1 - SUM(engaged) / SUM(sessions)", 'SUM("c4")', 'SUM("c3")', -1, 1),
        ("SUM(revenue) / SUM(cost) - 1.5", 'SUM("c1")', 'SUM("c0")', 1, Fraction(-3, 2)),
        ("SUM(cost) / 4", 'SUM("c0")', None, Fraction(1, 4), 0),
    ],
)
def test_a_metric_is_taken_apart(
    formula: str, numerator: str, denominator: str | None, scale: Fraction, offset: Fraction
) -> None:
    parts = parts_of(read_formula(formula, COLUMNS).tree)

    assert isinstance(parts, Parts)
    under = None if parts.denominator is None else parts.denominator.sql("duckdb")
    assert (parts.numerator.sql("duckdb"), under) == (numerator, denominator)
    assert (parts.scale, parts.offset) == (scale, offset)


@pytest.mark.parametrize(
    "formula",
    [
        "AVG(cost)",
        "MAX(cost)",
        "COUNT_DISTINCT(cost)",
        "SUM(cost) / MAX(clicks)",
        "ABS(SUM(cost))",
        "SUM(cost) / SUM(clicks) * (SUM(cost) / SUM(sessions))",
        "SUM(cost) / SUM(clicks) + SUM(cost)",
    ],
)
def test_what_is_no_ratio_of_sums_is_left_whole(formula: str) -> None:
    assert parts_of(read_formula(formula, COLUMNS).tree) is None


def test_every_ratio_of_sums_of_the_catalog_can_be_explained() -> None:
    whole = {"frequency", "ltv_cac", "payback", "average_engagement_time"}
    for definition in BUILT_IN.definitions.values():
        if not definition.is_ratio or definition.name in whole:
            continue
        needed = BUILT_IN.spelled_out(definition.formulas[0])
        columns = tuple(
            column(f"m{place}", name, "number", name)
            for place, name in enumerate(dict.fromkeys(_meanings(needed)))
        )
        assert parts_of(BUILT_IN.bind(definition, columns).formula.tree) is not None, (
            definition.name
        )


def _meanings(formula: str) -> list[str]:
    return [name.text for name in names_in(formula) if name.inside]
