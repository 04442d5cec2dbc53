"""Telling a column again that has another name, and not taking one for another."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashstage.schema.column import Column, ColumnType, Role
from cashstage.schema.drift import Look, pair, retyped, values_of

NUMBER, TEXT, DATE = ColumnType.NUMBER, ColumnType.TEXT, ColumnType.DATE
AMOUNTS = frozenset(f"{number}.5" for number in range(60))


def column(key: str, name: str, kind: ColumnType = NUMBER, *, overridden: bool = False) -> Column:
    return Column(key, name, kind, Role.DIMENSION, overridden=overridden)


def look(
    name: str, kind: ColumnType = NUMBER, place: int = 0, values: frozenset[str] = frozenset()
) -> Look:
    return Look(name, kind, place, values)


def missing(
    key: str, name: str, kind: ColumnType = NUMBER, place: int = 0, values: frozenset[str] = AMOUNTS
) -> tuple[Column, Look]:
    return column(key, name, kind), look(name, kind, place, values)


@pytest.mark.parametrize(
    ("before", "after"),
    [("Cost", "Spend"), ("Impressions", "Impr."), ("Ad group", "Ad groups"), ("Coût", "Cost")],
)
def test_names_alike_with_the_same_values_are_one_column(before: str, after: str) -> None:
    found = pair([missing("c3", before)], [look(after, values=AMOUNTS)])

    assert found.sure == {"c3": after}


def test_the_same_values_in_the_same_place_are_enough_when_nothing_else_changed() -> None:
    found = pair([missing("c2", "Channel", TEXT)], [look("Platform", TEXT, values=AMOUNTS)])

    assert found.sure == {"c2": "Platform"}


def test_a_column_of_another_type_is_another_column() -> None:
    found = pair([missing("c3", "Cost")], [look("Spend", TEXT, values=AMOUNTS)])

    assert (found.sure, found.unsure[0].candidates) == ({}, ())


def test_two_that_could_be_it_are_asked_about() -> None:
    fresh = [look("Spend", place=0, values=AMOUNTS), look("Costs", place=1, values=AMOUNTS)]
    found = pair([missing("c3", "Cost")], fresh)

    assert found.sure == {}
    assert [candidate.name for candidate in found.unsure[0].candidates] == ["Spend", "Costs"]
    assert found.unsure[0].candidates[0].reason == (
        "Spend is named alike and shares 100% of its values and stands in its place."
    )


def test_one_that_both_could_be_is_asked_about() -> None:
    gone = [missing("c3", "Cost", place=3), missing("c4", "Costs", place=4)]
    found = pair(gone, [look("Spend", place=3, values=AMOUNTS)])

    assert found.sure == {}
    assert {one.key for one in found.unsure} == {"c3", "c4"}


def test_nothing_in_common_is_no_candidate() -> None:
    other = look("Owner budget", place=9, values=frozenset({"1"}))

    assert pair([missing("c3", "Clicks")], [other]).unsure[0].candidates == ()


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (NUMBER, TEXT, True),
        (ColumnType.INTEGER, NUMBER, False),
        (DATE, TEXT, True),
        (DATE, ColumnType.DATETIME, False),
        (TEXT, NUMBER, False),
    ],
)
def test_what_questions_rely_on_is_told(
    before: ColumnType, after: ColumnType, *, told: bool
) -> None:
    changed = retyped([column("c1", "Cost", before)], [column("c1", "Cost", after)])

    assert bool(changed) is told
    by_hand = column("c1", "Cost", after, overridden=True)
    assert retyped([column("c1", "Cost", before)], [by_hand]) == ()


def test_values_are_told_again_however_they_are_stored() -> None:
    texts = pa.array(["a", "b", None, "a"])

    assert values_of(texts) == values_of(texts.dictionary_encode()) == {"a", "b"}
    assert values_of(pa.array([1.5, None])) == values_of(pa.chunked_array([[1.5]])) == {"1.5"}


@given(st.lists(st.text(max_size=8), max_size=6), st.lists(st.text(max_size=8), max_size=6))
def test_no_column_is_two(before: list[str], after: list[str]) -> None:
    gone = [missing(f"c{place}", name, place=place) for place, name in enumerate(before)]
    fresh = [look(name, place=place, values=AMOUNTS) for place, name in enumerate(after)]

    found = pair(gone, fresh)

    assert len(set(found.sure.values())) == len(found.sure)
    assert len(found.sure) + len(found.unsure) == len(gone)
