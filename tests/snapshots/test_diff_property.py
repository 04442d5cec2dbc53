"""Any two tables: their differences, applied to the first, give the second."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cashstage.snapshots.diff import ChangeKind, RowChange
from tests.snapshots.comparing import Comparing

# Few values, so that rows repeat and meet; among them those that types disagree about.
VALUES: dict[str, list[Any]] = {
    "integer": [0, 1, -5, 2**53 + 1, 2**63 - 1],
    "number": [0.0, -0.0, 1.0, 0.1, 0.1 + 0.2, 2.0**53, 1e22, 1e300, math.nan, math.inf, -math.inf],
    "boolean": [True, False],
    "date": [date(2026, 3, 1), date(1, 1, 1), date(9999, 12, 31)],
    "datetime": [datetime(2026, 3, 1), datetime(2026, 3, 1, 10, 30), datetime(1, 1, 1, 0, 0, 0, 1)],  # noqa: DTZ001
    "time": [time(0), time(10, 30), time(23, 59, 59, 999999)],
    "text": [
        "",
        "1",
        "1.0",
        "0.1",
        "nan",
        "TRUE",
        "2026-03-01",
        "10:30:00",
        "Zoë",
        "Zoe\u0308",
        "東京🗼",
    ],
}
TYPES = st.sampled_from(sorted(VALUES))
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Tables:
    """Two tables, and columns that both have."""

    before_types: dict[str, str]
    before: list[Row]
    after_types: dict[str, str]
    after: list[Row]
    key: tuple[str, ...]


def rows(types: Mapping[str, str]) -> st.SearchStrategy[list[Row]]:
    cells = [st.none() | st.sampled_from(VALUES[name]) for name in types.values()]
    return st.lists(st.tuples(*cells), max_size=7)


@st.composite
def tables(draw: Callable[..., Any], *, alike: bool = False) -> Tables:
    """Columns stay, change their type, come and go unless they are `alike`; some rows stay."""
    kept = {f"c{number}": draw(TYPES) for number in range(1, draw(st.integers(2, 4)))}
    before_types = after_types = kept
    if not alike:
        before_types = kept | ({"c7": draw(TYPES)} if draw(st.booleans()) else {})
        after_types = {key: draw(st.just(name) | TYPES) for key, name in kept.items()}
        after_types = ({"c8": draw(TYPES)} if draw(st.booleans()) else {}) | after_types
    before, after = draw(rows(before_types)), draw(rows(after_types))
    if list(before_types.items()) == list(after_types.items()):
        after = draw(st.permutations(after + before[1:]))
    key = tuple(draw(st.lists(st.sampled_from(sorted(kept)), unique=True)))
    return Tables(before_types, before, after_types, after, key)


def token(value: Any) -> Any:
    """Equal for what is equal: NaN is NaN, and 1 is not true."""
    nan = isinstance(value, float) and math.isnan(value)
    return (type(value), "nan" if nan else value)


def multiset(rows_: Sequence[Sequence[Any]]) -> Counter[Row]:
    return Counter(tuple(map(token, row)) for row in rows_)


def kinds(changes: Sequence[RowChange]) -> Counter[ChangeKind]:
    return Counter(change.kind for change in changes)


ODD = Tables(
    {"c1": "text"}, [("1",)] * 3 + [("2",)], {"c1": "integer"}, [(1,), (2,), (3,)], ("c1",)
)
SAME_KEY = Tables(
    {"c1": "text", "c2": "integer"},
    [("a", 1), ("a", 2), ("a", 2)],
    {"c1": "text", "c2": "integer"},
    [("a", 2), ("a", 3)],
    ("c1",),
)


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables())
@example(ODD)
@example(SAME_KEY)
def test_applied_to_the_first_it_gives_the_second(comparing: Comparing, drawn: Tables) -> None:
    before = comparing.table(drawn.before_types, drawn.before)
    after = comparing.table(drawn.after_types, drawn.after)
    found = comparing.diff(before, after, *drawn.key)
    applied = comparing.apply(before, found)

    made = [[row[key] for key in drawn.after_types] for row in applied]
    assert multiset(made) == multiset(drawn.after)
    assert kinds(found.rows) == Counter(
        added=found.added, removed=found.removed, changed=found.changed
    )
    assert found.unchanged + found.changed + found.removed == len(drawn.before)
    assert found.unchanged + found.changed + found.added == len(drawn.after)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables(alike=True))
def test_no_more_differs_than_must(comparing: Comparing, drawn: Tables) -> None:
    """As many rows as can be are unchanged, and of the others as many as can be are pairs."""
    types, key = drawn.before_types, drawn.key
    before, after = comparing.table(types, drawn.before), comparing.table(types, drawn.after)
    found = comparing.diff(before, after, *key)
    old, new = multiset(drawn.before), multiset(drawn.after)
    places = [list(types).index(name) for name in key] or list(range(len(types)))

    def keys(of: Counter[Row]) -> Counter[Row]:
        return Counter(tuple(row[place] for place in places) for row in of.elements())

    assert found.unchanged == (old & new).total()
    assert found.changed == (keys(old - new) & keys(new - old)).total()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables(), st.integers(1, 4))
def test_pages_are_parts_of_the_whole(comparing: Comparing, drawn: Tables, limit: int) -> None:
    before = comparing.table(drawn.before_types, drawn.before)
    after = comparing.table(drawn.after_types, drawn.after)
    whole = comparing.diff(before, after, *drawn.key).rows
    pages = [
        comparing.diff(before, after, *drawn.key, limit=limit, offset=offset).rows
        for offset in range(0, len(whole) + 1, limit)
    ]

    assert [repr(change) for page in pages for change in page] == [repr(each) for each in whole]
